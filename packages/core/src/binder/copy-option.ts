// One option of COPY as it was given, and the ways to read it. What an option is called and means stands in the
// tables of the formats (copy-parquet-options.ts, copy-text-options.ts).
import type { DefElem, Node } from "@pgsql/types";
import { byteCount } from "../common/byte-count.ts";
import { nearest } from "../common/suggest.ts";
import type { BindContext } from "./context.ts";
import { names } from "./parse-node.ts";

export class CopyOption {
  readonly name: string;
  readonly #context: BindContext;
  readonly #arg: Node | undefined;
  readonly #location: number | undefined;

  constructor(context: BindContext, { defname = "", arg, location }: DefElem) {
    this.name = defname;
    this.#context = context;
    this.#arg = arg;
    this.#location = location;
  }

  error(
    code: "SYNTAX" | "CONFIG" | "NOT_FOUND" | "UNSUPPORTED",
    sqlstate: string,
    message: string,
    hint?: string,
  ): Error {
    return this.#context.error(code, sqlstate, message, this.#location, hint);
  }

  /** Given without a value, or with one of PostgreSQL's words for it. */
  boolean(message = `${this.name} requires a Boolean value`): boolean {
    const word = this.#text()?.toLowerCase();
    if (word === undefined || ["true", "on", "1", "yes"].includes(word)) return true;
    if (["false", "off", "0", "no"].includes(word)) return false;
    throw this.error("SYNTAX", "42601", message);
  }

  /** Whether it is this word, whatever the case. */
  isWord(word: string): boolean {
    return this.#text()?.toLowerCase() === word;
  }

  integer(least: number, most: number): number {
    const value = Number(this.#text() ?? Number.NaN);
    if (!Number.isInteger(value)) throw this.error("SYNTAX", "42601", `${this.name} requires an integer value`);
    if (value >= least && value <= most) return value;
    throw this.error("CONFIG", "22023", `${this.name} must be from ${least} to ${most}, not ${value}`);
  }

  /** Between two numbers that it must not be. */
  fraction(above: number, below: number): number {
    const value = Number(this.#text() ?? Number.NaN);
    if (value > above && value < below) return value;
    throw this.error("CONFIG", "22023", `${this.name} must be between ${above} and ${below}`);
  }

  /** A number of bytes, or text with a unit. */
  bytes(least: number, most: number): number {
    const value = byteCount(this.#text() ?? "");
    if (value === undefined) {
      throw this.error("SYNTAX", "42601", `${this.name} requires a number of bytes, or such as '64MB'`);
    }
    if (value >= least && value <= most) return value;
    throw this.error("CONFIG", "22023", `${this.name} must be from ${least} to ${most} bytes, not ${value}`);
  }

  text(): string {
    const text = this.#text();
    if (text === undefined) throw this.error("SYNTAX", "42601", `${this.name} requires a parameter`);
    return text;
  }

  /** One of some words, whatever the case; the table gives what each stands for. */
  word<T>(words: Readonly<Record<string, T>>): T {
    const given = this.text();
    const word = given.toLowerCase();
    if (Object.hasOwn(words, word)) return words[word] as T;
    const message = `COPY ${this.name} "${given}" not recognized`;
    throw this.error("CONFIG", "22023", message, `Known: ${Object.keys(words).join(", ")}.`);
  }

  /** `*` */
  get isAll(): boolean {
    return this.#arg !== undefined && "A_Star" in this.#arg;
  }

  /** Column names: a list in brackets, one name, or `*` for all. */
  columns(known: readonly string[], where: string = this.name): readonly string[] {
    if (this.isAll) return known;
    const arg = this.#arg;
    const given = arg !== undefined && "List" in arg ? names(arg.List.items) : [this.text()];
    for (const name of given) {
      if (known.includes(name)) continue;
      const near = nearest(name, known);
      const hint = near === undefined ? `Columns: ${known.join(", ")}.` : `Perhaps you meant the column "${near}".`;
      throw this.error("NOT_FOUND", "42703", `column "${name}" of ${where} does not exist`, hint);
    }
    return given;
  }

  /** Whether it says which columns rather than yes or no. */
  get namesColumns(): boolean {
    if (this.#arg === undefined) return false;
    if ("List" in this.#arg || "A_Star" in this.#arg) return true;
    return !["true", "false", "on", "off", "1", "0", "yes", "no"].includes((this.#text() ?? "").toLowerCase());
  }

  #text(): string | undefined {
    const arg = this.#arg;
    if (arg === undefined) return undefined;
    if ("String" in arg) return arg.String.sval ?? "";
    if ("Integer" in arg) return String(arg.Integer.ival ?? 0);
    if ("Float" in arg) return arg.Float.fval ?? "";
    if ("Boolean" in arg) return String(arg.Boolean.boolval ?? false);
    throw this.error("SYNTAX", "42601", `${this.name} does not take a list`);
  }
}

/** What a format's options are called and do to what is known so far. */
export type CopyOptionTable<T> = Readonly<
  Record<string, (option: CopyOption, columns: readonly string[]) => Partial<T>>
>;

/** Names that mean the same as others. */
export type CopyAliases = Readonly<Record<string, string>>;

/** Reads options by a format's table. @throws FfqError for an unknown option, one given twice, or a bad value */
export function readCopyOptions<T extends object>(
  given: readonly CopyOption[],
  columns: readonly string[],
  table: CopyOptionTable<T>,
  aliases: CopyAliases,
): Partial<T> {
  let options: Partial<T> = {};
  const seen = new Set<string>();
  for (const option of given) {
    const name = aliases[option.name] ?? option.name;
    const read = Object.hasOwn(table, name) ? table[name] : undefined;
    if (read === undefined) {
      const known = ["format", ...Object.keys(table)];
      const near = nearest(option.name, [...known, ...Object.keys(aliases)]);
      const hint = near === undefined ? `Options: ${known.join(", ")}.` : `Perhaps you meant the option "${near}".`;
      throw option.error("SYNTAX", "42601", `option "${option.name}" not recognized`, hint);
    }
    if (seen.has(name)) throw option.error("SYNTAX", "42601", "conflicting or redundant options");
    seen.add(name);
    options = { ...options, ...read(option, columns) };
  }
  return options;
}
