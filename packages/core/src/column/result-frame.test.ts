import assert from "node:assert/strict";
import { test } from "node:test";
import { tableFromIPC } from "apache-arrow";
import { Message } from "apache-arrow/ipc/metadata/message";
import { BOOL, FLOAT8, fixedNumeric, INT2, INT4, INT8, INTERVAL, NUMERIC, TEXT } from "../type/logical-type.ts";
import { arrowSchema } from "./arrow-type.ts";
import type { ResultBatch } from "./result-batch.ts";
import { decodeResult, encodeResult } from "./result-frame.ts";

const bytesOf = (array: ArrayBufferView): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
const text = (value: string): Uint8Array<ArrayBuffer> => bytesOf(new TextEncoder().encode(value));
const validity = Uint8Array.from([0b101]);

const batch: ResultBatch = {
  rows: 3,
  columns: [
    { type: BOOL, rows: 3, nullCount: 0, data: Uint8Array.from([0b011]) },
    { type: INT2, rows: 3, nullCount: 1, validity, data: bytesOf(Int16Array.from([1, 0, -3])) },
    { type: INT4, rows: 3, nullCount: 0, data: bytesOf(Int32Array.from([1, 2, -3])) },
    { type: INT8, rows: 3, nullCount: 0, data: bytesOf(BigInt64Array.from([1n, 2n, -(2n ** 63n)])) },
    { type: FLOAT8, rows: 3, nullCount: 0, data: bytesOf(Float64Array.from([0.5, -0, Infinity])) },
    { type: fixedNumeric(4, 1), rows: 3, nullCount: 0, data: bytesOf(BigInt64Array.from([15n, 0n, 7n, 0n, -1n, -1n])) },
    { type: INTERVAL, rows: 3, nullCount: 0, data: new Uint8Array(48) },
    { type: TEXT, rows: 3, nullCount: 1, validity, offsets: Int32Array.from([0, 2, 2, 5]), data: text("éabc") },
    { type: NUMERIC, rows: 3, nullCount: 0, offsets: Int32Array.from([0, 1, 4, 4]), data: text("11.5") },
  ],
};
const types = batch.columns.map(({ type }) => type);

test("there and back", () => {
  const frame = encodeResult(batch);
  assert.deepEqual(decodeResult(types, frame), batch);
  const shifted = new Uint8Array(frame.length + 3);
  shifted.set(frame, 3);
  assert.deepEqual(decodeResult(types, shifted.subarray(3)), batch);
});

test("no rows, no columns", () => {
  assert.deepEqual(decodeResult([], encodeResult({ rows: 7, columns: [] })), { rows: 7, columns: [] });
  const empty: ResultBatch = {
    rows: 0,
    columns: [{ type: TEXT, rows: 0, nullCount: 0, offsets: Int32Array.of(0), data: new Uint8Array(0) }],
  };
  assert.deepEqual(decodeResult([TEXT], encodeResult(empty)), empty);
});

test("Arrow reads the message behind a schema", () => {
  const shown = batch.columns.filter(({ type }) => type.kind !== "interval");
  const schema = arrowSchema(shown.map(({ type }, at) => ({ name: `c${at}`, type, nullable: true })));
  const head = Message.encode(Message.from(schema));
  const padded = (head.length + 7) & ~7;
  const start = new Uint8Array(8 + padded);
  new DataView(start.buffer).setUint32(0, 0xffffffff, true);
  new DataView(start.buffer).setInt32(4, padded, true);
  start.set(head, 8);
  const end = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);
  const table = tableFromIPC([Buffer.concat([start, encodeResult({ rows: 3, columns: shown }), end])]);
  const columns = schema.fields.map(({ name }) => table.getChild(name)?.toArray() ?? []);
  assert.equal(table.numRows, 3);
  assert.deepEqual([...(columns[2] ?? [])], [1, 2, -3]);
  assert.deepEqual([...(columns[6] ?? [])], ["é", null, "abc"]);
});

test("damaged strings and lengths are refused", () => {
  for (const offsets of [
    [0, 3, 2, 5],
    [1, 2, 2, 5],
    [0, 2, 2, 6],
  ]) {
    const frame = encodeResult({
      rows: 3,
      columns: [{ type: TEXT, rows: 3, nullCount: 0, offsets: Int32Array.from([0, 2, 2, 5]), data: text("abcde") }],
    });
    const at = new DataView(frame.buffer).getInt32(4, true) + 8;
    frame.set(new Uint8Array(Int32Array.from(offsets).buffer), at);
    assert.throws(() => decodeResult([TEXT], frame), { code: "BAD_FILE" });
  }
  const frame = encodeResult(batch);
  for (let length = 0; length < frame.length; length++) {
    assert.throws(() => decodeResult(types, frame.subarray(0, length)), { code: "BAD_FILE" });
  }
  assert.throws(() => decodeResult(types.slice(1), frame), { code: "BAD_FILE" });
});
