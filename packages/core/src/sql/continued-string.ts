// A string constant that goes on behind a line break: 'one' -- first half
//                                                      'two'
// PostgreSQL joins the parts with comments between them too; the parser's build, whose scanner reports comments as
// tokens, joins them over blanks only. So the comments become blanks before parsing, as many: every place stays.
// The scanner cannot find them: what follows E'' reads differently once it is joined.

/** Spares most texts the walk: a comment behind a quote, which may end a string. */
const MAY_GO_ON = /'\s*--/;
/** From a string's end to the quote with which it goes on. A comment ends at a line break, so nothing is tried twice. */
const GAP = /(?:[ \t\f\v]|--[^\n\r]*(?=[\n\r]))*[\n\r](?:[ \t\n\r\f\v]|--[^\n\r]*[\n\r])*'/y;
/** What may hold a quote without being a string, and words, whose last letter may say how the string behind reads. */
const PIECE =
  /--[^\n\r]*|\/\*|"[^"]*"|\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|\d+|'/g;

/** The text with blanks for comments between the parts of string constants. As long as the text. */
export function blankBetweenStrings(text: string): string {
  if (!MAY_GO_ON.test(text)) return text;
  let blanked = "";
  let from = 0;
  let escapes = false;
  PIECE.lastIndex = 0;
  for (let piece = PIECE.exec(text); piece !== null; piece = PIECE.exec(text)) {
    const [found] = piece;
    const end = PIECE.lastIndex;
    if (found === "'") {
      let close = endOfString(text, end, escapes);
      for (let gap = gapAt(text, close); gap > close; gap = gapAt(text, close)) {
        blanked += text.slice(from, close) + blank(text.slice(close, gap - 1));
        from = gap - 1;
        close = endOfString(text, gap, escapes);
      }
      PIECE.lastIndex = close;
    } else if (found === "/*") PIECE.lastIndex = endOfComment(text, end);
    else if (found.startsWith("$")) PIECE.lastIndex = endOf(text, found, end);
    escapes = /^e$/i.test(found) && text[end] === "'";
  }
  return blanked + text.slice(from);
}

/** Behind the quote that opens the string's next part; 0 where there is none. */
function gapAt(text: string, end: number): number {
  GAP.lastIndex = end;
  return GAP.test(text) ? GAP.lastIndex : 0;
}

function blank(gap: string): string {
  return gap.replaceAll(/--[^\n\r]*/g, (comment) => " ".repeat(comment.length));
}

function endOf(text: string, closing: string, from: number): number {
  const at = text.indexOf(closing, from);
  return at < 0 ? text.length : at + closing.length;
}

/** A doubled quote is part of the string, and in E'' whatever follows a backslash. */
function endOfString(text: string, from: number, escapes: boolean): number {
  const mark = escapes ? /\\[^]|''|'/g : /''|'/g;
  mark.lastIndex = from;
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    if (found[0] === "'") return mark.lastIndex;
  }
  return text.length;
}

/** Block comments nest. */
function endOfComment(text: string, from: number): number {
  const bracket = /\/\*|\*\//g;
  bracket.lastIndex = from;
  for (let depth = 1; depth > 0; ) {
    const found = bracket.exec(text);
    if (found === null) return text.length;
    depth += found[0] === "/*" ? 1 : -1;
  }
  return bracket.lastIndex;
}
