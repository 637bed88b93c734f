// Result columns of structs (column/result-batch.ts) taken apart into columns of their fields, as list-elements.ts takes
// lists apart. What reads results - Arrow, plain rows - then only knows flat columns.
import { elementCode } from "../type/element-code.ts";
import { slotBytes } from "../type/list-value.ts";
import type { StructField } from "../type/logical-type.ts";
import { copyBytes, isValidRow, type ReadBytes, resultSlots } from "./element-slots.ts";
import type { ResultColumn } from "./result-batch.ts";

/** The bytes of a row's value; undefined for NULL. */
export function valueBytes({ validity, offsets, data }: ResultColumn, row: number): Uint8Array | undefined {
  if (!isValidRow(validity, row)) return undefined;
  return data.subarray(offsets?.[row] ?? 0, offsets?.[row + 1] ?? 0);
}

/** A struct column's fields; NULL where the struct is. Field by field in passes over all rows, without an object for any. */
export function fieldsOf(column: ResultColumn, fields: readonly StructField[]): readonly ResultColumn[] {
  const { data: bytes } = column;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return fields.map(({ type }, position) => {
    const places = placesOf(column, view, fields.length, position);
    const { rows } = column;
    // Numerics without fixed scale leave as texts.
    const width = slotBytes(elementCode(type));
    const values =
      width === undefined
        ? bytesOf({ bytes, view }, places.begins)
        : { data: resultSlots(type, slotsOf({ bytes, view }, places.begins, width), rows) };
    const validity = places.nulls === 0 ? {} : { validity: places.valid };
    return { type, rows, nullCount: places.nulls, ...validity, ...values };
  });
}

/** Where the values of one field lie. */
interface Places {
  /** By row; 0 where NULL. */
  readonly begins: Int32Array;
  readonly valid: Uint8Array<ArrayBuffer>;
  readonly nulls: number;
}

function placesOf(column: ResultColumn, view: DataView, fields: number, position: number): Places {
  const { rows, validity, offsets, data } = column;
  const begins = new Int32Array(rows);
  const valid = new Uint8Array((rows + 7) >>> 3);
  const mark = 8 + 4 * (fields + 1) + fields + position;
  let nulls = 0;
  for (let row = 0; row < rows; row++) {
    const at = offsets?.[row] ?? 0;
    if (!isValidRow(validity, row) || data[at + mark] === 0) {
      nulls++;
      continue;
    }
    begins[row] = at + view.getUint32(at + 8 + 4 * position, true);
    valid[row >>> 3] = (valid[row >>> 3] as number) | (1 << (row & 7));
  }
  return { begins, valid, nulls };
}

function slotsOf(from: ReadBytes, begins: Int32Array, width: number): Uint8Array<ArrayBuffer> {
  const slots = new Uint8Array(begins.length * width);
  const target = new DataView(slots.buffer);
  for (let row = 0; row < begins.length; row++) {
    const at = begins[row] as number;
    if (at !== 0) copyBytes(from, at, slots, target, row * width, width);
  }
  return slots;
}

/** Of values without fixed width, which have their length before them: their ends, and their bytes behind one another. */
function bytesOf(from: ReadBytes, begins: Int32Array): Pick<ResultColumn, "offsets" | "data"> {
  const rows = begins.length;
  const offsets = new Int32Array(rows + 1);
  for (let row = 0; row < rows; row++) {
    const at = begins[row] as number;
    offsets[row + 1] = (offsets[row] as number) + (at === 0 ? 0 : from.view.getUint32(at, true));
  }
  const data = new Uint8Array(offsets[rows] as number);
  const target = new DataView(data.buffer);
  for (let row = 0; row < rows; row++) {
    const to = offsets[row] as number;
    const length = (offsets[row + 1] as number) - to;
    if (length > 0) copyBytes(from, (begins[row] as number) + 8, data, target, to, length);
  }
  return { offsets, data };
}
