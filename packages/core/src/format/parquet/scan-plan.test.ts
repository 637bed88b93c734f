import assert from "node:assert/strict";
import { test } from "node:test";
import type { ColumnBound } from "./column-bound.ts";
import type { FileMetadata } from "./metadata.ts";
import type { ColumnChunk, Statistics } from "./row-group.ts";
import { planScan } from "./scan-plan.ts";
import { type ParquetColumn, readColumns } from "./schema.ts";

const int32 = (value: number): Uint8Array => new Uint8Array(Int32Array.of(value).buffer);
const double = (value: number): Uint8Array => new Uint8Array(Float64Array.of(value).buffer);
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** One row group of ten rows with an int, a double and a text column. */
function file(
  statistics: readonly Statistics[],
  typeOrdered = true,
): { metadata: FileMetadata; columns: readonly ParquetColumn[] } {
  const physicals = ["INT32", "DOUBLE", "BYTE_ARRAY"] as const;
  const metadata: FileMetadata = {
    file: "f",
    rows: 10,
    dataEnd: 1000,
    fileBytes: 1000,
    createdBy: "",
    typeOrdered: physicals.map(() => typeOrdered),
    schema: [
      { name: "root", repetition: "required", length: 0, children: 3 },
      { name: "i", repetition: "optional", physical: "INT32", length: 0, children: 0 },
      { name: "d", repetition: "optional", physical: "DOUBLE", length: 0, children: 0 },
      {
        name: "t",
        repetition: "optional",
        physical: "BYTE_ARRAY",
        length: 0,
        children: 0,
        annotation: { kind: "string", name: "UTF8" },
      },
    ],
    rowGroups: [
      {
        rows: 10,
        columns: physicals.map(
          (physical, position): ColumnChunk => ({
            physical,
            codec: 0,
            values: 10,
            offset: 4 + position * 100,
            length: 100,
            uncompressedLength: 100,
            statistics: statistics[position] ?? {},
          }),
        ),
      },
    ],
  };
  return { metadata, columns: readColumns(metadata) };
}

const ints: Statistics = { min: int32(-5), max: int32(7), nullCount: 0 };
const doubles: Statistics = { min: double(-1), max: double(1), nullCount: 10 };
const texts: Statistics = { min: text("b"), max: text("dz") };
const all = [ints, doubles, texts];
const compare = (
  column: number,
  op: "=" | "<" | "<=" | ">" | ">=",
  value: number | bigint | string | null,
): ColumnBound => ({ kind: "compare", column, op, value });

const cases: readonly {
  name: string;
  statistics: readonly Statistics[];
  ordered?: boolean;
  bound: ColumnBound;
  read: boolean;
}[] = [
  { name: "equal inside", statistics: all, bound: compare(0, "=", 7), read: true },
  { name: "equal above", statistics: all, bound: compare(0, "=", 8), read: false },
  { name: "equal below, as bigint", statistics: all, bound: compare(0, "=", -6n), read: false },
  { name: "less than the minimum", statistics: all, bound: compare(0, "<", -5), read: false },
  { name: "at most the minimum", statistics: all, bound: compare(0, "<=", -5), read: true },
  { name: "more than the maximum", statistics: all, bound: compare(0, ">", 7), read: false },
  { name: "at least the maximum", statistics: all, bound: compare(0, ">=", 7), read: true },
  { name: "compared with NULL", statistics: all, bound: compare(0, "=", null), read: false },
  { name: "in, one inside", statistics: all, bound: { kind: "in", column: 0, values: [100, 0] }, read: true },
  { name: "in, none inside", statistics: all, bound: { kind: "in", column: 0, values: [100, null] }, read: false },
  { name: "is null without NULLs", statistics: all, bound: { kind: "isNull", column: 0 }, read: false },
  { name: "is null, count not known", statistics: all, bound: { kind: "isNull", column: 2 }, read: true },
  { name: "is not null, all NULL", statistics: all, bound: { kind: "isNotNull", column: 1 }, read: false },
  { name: "a comparison, all NULL", statistics: all, bound: compare(1, "=", 0), read: false },
  {
    name: "NaN may be above the maximum",
    statistics: [{}, { min: double(-1), max: double(1) }],
    bound: compare(1, ">", 5),
    read: true,
  },
  {
    name: "below a float minimum",
    statistics: [{}, { min: double(-1), max: double(1) }],
    bound: compare(1, "<", -2),
    read: false,
  },
  {
    name: "NaN as a bound",
    statistics: [{}, { min: double(Number.NaN), max: double(1) }],
    bound: compare(1, "=", 9),
    read: true,
  },
  {
    name: "NaN as the literal",
    statistics: [{}, { min: double(-1), max: double(1) }],
    bound: compare(1, "=", Number.NaN),
    read: true,
  },
  { name: "text below a truncated maximum", statistics: all, bound: compare(2, "=", "dog"), read: true },
  { name: "text above the maximum", statistics: all, bound: compare(2, "=", "é"), read: false },
  { name: "text without a declared order", statistics: all, ordered: false, bound: compare(2, "=", "é"), read: true },
  {
    name: "deprecated text bounds",
    statistics: [{}, {}, { deprecatedMin: text("b"), deprecatedMax: text("c") }],
    bound: compare(2, "=", "z"),
    read: true,
  },
  {
    name: "deprecated integer bounds",
    statistics: [{ deprecatedMin: int32(1), deprecatedMax: int32(2) }],
    bound: compare(0, "=", 3),
    read: false,
  },
  {
    name: "bounds in the wrong order",
    statistics: [{ min: int32(9), max: int32(1) }],
    bound: compare(0, "=", 30),
    read: true,
  },
  {
    name: "bounds of the wrong length",
    statistics: [{ min: text("x"), max: text("y") }],
    bound: compare(0, "=", 30),
    read: true,
  },
  { name: "no statistics", statistics: [], bound: compare(0, "=", 30), read: true },
];

for (const { name, statistics, ordered, bound, read } of cases) {
  test(`prunes: ${name}`, () => {
    const plan = planScan({ ...file(statistics, ordered), projection: [2, 0], bounds: [bound] });
    assert.deepEqual(
      plan.reads.map(({ columns }) => columns.flatMap(({ chunks }) => chunks.map(({ chunk }) => chunk.offset))),
      read ? [[204, 4]] : [],
    );
    assert.equal(plan.prunedRowGroups, read ? 0 : 1);
  });
}
