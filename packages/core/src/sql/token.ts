// PostgreSQL's own tokens, in UTF-16 offsets, sorted into the few kinds that the rewrite and the error hints ask
// for. The scanner is the parser's: what it calls a string or a comment is one.
import { rawScan } from "./parser-loader.ts";
import { unitsOfBytes } from "./position.ts";

export type TokenKind =
  /** A keyword or an unquoted identifier; `word` is its lower case form. */
  | "word"
  /** "identifier" */
  | "quoted"
  /** 'text', E'text' and $$text$$; not bit strings and not U&'text'. */
  | "string"
  | "comment"
  /** Numbers, $1, operators and punctuation. */
  | "other";

export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Lower case text of a word, else "". */
  readonly word: string;
  /** A word that cannot be a name unless quoted. */
  readonly reserved: boolean;
}

export type Scan =
  | { readonly kind: "tokens"; readonly tokens: readonly Token[] }
  /** The text is not made of tokens: PostgreSQL's message. */
  | { readonly kind: "error"; readonly message: string };

interface RawToken {
  readonly start: number;
  readonly end: number;
  readonly tokenName: string;
  readonly keywordName: string;
}

/** The tokens of a text, comments included. */
export function tokenize(text: string): Scan {
  const utf8 = new TextEncoder().encode(text);
  const answer = rawScan(utf8);
  // The scanner's errors come as bare text, its tokens as a JSON object.
  if (!answer.startsWith("{")) return { kind: "error", message: answer };
  const { tokens } = JSON.parse(answer) as { tokens: RawToken[] };
  const units = utf8.length === text.length ? undefined : unitsOfBytes(utf8);
  const unit = (byte: number): number => units?.[byte] ?? byte;
  return {
    kind: "tokens",
    tokens: tokens.map((raw) => {
      const start = unit(raw.start);
      const end = unit(raw.end);
      const shown = text.slice(start, end);
      const kind = kindOf(shown, raw.tokenName);
      return {
        kind,
        start,
        end,
        text: shown,
        word: kind === "word" ? shown.toLowerCase() : "",
        reserved: raw.keywordName === "RESERVED_KEYWORD",
      };
    }),
  };
}

function kindOf(text: string, tokenName: string): TokenKind {
  if (tokenName === "SQL_COMMENT" || tokenName === "C_COMMENT") return "comment";
  if (/^[eE]?'/.test(text) || /^\$([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/.test(text)) return "string";
  if (text.startsWith('"')) return "quoted";
  return /^[A-Za-z_\u0080-\uffff][^'"&]*$/.test(text) ? "word" : "other";
}
