// Elements of result lists against the elements that the lists were written of: fixed widths and bytes, NULL lists and
// NULL elements, long lists, lists of several dimensions, at the batch sizes where bits and words end.
import assert from "node:assert/strict";
import { test } from "node:test";
import { elementCode } from "../type/element-code.ts";
import { slotBytes, writeList } from "../type/list-value.ts";
import {
  BOOL,
  FLOAT8,
  fixedNumeric,
  INT2,
  INT4,
  INT8,
  INTERVAL,
  type LogicalType,
  TEXT,
} from "../type/logical-type.ts";
import { isValidRow } from "./element-slots.ts";
import { elementsOf } from "./list-elements.ts";
import type { ResultColumn } from "./result-batch.ts";

type Element = Uint8Array | null;

function columnOf(type: LogicalType, lists: readonly (readonly Element[] | null)[]): ResultColumn {
  const bytes = lists.map((list) => (list === null ? new Uint8Array(0) : writeList(elementCode(type), list)));
  const offsets = new Int32Array(lists.length + 1);
  for (const [row, { length }] of bytes.entries()) offsets[row + 1] = (offsets[row] as number) + length;
  const validity = new Uint8Array((lists.length + 7) >>> 3);
  for (const [row, list] of lists.entries()) {
    if (list !== null) validity[row >>> 3] = (validity[row >>> 3] as number) | (1 << (row & 7));
  }
  const nullCount = lists.filter((list) => list === null).length;
  const data = new Uint8Array(Buffer.concat(bytes));
  return { type: { kind: "list", element: type }, rows: lists.length, nullCount, validity, offsets, data };
}

/** An element whose bytes say which one it is. */
function elementOf(type: LogicalType, number: number): Uint8Array {
  const width = slotBytes(elementCode(type));
  if (type.kind === "bool") return Uint8Array.of(number & 1);
  if (width === undefined) return new TextEncoder().encode(`text ${number}`.slice(0, number % 9));
  const bytes = new Uint8Array(width);
  new DataView(bytes.buffer).setInt32(0, number % 30_000, true);
  return bytes;
}

/** An element as results have it. */
function resultOf(type: LogicalType, element: Uint8Array): Uint8Array {
  if (type.kind === "int2") return element.slice(0, 2);
  if (type.kind !== "numeric" || element.length === 16) return element;
  return Uint8Array.of(...element, 0, 0, 0, 0, 0, 0, 0, 0);
}

function read({ type, rows, validity, offsets, data }: ResultColumn): Element[] {
  return Array.from({ length: rows }, (_, row) => {
    if (!isValidRow(validity, row)) return null;
    if (type.kind === "bool") return Uint8Array.of(((data[row >>> 3] as number) >>> (row & 7)) & 1);
    if (offsets !== undefined) return data.slice(offsets[row], offsets[row + 1]);
    const width = data.length / rows;
    return data.slice(row * width, (row + 1) * width);
  });
}

const types = [BOOL, INT2, INT4, INT8, FLOAT8, fixedNumeric(12, 2), fixedNumeric(38, 2), INTERVAL, TEXT];

for (const type of types) {
  for (const rows of [0, 1, 63, 64, 65, 1000]) {
    test(`${rows} lists of ${type.kind}${"precision" in type ? `(${type.precision})` : ""}`, () => {
      for (const withNulls of [false, true]) {
        const lists = Array.from({ length: rows }, (_, row) => {
          if (withNulls && row % 7 === 3) return null;
          const count = row === 40 ? 500 : (row * 5) % 4;
          return Array.from(
            { length: count },
            (_element, at): Element => (withNulls && (row + at) % 3 === 0 ? null : elementOf(type, row * 7 + at)),
          );
        });
        const { offsets, column, arePlain } = elementsOf(columnOf(type, lists), type);
        const all = lists.flatMap((list) => list ?? []);
        assert.deepEqual(
          read(column),
          all.map((element) => (element === null ? null : resultOf(type, element))),
        );
        assert.equal(column.nullCount, all.filter((element) => element === null).length);
        assert.equal(arePlain, true);
        const counts = lists.map((list) => list?.length ?? 0);
        assert.deepEqual(
          [...offsets.slice(1)],
          counts.map((_, row) => counts.slice(0, row + 1).reduce((a, b) => a + b)),
        );
      }
    });
  }
}

test("lists of two dimensions are told apart", () => {
  const elements = [1, 2, 3, 4].map((number) => elementOf(INT4, number));
  const shape = [
    { length: 2, lower: 1 },
    { length: 2, lower: 1 },
  ];
  const bytes = writeList(elementCode(INT4), elements, shape);
  const type: LogicalType = { kind: "list", element: INT4 };
  const column = { type, rows: 1, nullCount: 0, offsets: Int32Array.of(0, bytes.length), data: new Uint8Array(bytes) };
  const found = elementsOf(column, INT4);
  assert.equal(found.arePlain, false);
  assert.deepEqual(read(found.column), elements);
});
