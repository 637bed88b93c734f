// Places in SQL text. The parser's tree counts UTF-8 bytes and its errors count code points; both are places in
// the text after the rewrite. Users, editors and JavaScript count UTF-16 units of the text as they wrote it.
// The arithmetic is here; `SqlSource` (source.ts) applies it.
import type { Span } from "../common/error.ts";

/** One replaced (or, when `start === end`, inserted) stretch of the user's text. Offsets are UTF-16. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** What to underline when something inside the new text is wrong: a stretch of the user's text. */
  readonly anchor: Span;
}

/** A text with edits applied, and the way back. */
export interface EditedText {
  readonly original: string;
  readonly text: string;
  /** In order, not overlapping. */
  readonly edits: readonly Edit[];
}

/** Applies edits that are in order and do not overlap. */
export function applyEdits(original: string, edits: readonly Edit[]): EditedText {
  let text = "";
  let from = 0;
  for (const edit of edits) {
    text += original.slice(from, edit.start) + edit.text;
    from = edit.end;
  }
  return { original, text: text + original.slice(from), edits };
}

/** The way back from an edited text to its original. */
export class WayBack {
  readonly #edits: readonly Edit[];
  /** Where each edit's text starts and ends in the edited text. */
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;

  constructor(edits: readonly Edit[]) {
    this.#edits = edits;
    this.#starts = new Uint32Array(edits.length);
    this.#ends = new Uint32Array(edits.length);
    let shift = 0;
    for (const [i, edit] of edits.entries()) {
      this.#starts[i] = edit.start + shift;
      this.#ends[i] = edit.start + shift + edit.text.length;
      shift += edit.text.length - (edit.end - edit.start);
    }
  }

  /** A stretch of the edited text as a stretch of the original. What an edit brought in becomes its anchor. */
  toOriginal(span: Span): Span {
    const start = this.#map(span.start, "start", firstFrom(this.#ends, span.start + 1));
    const end = this.#map(span.end, "end", firstFrom(this.#ends, span.end));
    return { start, end: Math.max(start, end) };
  }

  /** `i`: the first edit whose text ends after the offset (for the end of a span: at it or after). */
  #map(offset: number, side: "start" | "end", i: number): number {
    const edit = this.#edits[i];
    const from = this.#starts[i];
    const inside = from !== undefined && (side === "start" ? offset >= from : offset > from);
    if (edit !== undefined && inside) return edit.anchor[side];
    // Outside all edits: as far from the edit before as in the edited text.
    return i === 0 ? offset : (this.#edits[i - 1]?.end ?? 0) + offset - (this.#ends[i - 1] ?? 0);
  }
}

/** Index of the first element that is at least `value`. */
function firstFrom(sorted: Uint32Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** UTF-16 offset of a code point offset. */
export function unitOfCodePoint(text: string, codePoint: number): number {
  let unit = 0;
  for (let seen = 0; seen < codePoint && unit < text.length; seen++) {
    unit += (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1;
  }
  return unit;
}

/** For each byte of UTF-8 (and for the end) the UTF-16 offset of the character that it belongs to. */
export function unitsOfBytes(utf8: Uint8Array): Uint32Array {
  const units = new Uint32Array(utf8.length + 1);
  let unit = 0;
  for (let byte = 0; byte < utf8.length; ) {
    const lead = utf8[byte] ?? 0;
    const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    units.fill(unit, byte, byte + length);
    unit += length === 4 ? 2 : 1;
    byte += length;
  }
  units[utf8.length] = unit;
  return units;
}
