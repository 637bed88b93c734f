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
}

const TABLE: CopyOptionTable<TextOptions> = {
  delimiter: (option) => ({ delimiter: oneByte(option) }),
  null: (option) => ({ nullText: nullText(option) }),
  header: (option) => ({ header: header(option) }),
  quote: (option) => ({ quote: oneByte(option) }),
  escape: (option) => ({ escape: oneByte(option) }),
  force_quote: (option, columns) => ({ forceQuote: option.columns(columns) }),
  encoding: (option) => {
    option.word({ utf8: true, "utf-8": true, unicode: true });
    return {};
  },
};

/** Only CSV has these. */
const CSV_ONLY: readonly string[] = ["quote", "escape", "force_quote"];

/** @throws FfqError with PostgreSQL's SQLSTATE and message */
export function textFormat(
  kind: TextFormat["kind"],
  given: readonly CopyOption[],
  columns: readonly string[],
): TextFormat {
  return formatOf(kind, given, readCopyOptions(given, columns, TABLE, {}));
}

/** How COPY FROM reads, and whether the first line must have the columns' names. */
export function textSource(
  kind: TextFormat["kind"],
  given: readonly CopyOption[],
): { readonly format: TextFormat; readonly matchesHeader: boolean } {
  let matchesHeader = false;
  const header = (option: CopyOption): Partial<TextOptions> => {
    matchesHeader = option.isWord("match");
    return { header: matchesHeader || option.boolean('header requires a Boolean value or "match"') };
  };
  const force_quote = (option: CopyOption): never => {
    const reason = kind === "csv" ? "cannot be used with COPY FROM" : "requires CSV mode";
    throw option.error("UNSUPPORTED", "0A000", `COPY FORCE_QUOTE ${reason}`);
  };
  const format = formatOf(kind, given, readCopyOptions(given, [], { ...TABLE, header, force_quote }, {}));
  return { format, matchesHeader };
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
