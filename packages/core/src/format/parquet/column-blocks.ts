// Whether row groups are sorted by a column: then a range of its values lies in few of them. Pure.
import type { ValueBlock } from "../../catalog/statistics.ts";
import { isDivisible } from "./column-claim.ts";
import type { TableFile } from "./footers.ts";
import { datumOf, rangeOf } from "./statistics.ts";

/** Of all files, ascending; undefined where they overlap by more than a value, hold NULLs, or do not say what they hold. */
export function blocksOf(files: readonly TableFile[], position: number): readonly ValueBlock[] | undefined {
  const blocks: (ValueBlock & { readonly least: bigint; readonly greatest: bigint })[] = [];
  for (const { metadata, columns } of files) {
    const column = columns[position];
    if (!isDivisible(column)) return undefined;
    for (const { columns: chunks, rows } of metadata.rowGroups) {
      const chunk = chunks[column.chunk];
      if (rows === 0) continue;
      const { minimum, maximum, nullCount } = chunk === undefined ? {} : rangeOf(metadata, column, chunk);
      const first = datumOf(column, minimum);
      if (typeof minimum !== "bigint" || typeof maximum !== "bigint" || nullCount !== 0) return undefined;
      if (first === undefined) return undefined;
      blocks.push({ first, rows, least: minimum, greatest: maximum });
    }
  }
  blocks.sort((one, other) => (one.least < other.least ? -1 : one.least > other.least ? 1 : 0));
  const overlaps = blocks.some(({ greatest }, at) => greatest > (blocks[at + 1]?.least ?? greatest));
  return overlaps ? undefined : blocks.map(({ first, rows }) => ({ first, rows }));
}
