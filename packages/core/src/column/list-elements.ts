// The elements of a result column of lists (column/result-batch.ts) as one column: read from the lists' bytes
// (kernel/assembly/list-layout.part.ts) in passes over all rows, without an object for any of them.
import { elementCode } from "../type/element-code.ts";
import { slotBytes } from "../type/list-value.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { copyBytes, isValidRow, type ReadBytes, resultSlots } from "./element-slots.ts";
import type { ResultColumn } from "./result-batch.ts";

const HAS_NULLS = 1;
const HAS_SHAPE = 2;

export interface Elements {
  /** Where each row's elements begin in the column, and where the last ones end. */
  readonly offsets: Int32Array<ArrayBuffer>;
  readonly column: ResultColumn;
  /** Whether all lists are what Arrow's are: one dimension from 1. */
  readonly arePlain: boolean;
}

/** Where the parts of the lists lie in their column's bytes, by row; what is NULL is as an empty list. */
interface Places extends ReadBytes {
  readonly offsets: Int32Array<ArrayBuffer>;
  /** Validity bytes; 0 where no element is NULL. */
  readonly validity: Int32Array;
  /** Slots, or the ends of elements that are bytes. */
  readonly data: Int32Array;
  readonly hasNulls: boolean;
  readonly arePlain: boolean;
}

/** The elements of a column of lists, in order. */
export function elementsOf(column: ResultColumn, element: LogicalType): Elements {
  const places = placesOf(column);
  const { offsets, arePlain } = places;
  const rows = offsets[column.rows] as number;
  const valid = places.hasNulls ? validityOf(places) : undefined;
  const base = { type: element, rows, nullCount: valid?.nulls ?? 0 };
  const validity = valid === undefined ? {} : { validity: valid.bits };
  // Numerics without fixed scale leave as texts.
  const width = slotBytes(elementCode(element));
  const values = width === undefined ? bytesOf(places) : { data: resultSlots(element, slotsOf(places, width), rows) };
  return { offsets, arePlain, column: { ...base, ...validity, ...values } };
}

function placesOf(column: ResultColumn): Places {
  const { rows, data: bytes } = column;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [offsets, validity, data] = [new Int32Array(rows + 1), new Int32Array(rows), new Int32Array(rows)];
  let hasNulls = false;
  let arePlain = true;
  for (let row = 0, elements = 0; row < rows; row++) {
    if (isValidRow(column.validity, row)) {
      const at = column.offsets?.[row] ?? 0;
      const count = view.getUint32(at, true);
      const flags = bytes[at + 5] as number;
      const isShaped = (flags & HAS_SHAPE) !== 0;
      let next = at + (isShaped ? 8 + 8 * (bytes[at + 4] as number) : 8);
      if ((flags & HAS_NULLS) !== 0) {
        validity[row] = next;
        next += (count + 7) & ~7;
        hasNulls = true;
      }
      data[row] = next;
      elements += count;
      if (isShaped) arePlain = false;
    }
    offsets[row + 1] = elements;
  }
  return { bytes, view, offsets, validity, data, hasNulls, arePlain };
}

function validityOf({ bytes, offsets, validity }: Places): {
  readonly bits: Uint8Array<ArrayBuffer>;
  readonly nulls: number;
} {
  const rows = offsets.at(-1) as number;
  const bits = new Uint8Array((rows + 7) >>> 3).fill(0xff);
  if ((rows & 7) !== 0) bits[rows >>> 3] = (1 << (rows & 7)) - 1;
  let nulls = 0;
  for (let row = 0; row < validity.length; row++) {
    const from = validity[row] as number;
    if (from === 0) continue;
    const first = offsets[row] as number;
    const count = (offsets[row + 1] as number) - first;
    for (let at = 0; at < count; at++) {
      if (bytes[from + at] !== 0) continue;
      const element = first + at;
      bits[element >>> 3] = (bits[element >>> 3] as number) & ~(1 << (element & 7));
      nulls++;
    }
  }
  return { bits, nulls };
}

function slotsOf(places: Places, width: number): Uint8Array<ArrayBuffer> {
  const { offsets, data } = places;
  const slots = new Uint8Array((offsets.at(-1) as number) * width);
  const target = new DataView(slots.buffer);
  for (let row = 0; row < data.length; row++) {
    const first = offsets[row] as number;
    copyBytes(
      places,
      data[row] as number,
      slots,
      target,
      first * width,
      ((offsets[row + 1] as number) - first) * width,
    );
  }
  return slots;
}

/** Of elements without fixed width: their ends, and their bytes behind one another. */
function bytesOf(places: Places): Pick<ResultColumn, "offsets" | "data"> {
  const { view, offsets, data } = places;
  const ends = new Int32Array((offsets.at(-1) as number) + 1);
  for (let row = 0, base = 0; row < data.length; row++) {
    const first = offsets[row] as number;
    const count = (offsets[row + 1] as number) - first;
    const from = data[row] as number;
    for (let at = 1; at <= count; at++) ends[first + at] = base + view.getUint32(from + 4 * at, true);
    base = ends[first + count] as number;
  }
  const joined = new Uint8Array(ends.at(-1) as number);
  const target = new DataView(joined.buffer);
  for (let row = 0; row < data.length; row++) {
    const first = offsets[row] as number;
    const next = offsets[row + 1] as number;
    if (next === first) continue;
    const to = ends[first] as number;
    copyBytes(places, (data[row] as number) + 4 * (next - first + 1), joined, target, to, (ends[next] as number) - to);
  }
  return { offsets: ends, data: joined };
}
