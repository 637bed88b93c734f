// Repetition and definition levels of a page, in the hybrid of runs and bit packing: of a flat column from its validity, of a
// nested one from its level entries.
import type { EncodeSpace } from "../encode-space.ts";
import { encodeHybrid, hybridBound } from "./encode-hybrid.ts";
import type { LeafLevels } from "./gather-column.ts";
import type { PageCut } from "./page-cuts.ts";
import type { WriteLeaf } from "./write-tree.ts";

/** Each absent where the leaf has no such levels. */
export interface PageLevels {
  readonly repetitions?: Uint8Array;
  readonly definitions?: Uint8Array;
}

/** @param validity a byte per row; absent when no row of the column is NULL */
export function flatLevels(leaf: WriteLeaf, cut: PageCut, validity: Uint8Array | undefined): PageLevels {
  return leaf.maxDefinition === 0 ? {} : { definitions: encodeValidity(cut, validity) };
}

export function nestedLevels(
  space: EncodeSpace,
  { maxRepetition, maxDefinition }: WriteLeaf,
  { entry, entryEnd }: PageCut,
  { repetitions, definitions }: LeafLevels,
): PageLevels {
  const count = entryEnd - entry;
  const encode = (address: number, most: number): Uint8Array => {
    const width = 32 - Math.clz32(most);
    const out = new Uint8Array(hybridBound(count, width));
    return out.subarray(0, encodeHybrid(space.u8(address + entry, count), 0, count, width, out, 0));
  };
  return {
    ...(maxRepetition === 0 ? {} : { repetitions: encode(repetitions, maxRepetition) }),
    ...(maxDefinition === 0 ? {} : { definitions: encode(definitions, maxDefinition) }),
  };
}

function encodeValidity({ row, end, value, valueEnd }: PageCut, validity: Uint8Array | undefined): Uint8Array {
  const rows = end - row;
  if (valueEnd - value !== rows && validity !== undefined) {
    const out = new Uint8Array(hybridBound(rows, 1));
    return out.subarray(0, encodeHybrid(normalised(validity, row, end), 0, rows, 1, out, 0));
  }
  const out = new Uint8Array(16);
  return out.subarray(0, encodeOnes(rows, out));
}

/** `rows` levels of 1: one run. */
function encodeOnes(rows: number, out: Uint8Array): number {
  if (rows === 0) return 0;
  let at = 0;
  let rest = rows * 2;
  for (; rest >= 128; rest = Math.floor(rest / 128)) out[at++] = (rest % 128) | 128;
  out[at++] = rest;
  out[at++] = 1;
  return at;
}

/** Validity as 0 and 1: producers may say "not NULL" with any byte. */
function normalised(validity: Uint8Array, from: number, to: number): Uint8Array {
  const levels = validity.slice(from, to);
  for (let i = 0; i < levels.length; i++) levels[i] = levels[i] === 0 ? 0 : 1;
  return levels;
}
