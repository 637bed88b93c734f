// Shows an error in a terminal: the message, the line of SQL with the place underlined, and the hint.
//
//   ERROR:  syntax error at or near "frm" (42601)
//   LINE 2:   frm t
//             ^^^
//   HINT:  Perhaps you meant FROM instead of "frm".
import type { FfqError, Span } from "../common/error.ts";

export interface UnderlineOptions {
  /** Colours by ANSI escapes. Default: none. */
  readonly color?: boolean;
  /** Columns of the terminal: longer lines are cut around the place. Default 100. */
  readonly width?: number;
}

/** The error as lines for a terminal, without a newline at the end. `text` is the SQL that its span points into. */
export function underline(error: FfqError, text: string, options: UnderlineOptions = {}): string {
  const paint = painter(options.color === true);
  const state = error.sqlstate === undefined ? "" : ` (${error.sqlstate})`;
  const lines = [`${paint.red("ERROR:")}  ${error.message}${state}`];
  if (error.span !== undefined) lines.push(...place(text, error.span, options.width ?? 100, paint));
  if (error.hint !== undefined) lines.push(`${paint.blue("HINT:")}  ${error.hint}`);
  return lines.join("\n");
}

interface Painter {
  red(text: string): string;
  blue(text: string): string;
}

function painter(color: boolean): Painter {
  const wrap = (code: number) => (text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { red: wrap(31), blue: wrap(34) };
}

function place(text: string, span: Span, width: number, paint: Painter): string[] {
  const start = Math.max(0, Math.min(span.start, text.length));
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const newline = text.indexOf("\n", start);
  const lineEnd = newline < 0 ? text.length : newline;
  const label = `LINE ${text.slice(0, lineStart).split("\n").length}: `;
  // What comes before the place, the place on this line, and the rest: tabs and controls as single blanks, so
  // that columns can be counted.
  const before = flat(text.slice(lineStart, start));
  const marked = flat(text.slice(start, Math.max(start, Math.min(span.end, lineEnd))));
  const after = flat(text.slice(start + marked.length, lineEnd)).trimEnd();
  const room = Math.max(20, width - label.length);
  const head = cutLeft(before, Math.max(room - columns(marked) - columns(after), room >> 1));
  const rest = cutRight(marked + after, room - columns(head));
  const carets = "^".repeat(Math.max(1, Math.min(columns(marked), columns(rest))));
  return [`${label}${head}${rest}`, " ".repeat(label.length + columns(head)) + paint.red(carets)];
}

function flat(text: string): string {
  // One unit for one unit: offsets stay.
  return text.replaceAll(/[\u0000-\u001f\u007f]/g, " ");
}

/** The end of a text, in at most `room` columns. */
function cutLeft(text: string, room: number): string {
  if (columns(text) <= room) return text;
  const kept = fitting([...text].reverse(), room - 3);
  return `...${kept.reverse().join("")}`;
}

/** The beginning of a text, in at most `room` columns. */
function cutRight(text: string, room: number): string {
  if (columns(text) <= room) return text;
  return `${fitting([...text], room - 3).join("")}...`;
}

function fitting(characters: string[], room: number): string[] {
  let taken = 0;
  const end = characters.findIndex((character) => (taken += columns(character)) > room);
  return end < 0 ? characters : characters.slice(0, end);
}

const NO_COLUMN = /\p{Mark}|\u200d/u;
const WIDE =
  /\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|[\u3000-\u303f\uff01-\uff60]/u;

/** Terminal columns: East Asian wide characters and emoji take two, combining marks none. */
function columns(text: string): number {
  let total = 0;
  for (const character of text) {
    if (!NO_COLUMN.test(character)) total += WIDE.test(character) ? 2 : 1;
  }
  return total;
}
