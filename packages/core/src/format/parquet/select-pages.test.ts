// Which pages the page index leaves, and which bytes that makes; and that an index that cannot be right is not used.
import assert from "node:assert/strict";
import { test } from "node:test";
import { INT4 } from "../../type/logical-type.ts";
import type { ColumnBound } from "./column-bound.ts";
import type { FileMetadata } from "./metadata.ts";
import { columnIndex, offsetIndex } from "./page-index.fixture.ts";
import { type PageLocation, readColumnIndex, readOffsetIndex } from "./page-index.ts";
import type { ColumnChunk } from "./row-group.ts";
import type { RowRange } from "./row-ranges.ts";
import type { FlatColumn } from "./schema.ts";
import { partialRead, wantedRows } from "./select-pages.ts";

const column: FlatColumn = {
  kind: "flat",
  name: "c",
  type: INT4,
  storage: "i32",
  nullable: true,
  physical: "INT32",
  conversion: "copy32",
  length: 0,
  chunk: 0,
  maxDefinition: 1,
  maxRepetition: 0,
};
const metadata: FileMetadata = {
  file: "f",
  schema: [],
  rows: 100,
  rowGroups: [],
  dataEnd: 10_000,
  fileBytes: 10_000,
  createdBy: "",
  typeOrdered: [true],
};
/** A dictionary page of 10 bytes and four pages of 25 rows in 50 bytes each. */
const chunk: ColumnChunk = {
  physical: "INT32",
  codec: 0,
  values: 100,
  offset: 1000,
  length: 210,
  uncompressedLength: 210,
  statistics: {},
};
const pages: readonly PageLocation[] = [0, 1, 2, 3].map((page) => ({
  offset: 1010 + page * 50,
  length: 50,
  firstRow: page * 25,
}));
const int = (value: number): Uint8Array => new Uint8Array(Int32Array.of(value).buffer);
/** 1..10, 11..20 with NULLs, only NULLs, 5..15. */
const values = {
  allNull: [false, false, true, false],
  minima: [int(1), int(11), new Uint8Array(), int(5)],
  maxima: [int(10), int(20), new Uint8Array(), int(15)],
  nullCounts: [0, 3, 25, 0],
};

const compare = (op: "=" | "<" | ">", value: number): ColumnBound => ({ kind: "compare", column: 0, op, value });
const cases: readonly {
  readonly bounds: readonly ColumnBound[];
  readonly wanted: readonly (readonly [number, number])[];
}[] = [
  { bounds: [compare("=", 3)], wanted: [[0, 25]] },
  {
    bounds: [compare("=", 7)],
    wanted: [
      [0, 25],
      [75, 100],
    ],
  },
  {
    bounds: [compare(">", 9)],
    wanted: [
      [0, 50],
      [75, 100],
    ],
  },
  { bounds: [compare(">", 4), compare("<", 5)], wanted: [[0, 25]] },
  { bounds: [compare("=", 99)], wanted: [] },
  { bounds: [{ kind: "isNull", column: 0 }], wanted: [[25, 75]] },
  {
    bounds: [{ kind: "isNotNull", column: 0 }],
    wanted: [
      [0, 50],
      [75, 100],
    ],
  },
  {
    bounds: [{ kind: "in", column: 0, values: [2, 12] }],
    wanted: [
      [0, 50],
      [75, 100],
    ],
  },
];

for (const { bounds, wanted } of cases) {
  test(`pages for ${JSON.stringify(bounds)}`, () => {
    const ranges = wantedRows(metadata, 100, [{ column, pages, values, bounds }]);
    assert.deepEqual(
      ranges,
      wanted.map(([start, end]) => ({ start, end })),
    );
  });
}

test("bytes of the pages that touch the wanted rows, the dictionary page first", () => {
  const read = (...wanted: RowRange[]): unknown => partialRead(chunk, pages, 100, wanted);
  assert.deepEqual(read({ start: 30, end: 31 }), {
    segments: [
      { offset: 1000, length: 10 },
      { offset: 1060, length: 50 },
    ],
    held: [{ start: 25, end: 50 }],
    pageRows: [25],
  });
  assert.deepEqual(read({ start: 24, end: 26 }, { start: 99, end: 100 }), {
    segments: [
      { offset: 1000, length: 110 },
      { offset: 1160, length: 50 },
    ],
    held: [
      { start: 0, end: 50 },
      { start: 75, end: 100 },
    ],
    pageRows: [25, 25, 25],
  });
});

test("an offset index is used when its pages follow each other through the chunk", () => {
  const good = pages.map(({ offset, length, firstRow }) => [offset, length, firstRow] as const);
  assert.deepEqual(readOffsetIndex(offsetIndex(good), chunk, 100), pages);
  const changed = (page: number, to: readonly [number, number, number]): Uint8Array =>
    offsetIndex(good.map((location, at) => (at === page ? to : location)));
  for (const [what, bytes] of Object.entries({
    "a gap": changed(1, [1061, 49, 25]),
    "a page behind the chunk": changed(3, [1160, 51, 75]),
    "a page before the chunk": changed(0, [990, 70, 0]),
    "rows that go back": changed(2, [1110, 50, 20]),
    "rows behind the last": changed(3, [1160, 50, 100]),
    "a first row that is not the first": changed(0, [1010, 50, 1]),
    "no pages": offsetIndex([]),
    nothing: new Uint8Array(),
    "half of it": offsetIndex(good).subarray(0, 20),
  })) {
    assert.equal(readOffsetIndex(bytes, chunk, 100), undefined, what);
  }
});

test("a column index is used when it has as many pages", () => {
  const bytes = columnIndex([
    [7, 9],
    [8, 9],
  ]);
  assert.equal(readColumnIndex(bytes, 2)?.minima.length, 2);
  assert.equal(readColumnIndex(bytes, 3), undefined);
  assert.equal(readColumnIndex(bytes.subarray(0, 8), 2), undefined);
});
