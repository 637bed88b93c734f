// One SQL text on its way through the parser: what the user wrote, what the parser was given, and the way back
// from the parser's places. Everything is converted here, at the door: no other folder ever sees a byte offset.
import type { Span } from "../common/error.ts";
import { type EditedText, unitsOfBytes, WayBack } from "./position.ts";
import { type Token, tokenize } from "./token.ts";

const ROUGH_TOKEN =
  /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|\d[\w.]*|'(?:[^']|'')*'|"(?:[^"]|"")*"|::|[-+*/<>=~!@#%^&|`?]+|[^]/y;

/** SQL text as the parser saw it, with the conversions from the parser's places to the user's. */
export class SqlSource {
  /** The text as the user wrote it: all spans point into this. */
  readonly text: string;
  /** The text that the parser was given. */
  readonly parsed: string;
  /** The parsed text in the parser's encoding. */
  readonly utf8: Uint8Array;
  readonly #wayBack: WayBack;
  /** Whether the rewrite changed the text. */
  readonly edited: boolean;
  #tokens: readonly Token[] | undefined;
  #unitOfByte: Uint32Array | undefined;

  constructor(edited: EditedText) {
    this.text = edited.original;
    // Half a surrogate pair has no UTF-8: the parser gets U+FFFD, which is as long.
    this.parsed = edited.text.toWellFormed();
    this.#wayBack = new WayBack(edited.edits);
    this.edited = edited.edits.length > 0;
    this.utf8 = new TextEncoder().encode(this.parsed);
  }

  /** The token at a location of the tree (UTF-8 bytes); undefined where the tree names no place. */
  spanAt(location: number | undefined): Span | undefined {
    if (location === undefined || location < 0 || location > this.utf8.length) return undefined;
    const start = this.unitOfByte(location);
    return this.toOriginal({ start, end: this.#tokenEnd(start) });
  }

  /**
   * The same without the scanner, for places that plans keep in case a row fails: words, numbers, quoted texts and
   * runs of operator characters end where they seem to.
   */
  roughSpanAt(location: number | undefined): Span | undefined {
    if (location === undefined || location < 0 || location > this.utf8.length) return undefined;
    const start = this.unitOfByte(location);
    ROUGH_TOKEN.lastIndex = start;
    const length = ROUGH_TOKEN.exec(this.parsed)?.[0].length ?? 0;
    return this.toOriginal({ start, end: start + length });
  }

  /** The first token and the last one of a construct, and all between: `a + b` from its two operands. */
  spanBetween(first: number | undefined, last: number | undefined): Span | undefined {
    const a = this.spanAt(first);
    const b = this.spanAt(last);
    if (a === undefined || b === undefined) return a ?? b;
    return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
  }

  /** UTF-16 offset in `parsed` of a UTF-8 byte offset. */
  unitOfByte(byte: number): number {
    // Text of ASCII alone: one byte each.
    if (this.utf8.length === this.parsed.length) return Math.min(byte, this.parsed.length);
    this.#unitOfByte ??= unitsOfBytes(this.utf8);
    return this.#unitOfByte[Math.min(byte, this.utf8.length)] ?? this.parsed.length;
  }

  /** A stretch of `parsed` as a stretch of `text`. */
  toOriginal(span: Span): Span {
    return this.#wayBack.toOriginal(span);
  }

  /** The tokens of the parsed text; none where the scanner refuses the text. */
  get tokens(): readonly Token[] {
    if (this.#tokens === undefined) {
      const scanned = tokenize(this.parsed);
      this.#tokens = scanned.kind === "tokens" ? scanned.tokens : [];
    }
    return this.#tokens;
  }

  #tokenEnd(start: number): number {
    const token = this.tokens[this.tokenIndexAt(start)];
    return token !== undefined && token.start <= start && start < token.end ? token.end : start;
  }

  /** The last token that starts at or before a UTF-16 offset of `parsed`; -1 where there is none. */
  tokenIndexAt(unit: number): number {
    let low = 0;
    let high = this.tokens.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.tokens[middle]?.start ?? 0) <= unit) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
