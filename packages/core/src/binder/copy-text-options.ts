// The options of COPY in formats csv and text, with PostgreSQL's rules for what may stand for what.
import type { TextFormat } from "../format/csv/text-format.ts";
import { type CopyOption, type CopyOptionTable, readCopyOptions } from "./copy-option.ts";

interface TextOptions {
  readonly delimiter: string;
  readonly nullText: string;
  readonly header: boolean;
  readonly quote: string;
  readonly escape: string;
  readonly forceQuote: readonly string[];
  readonly forceNull: readonly string[];
  readonly forceNotNull: readonly string[];
}

const TABLE: CopyOptionTable<TextOptions> = {
  delimiter: (option) => ({ delimiter: oneByte(option) }),
  null: (option) => ({ nullText: nullText(option) }),
  header: (option) => ({ header: header(option) }),
  quote: (option) => ({ quote: oneByte(option) }),
  escape: (option) => ({ escape: oneByte(option) }),
  force_quote: (option, columns) => ({ forceQuote: option.columns(columns) }),
  force_null: (option) => refuseInTo(option),
  force_not_null: (option) => refuseInTo(option),
  encoding: (option) => {
    option.word({ utf8: true, "utf-8": true, unicode: true });
    return {};
  },
};

/** Only CSV has these. */
const CSV_ONLY: readonly string[] = ["quote", "escape", "force_quote", "force_null", "force_not_null"];

function refuseInTo(option: CopyOption): never {
  throw option.error("CONFIG", "22023", `COPY ${option.name.toUpperCase()} cannot be used with COPY TO`);
}

/** @throws FfqError with PostgreSQL's SQLSTATE and message */
export function textFormat(
  kind: TextFormat["kind"],
  given: readonly CopyOption[],
  columns: readonly string[],
): TextFormat {
  return formatOf(kind, given, readCopyOptions(given, columns, TABLE, {}));
}

/** How COPY FROM reads. */
export interface TextSource {
  readonly format: TextFormat;
  /** The first line must have the columns' names. */
  readonly matchesHeader: boolean;
  /** Columns in which the text for NULL means it in quotes, too. */
  readonly forceNull: ReadonlySet<string>;
  /** Columns in which the text for NULL is a value without quotes, too. */
  readonly forceNotNull: ReadonlySet<string>;
}

/** The table that COPY fills, with all of its columns. */
export interface CopyTarget {
  readonly name: string;
  readonly columns: readonly string[];
}

/** `filled`: the columns that the lines have. */
export function textSource(
  kind: TextFormat["kind"],
  given: readonly CopyOption[],
  filled: readonly string[],
  target: CopyTarget,
): TextSource {
  let matchesHeader = false;
  const header = (option: CopyOption): Partial<TextOptions> => {
    matchesHeader = option.isWord("match");
    return { header: matchesHeader || option.boolean('header requires a Boolean value or "match"') };
  };
  const force_quote = (option: CopyOption): never => {
    const reason = kind === "csv" ? "cannot be used with COPY FROM" : "requires CSV mode";
    throw option.error("UNSUPPORTED", "0A000", `COPY FORCE_QUOTE ${reason}`);
  };
  const force_null = (option: CopyOption): Partial<TextOptions> => ({
    forceNull: copiedColumns(option, filled, target),
  });
  const force_not_null = (option: CopyOption): Partial<TextOptions> => ({
    forceNotNull: copiedColumns(option, filled, target),
  });
  const table = { ...TABLE, header, force_quote, force_null, force_not_null };
  const options = readCopyOptions(given, [], table, {});
  return {
    format: formatOf(kind, given, options),
    matchesHeader,
    forceNull: new Set(options.forceNull),
    forceNotNull: new Set(options.forceNotNull),
  };
}

/** @throws FfqError 42703, and 42P10 for a column that the lines do not have */
function copiedColumns(
  option: CopyOption,
  filled: readonly string[],
  { name, columns }: CopyTarget,
): readonly string[] {
  if (option.isAll) return filled;
  const given = option.columns(columns, `relation "${name}"`);
  const other = given.find((name) => !filled.includes(name));
  if (other === undefined) return given;
  const message = `${option.name.toUpperCase()} column "${other}" not referenced by COPY`;
  throw option.error("CONFIG", "42P10", message);
}

function formatOf(kind: TextFormat["kind"], given: readonly CopyOption[], options: Partial<TextOptions>): TextFormat {
  const named = (name: string): CopyOption | undefined => given.find((option) => option.name === name);
  for (const name of CSV_ONLY) {
    const option = kind === "text" ? named(name) : undefined;
    if (option !== undefined)
      throw option.error("UNSUPPORTED", "0A000", `COPY ${name.toUpperCase()} requires CSV mode`);
  }
  const delimiter = options.delimiter ?? (kind === "csv" ? "," : "\t");
  const nullText = options.nullText ?? (kind === "csv" ? "" : "\\N");
  const common = { delimiter, nullText, header: options.header ?? false };
  const refuse = (name: string, message: string): void => {
    const option = named(name) ?? named("delimiter") ?? named("null");
    if (option !== undefined) throw option.error("CONFIG", "22023", message);
  };
  if (/[\r\n]/.test(delimiter)) refuse("delimiter", "COPY delimiter cannot be newline or carriage return");
  if (nullText.includes(delimiter)) {
    refuse("null", "COPY delimiter character must not appear in the NULL specification");
  }
  if (kind === "text") {
    // These would be taken for escapes, or for parts of numbers.
    if (/[\\.a-z0-9]/.test(delimiter)) refuse("delimiter", `COPY delimiter cannot be "${delimiter}"`);
    return { kind, ...common };
  }
  const quote = options.quote ?? '"';
  if (delimiter === quote) refuse("quote", "COPY delimiter and quote must be different");
  if (nullText.includes(quote)) refuse("null", "CSV quote character must not appear in the NULL specification");
  return { kind, ...common, quote, escape: options.escape ?? quote, forceQuote: options.forceQuote ?? [] };
}

function oneByte(option: CopyOption): string {
  const text = option.text();
  if (text.length === 1 && text.charCodeAt(0) < 128) return text;
  throw option.error("UNSUPPORTED", "0A000", `COPY ${option.name} must be a single one-byte character`);
}

function nullText(option: CopyOption): string {
  const text = option.text();
  if (!/[\r\n]/.test(text)) return text;
  throw option.error("CONFIG", "22023", "COPY null representation cannot use newline or carriage return");
}

function header(option: CopyOption): boolean {
  if (option.isWord("match")) {
    throw option.error("UNSUPPORTED", "0A000", 'cannot use "match" with HEADER in COPY TO');
  }
  return option.boolean('header requires a Boolean value or "match"');
}
