import assert from "node:assert/strict";
import { test } from "node:test";
import { ThriftProblem, ThriftReader } from "./thrift.ts";

const reader = (...bytes: number[]): ThriftReader => new ThriftReader(Uint8Array.from(bytes));

test("reads fields by delta and by full id", () => {
  const seen: [number, number][] = [];
  const input = reader(0x15, 0x02, 0x05, 0x64, 0x01, 0x00);
  input.struct((id, type) => seen.push([id, input.i32(type)]));
  assert.deepEqual(seen, [
    [1, 1],
    [50, -1],
  ]);
});

for (const { name, bytes } of [
  { name: "an end inside a struct", bytes: [0x15] },
  { name: "a list longer than the input", bytes: [0x19, 0xf5, 0xff, 0xff, 0x03] },
  { name: "a string longer than the input", bytes: [0x18, 0xff, 0x7f, 0x00] },
  { name: "a number without end", bytes: [0x16, ...Array.from({ length: 20 }, () => 0xff), 0x00] },
  { name: "an unknown type", bytes: [0x1e, 0x00] },
  { name: "nesting without end", bytes: Array.from({ length: 100 }, () => 0x1c) },
  { name: "lists in lists without end", bytes: Array.from({ length: 100 }, () => 0x19) },
]) {
  test(`refuses ${name}`, () => {
    const input = reader(...bytes);
    assert.throws(() => input.struct((_, type) => input.skip(type)), ThriftProblem);
  });
}
