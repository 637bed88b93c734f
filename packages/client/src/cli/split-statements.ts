// Where statements end in a text that may hold several or an unfinished one: at semicolons outside of quotes and
// comments (PostgreSQL manual, section 4.1). Only cuts; whether a piece is SQL is the parser's business.

export interface Split {
  /** Complete statements, without their semicolons; none is blank. */
  readonly statements: readonly string[];
  /** What stands behind the last semicolon and is not blank; also among the statements. */
  readonly open: string | undefined;
}

/** One construct in which a semicolon ends nothing: quotes, dollar quotes, comments. */
const OPAQUE = /e'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|(\$[a-z_]*\$)[^]*?\1|--[^\n]*/iy;

/** Cuts a text at its statements' ends. */
export function splitStatements(text: string): Split {
  const statements: string[] = [];
  let start = 0;
  let at = 0;
  while (at < text.length) {
    const next = skipOpaque(text, at);
    if (next > at) {
      at = next;
      continue;
    }
    if (text[at] === ";") {
      push(statements, text.slice(start, at));
      start = at + 1;
    }
    at++;
  }
  const rest = text.slice(start);
  const open = isBlank(rest) ? undefined : rest;
  return { statements: open === undefined ? statements : [...statements, open], open };
}

/** The end of the opaque construct that begins here; `at` itself when none does, the text's end when it is not closed. */
function skipOpaque(text: string, at: number): number {
  if (text.startsWith("/*", at)) return skipComment(text, at);
  const previous = text[at - 1] ?? " ";
  const isWord = /[\w$]/.test(previous);
  OPAQUE.lastIndex = at;
  const found = isWord && /[$eE]/.test(text[at] ?? "") ? null : OPAQUE.exec(text);
  if (found !== null) return at + found[0].length;
  return /['"]/.test(text[at] ?? "") || (!isWord && /^\$[a-z_]*\$/i.test(text.slice(at, at + 64))) ? text.length : at;
}

/** Block comments nest. */
function skipComment(text: string, at: number): number {
  const bounds = /\/\*|\*\//g;
  bounds.lastIndex = at;
  let depth = 0;
  for (let found = bounds.exec(text); found !== null; found = bounds.exec(text)) {
    depth += found[0] === "/*" ? 1 : -1;
    if (depth === 0) return bounds.lastIndex;
  }
  return text.length;
}

function isBlank(text: string): boolean {
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at] as string)) {
      at++;
    } else if (text.startsWith("--", at) || text.startsWith("/*", at)) {
      at = skipOpaque(text, at);
    } else {
      return false;
    }
  }
  return true;
}

function push(statements: string[], text: string): void {
  if (!isBlank(text)) statements.push(text);
}
