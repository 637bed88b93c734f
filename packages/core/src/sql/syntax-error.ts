// From the parser's message and place to an FfqError: PostgreSQL's words, its SQLSTATE, the place in the user's
// text, and where the slip is a common one, a line that says what to do.
import { FfqError, type Span } from "../common/error.ts";
import { unitOfCodePoint } from "./position.ts";
import type { SqlSource } from "./source.ts";
import type { Token } from "./token.ts";

/** Messages of scanner and grammar that are not 42601 (syntax_error) in PostgreSQL. */
const SQLSTATES: readonly (readonly [RegExp, string])[] = [
  // PostgreSQL raises 42601 for "memory exhausted"; the reason is size, and its own name for that is 54001.
  [/^memory exhausted/, "54001"],
  [/^unsafe use of \\' in a string literal/, "22P06"],
  [/^invalid byte sequence for encoding/, "22021"],
  [/^precision for type float must be/, "22023"],
  [/^frame (start|end)/, "42P20"],
  [/not yet implemented$|^WITH CHECK OPTION not supported on|^aggregates cannot have output arguments/, "0A000"],
];

const AT_OR_NEAR = / at or near "([^]*)"$/;

/** The parser refused `source.parsed`. `position`: code points from 0, undefined where the parser gave none. */
export function syntaxError(source: SqlSource, message: string, position: number | undefined): FfqError {
  const quoted = AT_OR_NEAR.exec(message)?.[1];
  const found = position === undefined ? placeOf(source.parsed, quoted) : place(source, position, quoted);
  const span = found === undefined ? undefined : source.toOriginal(found);
  const escape = message === "invalid Unicode escape" ? unicodeEscape(source) : undefined;
  const sqlstate = escape?.sqlstate ?? SQLSTATES.find(([pattern]) => pattern.test(message))?.[1] ?? "42601";
  const hint = escape?.hint ?? hintFor(source, message, found);
  const shown = showOriginal(source, message, quoted, found, span);
  const detail = { sqlstate, ...(span === undefined ? {} : { span }), ...(hint === undefined ? {} : { hint }) };
  return new FfqError(sqlstate === "0A000" ? "UNSUPPORTED" : "SYNTAX", shown, detail);
}

/** One message, two errors: the scanner refuses E'\\u', and the parser U&'\\' in a text that scans well. */
function unicodeEscape(source: SqlSource): { readonly sqlstate: string; readonly hint: string } {
  return source.tokens.length === 0
    ? { sqlstate: "22025", hint: "Unicode escapes must be \\uXXXX or \\UXXXXXXXX." }
    : { sqlstate: "42601", hint: "Unicode escapes must be \\XXXX or \\+XXXXXX." };
}

/** The statement does not fit on the parser's stack. */
export function tooComplex(source: SqlSource, cause: unknown): FfqError {
  const end = source.text.length;
  const detail = { sqlstate: "54001", span: { start: 0, end }, hint: depthHint(source) };
  return new FfqError("SYNTAX", "statement is too complex: its expressions are nested too deeply", detail, cause);
}

/** Brackets and CASE that are nested deeper than this are what makes a text too deep, and not its chains of operators. */
const USUAL_NESTING = 100;

function depthHint(source: SqlSource): string {
  let depth = 0;
  for (const token of source.tokens) {
    if (isOpen(token) || token.word === "case") depth++;
    else if (isClose(token) || token.word === "end") depth--;
    if (depth > USUAL_NESTING) return "Nest less deeply.";
  }
  return "Use IN (...) or a join with VALUES in place of long chains of operators.";
}

function place(source: SqlSource, position: number, quoted: string | undefined): Span {
  const start = unitOfCodePoint(source.parsed, position);
  // PostgreSQL quotes the text from the place to the end of the token that it read.
  if (quoted !== undefined && source.parsed.startsWith(quoted, start)) return { start, end: start + quoted.length };
  const token = source.tokens[source.tokenIndexAt(start)];
  // In a text that the scanner refuses, or inside a token, one character.
  const one = start + String.fromCodePoint(source.parsed.codePointAt(start) ?? 0).length;
  return { start, end: Math.min(token !== undefined && token.end > start ? token.end : one, source.parsed.length) };
}

/** The scanner alone gives no place, but its message quotes the text there. */
function placeOf(text: string, quoted: string | undefined): Span | undefined {
  if (quoted === undefined) return undefined;
  const start = text.endsWith(quoted) ? text.length - quoted.length : text.indexOf(quoted);
  return start < 0 ? undefined : { start, end: start + quoted.length };
}

/** The message quotes what the user wrote and not what the rewrite made of it. */
function showOriginal(
  source: SqlSource,
  message: string,
  quoted: string | undefined,
  found: Span | undefined,
  span: Span | undefined,
): string {
  if (quoted === undefined || found === undefined || span === undefined) return message;
  const original = source.text.slice(span.start, span.end);
  return original === quoted ? message : message.replace(AT_OR_NEAR, () => ` at or near "${original}"`);
}

function hintFor(source: SqlSource, message: string, found: Span | undefined): string | undefined {
  if (message.startsWith("memory exhausted")) return depthHint(source);
  const fixed = HINTS.find(([pattern]) => pattern.test(message))?.[1];
  if (fixed !== undefined || found === undefined || !message.startsWith("syntax error")) return fixed;
  const tokens = source.tokens.filter((token) => token.kind !== "comment");
  const index = tokens.findIndex((token) => token.end > found.start);
  const at = index < 0 ? undefined : tokens[index];
  const before = index < 0 ? tokens.at(-1) : tokens[index - 1];
  return hintForSyntax(at, before, tokens);
}

const HINTS: readonly (readonly [RegExp, string])[] = [
  [/^LIMIT #,# syntax is not supported/, "Use separate LIMIT and OFFSET clauses."],
  [/^unterminated quoted string/, "Close it with '. Inside a string a quote is written twice: ''."],
  [/^unterminated quoted identifier/, 'Close it with ". Strings are written in single quotes.'],
  [/^unterminated \/\* comment/, "Close it with */. Comments nest."],
  [/^unterminated dollar-quoted string/, "Close it with the same tag that opened it."],
  [/^trailing junk after numeric literal/, "Put a blank after the number, or quote the name that begins with it."],
  [/^zero-length delimited identifier/, "An empty string is written ''."],
];

function hintForSyntax(at: Token | undefined, before: Token | undefined, tokens: readonly Token[]): string | undefined {
  if (before?.text.startsWith("?") || at?.text.startsWith("?")) return "Write parameters as $1, $2, ... or :name.";
  if (at?.text.startsWith("`") || before?.text.startsWith("`")) return 'Put names in double quotes: "name".';
  if (before?.text === "," && (at === undefined || at.reserved || at.text === ")" || at.text === ";")) {
    return "Remove the comma before it.";
  }
  if (at?.reserved && before !== undefined && (before.text === "." || EXPECTS_NAME.has(before.word))) {
    return `"${at.word}" is a reserved word: write it in double quotes to use it as a name.`;
  }
  // A misspelt keyword is read as a name: it is the token refused, or the one before it.
  const misspelt = [at, before].find((token) => token !== undefined && meant(token) !== undefined);
  if (misspelt !== undefined) return `Perhaps you meant ${meant(misspelt)} instead of "${misspelt.text}".`;
  if (at === undefined && tokens.filter(isOpen).length > tokens.filter(isClose).length)
    return "A bracket is not closed.";
  return undefined;
}

const EXPECTS_NAME = new Set(["table", "view", "into", "from", "join"]);
const KEYWORDS = "select from where group having order limit offset union values insert update delete create".split(
  " ",
);

function isOpen(token: Token): boolean {
  return token.text === "(" || token.text === "[";
}

function isClose(token: Token): boolean {
  return token.text === ")" || token.text === "]";
}

/** The keyword that is one slip (a letter missing, added, changed, or two swapped) away from a name. */
function meant(token: Token): string | undefined {
  if (token.kind !== "word" || token.reserved || token.word.length < 3) return undefined;
  const keyword = KEYWORDS.find((candidate) => candidate !== token.word && isOneSlip(token.word, candidate));
  return keyword?.toUpperCase();
}

function isOneSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let head = 0;
  while (head < a.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const left = a.slice(head, a.length - tail);
  const right = b.slice(head, b.length - tail);
  const swapped = left.length === 2 && left[0] === right[1] && left[1] === right[0];
  return swapped || (left.length <= 1 && right.length <= 1);
}
