// How many different values a column has, from what footers say: counts where the writer gave them, otherwise the
// size of dictionary codes. A guess for the optimizer: it chooses plans, never answers.
import type { ColumnChunk } from "./row-group.ts";

/** A column chunk and the rows of its row group. */
export interface ChunkRows {
  readonly chunk: ColumnChunk;
  readonly rows: number;
}

/** A group in which so few values come up will be like the others. */
const REPEATING = 0.2;
/** More bits per value than codes have: not dictionary-encoded. */
const PLAIN_BITS = 16;

/** undefined where the footers do not tell. */
export function distinctValues(chunks: readonly ChunkRows[]): number | undefined {
  let most = 0;
  for (const { chunk, rows } of chunks) {
    if (rows === 0) continue;
    const own = chunk.statistics.distinctCount ?? ofCodes(chunk);
    if (own === undefined || own > Math.max(rows * REPEATING, 1)) return isText(chunk) ? unrepeated(chunks) : undefined;
    most = Math.max(most, own);
  }
  return most === 0 ? undefined : most;
}

function isText({ physical }: ColumnChunk): boolean {
  return physical === "BYTE_ARRAY";
}

/** Codes of n values take log2(n) bits; runs take fewer. */
function ofCodes({ uncompressedLength, values }: ColumnChunk): number | undefined {
  if (values === 0) return 1;
  const bits = (uncompressedLength * 8) / values;
  return bits < PLAIN_BITS ? Math.max(1, Math.round(2 ** bits)) : undefined;
}

function unrepeated(chunks: readonly ChunkRows[]): number {
  return Math.max(1, Math.round(chunks.reduce((sum, { rows }) => sum + rows, 0) / 2));
}
