import assert from "node:assert/strict";
import { test } from "node:test";
import { distinctValues } from "./distinct-values.ts";
import type { ColumnChunk } from "./row-group.ts";
import type { PhysicalType } from "./schema-element.ts";

function chunk(physical: PhysicalType, bytes: number, distinctCount?: number): ColumnChunk {
  const statistics = distinctCount === undefined ? {} : { distinctCount };
  return {
    physical,
    codec: 0,
    values: 1000,
    offset: 4,
    length: bytes,
    uncompressedLength: bytes,
    statistics,
  };
}

const rows = 1000;
const cases: readonly (readonly [name: string, chunks: readonly ColumnChunk[], number | undefined])[] = [
  ["the writer's counts: the largest of repeating groups", [chunk("BYTE_ARRAY", 9, 3), chunk("BYTE_ARRAY", 9, 5)], 5],
  ["codes of three bits", [chunk("BYTE_ARRAY", 375)], 8],
  ["text without a dictionary hardly repeats", [chunk("BYTE_ARRAY", 20_000), chunk("BYTE_ARRAY", 20_000)], 1000],
  ["numbers without a dictionary: bounds tell more", [chunk("INT64", 8000)], undefined],
  ["many values a group: how many together is open", [chunk("INT64", 900, 700)], undefined],
  ["no groups", [], undefined],
];

for (const [name, chunks, expected] of cases) {
  test(name, () => assert.equal(distinctValues(chunks.map((one) => ({ chunk: one, rows }))), expected));
}
