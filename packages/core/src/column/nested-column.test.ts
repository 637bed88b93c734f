// Fields of result structs against the values that the structs were written of: fixed widths and bytes, NULL structs and NULL
// fields, at the batch sizes where bits end.
import assert from "node:assert/strict";
import { test } from "node:test";
import { writeList, writeStruct } from "../type/list-value.ts";
import { BOOL, FLOAT8, fixedNumeric, INT2, INT4, listOf, type StructField, TEXT, UUID } from "../type/logical-type.ts";
import { isValidRow } from "./element-slots.ts";
import { fieldsOf } from "./nested-column.ts";
import type { ResultColumn } from "./result-batch.ts";

const numbered = (width: number, number: number): Uint8Array => {
  const bytes = new Uint8Array(width);
  new DataView(bytes.buffer).setInt32(0, number, true);
  return bytes;
};

const widened = (bytes: Uint8Array): Uint8Array => Uint8Array.of(...bytes, ...new Uint8Array(16 - bytes.length));

/** A field of each kind: what a struct has of it, and what a result column has. */
const FIELDS: readonly (StructField & {
  readonly value: (number: number) => Uint8Array;
  readonly shown?: (bytes: Uint8Array) => Uint8Array;
})[] = [
  { name: "b", type: BOOL, value: (number) => Uint8Array.of(number & 1) },
  { name: "s", type: INT2, value: (number) => numbered(4, number), shown: (bytes) => bytes.slice(0, 2) },
  { name: "i", type: INT4, value: (number) => numbered(4, number) },
  { name: "d", type: FLOAT8, value: (number) => numbered(8, number) },
  { name: "n", type: fixedNumeric(9, 2), value: (number) => numbered(8, number), shown: widened },
  { name: "w", type: fixedNumeric(38, 2), value: (number) => numbered(16, number) },
  { name: "u", type: UUID, value: (number) => numbered(16, number) },
  { name: "t", type: TEXT, value: (number) => new Uint8Array(number % 90).fill(number) },
  { name: "l", type: listOf(INT4), value: (number) => writeList(1, [numbered(4, number), null]) },
];

type Row = readonly (Uint8Array | null)[] | null;

function columnOf(rows: readonly Row[]): ResultColumn {
  const bytes = rows.map((row) => (row === null ? new Uint8Array(0) : writeStruct(FIELDS, row)));
  const offsets = new Int32Array(rows.length + 1);
  for (const [row, { length }] of bytes.entries()) offsets[row + 1] = (offsets[row] as number) + length;
  const validity = new Uint8Array((rows.length + 7) >>> 3);
  for (const [row, value] of rows.entries()) {
    if (value !== null) validity[row >>> 3] = (validity[row >>> 3] as number) | (1 << (row & 7));
  }
  const nullCount = rows.filter((row) => row === null).length;
  const type = { kind: "struct", fields: FIELDS } as const;
  return { type, rows: rows.length, nullCount, validity, offsets, data: new Uint8Array(Buffer.concat(bytes)) };
}

function read({ type, rows, validity, offsets, data }: ResultColumn): Row {
  return Array.from({ length: rows }, (_, row) => {
    if (!isValidRow(validity, row)) return null;
    if (type.kind === "bool") return Uint8Array.of(((data[row >>> 3] as number) >>> (row & 7)) & 1);
    if (offsets !== undefined) return data.slice(offsets[row], offsets[row + 1]);
    const width = data.length / rows;
    return data.slice(row * width, (row + 1) * width);
  });
}

for (const rows of [0, 1, 7, 8, 9, 65, 300]) {
  test(`${rows} structs`, () => {
    const values = Array.from({ length: rows }, (_, row): Row => {
      if (row % 6 === 5) return null;
      return FIELDS.map(({ value }, at) => ((row + at) % 4 === 3 ? null : value(row * 7 + at)));
    });
    const columns = fieldsOf(columnOf(values), FIELDS);
    for (const [at, { name, type, shown = (bytes: Uint8Array) => bytes }] of FIELDS.entries()) {
      const wanted = values.map((row) => {
        const value = row?.[at] ?? null;
        return value === null ? null : shown(value);
      });
      const column = columns[at] as ResultColumn;
      assert.deepEqual(
        read(column)?.map((value) => value && [...value]),
        wanted.map((value) => value && [...value]),
        name,
      );
      assert.deepEqual([column.type, column.rows], [type, rows], name);
      assert.equal(column.nullCount, wanted.filter((value) => value === null).length, name);
    }
  });
}
