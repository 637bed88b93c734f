// Flat result columns put together to columns of lists and structs: the way in of what nested-column.ts takes apart.
import { elementCode } from "../type/element-code.ts";
import { leavingType } from "../type/leaving-type.ts";
import { writeList, writeStruct } from "../type/list-value.ts";
import { isFixedNumeric, type LogicalType, MAX_INT64_PRECISION, type StructField } from "../type/logical-type.ts";
import { isValidRow } from "./element-slots.ts";
import type { ResultColumn } from "./result-batch.ts";

type Shared = Pick<ResultColumn, "rows" | "nullCount" | "validity">;

/** Row r's list has the elements [offsets[r], offsets[r + 1]). */
export function listColumn(
  shared: Shared,
  element: LogicalType,
  offsets: Int32Array,
  elements: ResultColumn,
): ResultColumn {
  const read = slotsOf(elements);
  const code = elementCode(leavingType(element));
  const values = Array.from({ length: shared.rows }, (_, row) => {
    if (!isValidRow(shared.validity, row)) return undefined;
    const [from, to] = [offsets[row] as number, offsets[row + 1] as number];
    return writeList(
      code,
      Array.from({ length: to - from }, (_element, at) => read(from + at)),
    );
  });
  return bytesColumn(shared, { kind: "list", element }, values);
}

export function structColumn(
  shared: Shared,
  fields: readonly StructField[],
  columns: readonly ResultColumn[],
): ResultColumn {
  const readers = columns.map(slotsOf);
  const leaving = fields.map((field) => ({ ...field, type: leavingType(field.type) }));
  const values = Array.from({ length: shared.rows }, (_, row) => {
    if (!isValidRow(shared.validity, row)) return undefined;
    return writeStruct(
      leaving,
      readers.map((read) => read(row)),
    );
  });
  return bytesColumn(shared, { kind: "struct", fields }, values);
}

function bytesColumn(shared: Shared, type: LogicalType, values: readonly (Uint8Array | undefined)[]): ResultColumn {
  const offsets = new Int32Array(values.length + 1);
  for (const [row, value] of values.entries()) offsets[row + 1] = (offsets[row] as number) + (value?.length ?? 0);
  const data = new Uint8Array(offsets[values.length] as number);
  for (const [row, value] of values.entries()) if (value !== undefined) data.set(value, offsets[row]);
  return { ...shared, type, offsets, data };
}

/** Reads a row's slot as the arena has it, or its bytes; null for NULL. */
function slotsOf({ type, data, offsets, validity, rows }: ResultColumn): (row: number) => Uint8Array | null {
  const read = slotReader(type, data, offsets, rows);
  return (row) => (isValidRow(validity, row) ? read(row) : null);
}

function slotReader(
  type: LogicalType,
  data: Uint8Array<ArrayBuffer>,
  offsets: Int32Array | undefined,
  rows: number,
): (row: number) => Uint8Array {
  if (offsets !== undefined) return (row) => data.subarray(offsets[row], offsets[row + 1]);
  switch (type.kind) {
    case "bool":
      return (row) => Uint8Array.of(((data[row >>> 3] as number) >>> (row & 7)) & 1);
    case "int2": {
      const wide = new Uint8Array(Int32Array.from(new Int16Array(data.buffer, data.byteOffset, rows)).buffer);
      return (row) => wide.subarray(row * 4, row * 4 + 4);
    }
    case "numeric": {
      const width = isFixedNumeric(type) && type.precision <= MAX_INT64_PRECISION ? 8 : 16;
      return (row) => data.subarray(row * 16, row * 16 + width);
    }
    default: {
      const width = rows === 0 ? 0 : data.length / rows;
      return (row) => data.subarray(row * width, row * width + width);
    }
  }
}
