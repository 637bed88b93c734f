// SQL text to PostgreSQL's parse trees: rewrite, parse, and errors with their place. The one door to libpg-query.
// Call `loadParser()` (parser-loader.ts) once before.
import type { ParseResult } from "@pgsql/types";
import { FfqError, internal, type Span } from "../common/error.ts";
import { rawParse } from "./parser-loader.ts";
import { rewrite } from "./rewrite.ts";
import { SqlSource } from "./source.ts";
import type { ParsedStatement } from "./statement.ts";
import { syntaxError, tooComplex } from "./syntax-error.ts";
import { tokenize } from "./token.ts";
import type { RawParse } from "./wasm-host.ts";

/**
 * The statements of a text, in order; none for a text of blanks and comments.
 * @throws FfqError SYNTAX with the place in the text, PostgreSQL's message and its SQLSTATE
 */
export function parseSql(text: string): readonly ParsedStatement[] {
  refuseNul(text);
  const rewritten = rewrite(text);
  const source = new SqlSource(rewritten);
  const answer = parseOrOverflow(source);
  if (answer.kind === "error") throw explain(source, answer.message, answer.position);
  const { stmts } = JSON.parse(answer.json) as ParseResult;
  return (stmts ?? []).map(({ stmt, stmt_location = 0, stmt_len }) => {
    if (stmt === undefined) throw internal("the SQL parser returned an empty statement");
    const start = source.unitOfByte(stmt_location);
    // No length: the statement runs to the end of the text.
    const end = stmt_len === undefined ? source.parsed.length : source.unitOfByte(stmt_location + stmt_len);
    const span = source.toOriginal(trimmed(source, start, end));
    return { node: stmt, span, source, parameters: rewritten.names };
  });
}

function parseOrOverflow(source: SqlSource): RawParse {
  try {
    return rawParse(source.utf8);
  } catch (thrown) {
    // The tree is deeper than the stack on which the guest (or the host) walks it.
    if (thrown instanceof RangeError) throw tooComplex(source, thrown);
    throw thrown;
  }
}

function explain(source: SqlSource, message: string, position: number | undefined): FfqError {
  if (!source.edited) {
    // A text that is no sequence of tokens was not rewritten: its `:name`s fail before the real cause does.
    const scan = tokenize(source.parsed);
    if (scan.kind === "error" && scan.message !== message) return syntaxError(source, scan.message, undefined);
  }
  return syntaxError(source, message, position);
}

/** The parser takes C strings: a NUL would silently end the statement. PostgreSQL refuses it as text. */
function refuseNul(text: string): void {
  const start = text.indexOf("\0");
  if (start < 0) return;
  throw new FfqError("SYNTAX", 'invalid byte sequence for encoding "UTF8": 0x00', {
    sqlstate: "22021",
    span: { start, end: start + 1 },
  });
}

/** Without the blanks and comments around it. */
function trimmed(source: SqlSource, start: number, end: number): Span {
  const text = source.parsed.slice(start, end);
  if (/--|\/\*/.test(text)) {
    const inside = source.tokens.filter(
      (token) => token.kind !== "comment" && token.start >= start && token.end <= end,
    );
    return { start: inside[0]?.start ?? start, end: inside.at(-1)?.end ?? end };
  }
  return { start: end - text.trimStart().length, end: start + text.trimEnd().length };
}
