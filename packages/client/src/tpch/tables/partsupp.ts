// partsupp: four suppliers of every part. Its unit is the part.
import { type Chunk, LongBuilder, TextBuilder } from "../chunk.ts";
import { RandomStream } from "../random-stream.ts";
import { CommentStream } from "../random-text.ts";
import { scaled, unitsAtScaleOne } from "../scale.ts";

const COMMENT_LENGTH = 124;

export const SUPPLIERS_PER_PART = 4;

/** The `number`th (from 0) of the suppliers of a part, spread so that no two are the same. */
export function supplierOfPart(partKey: number, number: number, suppliers: number): number {
  const stride = ((suppliers / SUPPLIERS_PER_PART) | 0) + (((partKey - 1) / suppliers) | 0);
  return ((partKey + number * stride) % suppliers) + 1;
}

export function generatePartsupp(first: number, count: number, pool: DataView, scaleFactor: number): Chunk {
  const quantity = new RandomStream(1671059989, SUPPLIERS_PER_PART);
  const cost = new RandomStream(1051288424, SUPPLIERS_PER_PART);
  const comments = new CommentStream(pool, 1961692154, COMMENT_LENGTH, SUPPLIERS_PER_PART);
  const streams = [quantity, cost, comments.stream];
  for (const stream of streams) stream.skipRows(first);
  const suppliers = scaled(unitsAtScaleOne.supplier, scaleFactor);

  const rows = count * SUPPLIERS_PER_PART;
  const partKeys = new LongBuilder(rows);
  const supplierKeys = new LongBuilder(rows);
  const quantities = new LongBuilder(rows);
  const costs = new LongBuilder(rows);
  const commentText = new TextBuilder(rows, comments.longest);
  for (let unit = 0, row = 0; unit < count; unit++) {
    const partKey = first + unit + 1;
    for (let number = 0; number < SUPPLIERS_PER_PART; number++, row++) {
      partKeys.set(row, partKey);
      supplierKeys.set(row, supplierOfPart(partKey, number, suppliers));
      quantities.set(row, quantity.between(1, 9999));
      costs.set(row, cost.between(100, 100_000));
      comments.append(commentText);
      commentText.endRow();
    }
    for (const stream of streams) stream.endRow();
  }
  return {
    table: "partsupp",
    rows,
    columns: [
      partKeys.integers("ps_partkey"),
      supplierKeys.integers("ps_suppkey"),
      quantities.integers("ps_availqty"),
      costs.decimals("ps_supplycost"),
      commentText.column("ps_comment"),
    ],
  };
}
