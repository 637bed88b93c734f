// Page indexes are read once, together, and only where they can lie.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type ByteSource, ByteStores } from "../../io/byte-store.ts";
import { columnIndex, offsetIndex } from "./page-index.fixture.ts";
import { PageIndexes, pageIndexesOf } from "./page-indexes.ts";
import type { ColumnChunk } from "./row-group.ts";

const ROWS = 100;
const PAGES = [
  { offset: 1000, length: 60, firstRow: 0 },
  { offset: 1060, length: 50, firstRow: 50 },
];

/** Chunks (all in the same place: indexes do not care) whose indexes lie behind each other, and the file. */
function indexed(count: number): { readonly chunks: readonly ColumnChunk[]; readonly file: Uint8Array } {
  const file = new Uint8Array(64 << 10);
  let end = 4;
  const put = (bytes: Uint8Array): { offset: number; length: number } => {
    file.set(bytes, end);
    end += bytes.length;
    return { offset: end - bytes.length, length: bytes.length };
  };
  const offsets = offsetIndex(PAGES.map(({ offset, length, firstRow }) => [offset, length, firstRow]));
  const chunks = Array.from({ length: count }, (_, at): ColumnChunk => {
    const places = {
      offsetIndex: put(offsets),
      columnIndex: put(
        columnIndex([
          [at, at + 1],
          [at + 2, at + 3],
        ]),
      ),
    };
    return { ...EMPTY, ...places };
  });
  return { chunks, file };
}

const EMPTY: ColumnChunk = {
  physical: "INT32",
  codec: 0,
  values: ROWS,
  offset: 1000,
  length: 110,
  uncompressedLength: 110,
  statistics: {},
};

function sourceOf(file: Uint8Array): { readonly source: ByteSource; readonly reads: () => number } {
  let reads = 0;
  const source: ByteSource = {
    name: "f",
    size: async () => file.length,
    read: async (offset, length, into) => {
      reads++;
      into.set(file.subarray(offset, offset + length));
    },
    close: async () => undefined,
  };
  return { source, reads: () => reads };
}

const { signal } = new AbortController();

test("the indexes of several columns take one read, and none when they are asked for again", async () => {
  const { chunks, file } = indexed(5);
  const { source, reads } = sourceOf(file);
  const reading = { source, dataEnd: file.length, signal };
  const indexes = new PageIndexes();
  const first = await indexes.of(reading, chunks, ROWS, "places and values");
  assert.equal(reads(), 1);
  assert.deepEqual(
    first.map(({ pages }) => pages),
    chunks.map(() => PAGES),
  );
  assert.deepEqual(
    first.map(({ values }) => values?.maxima.map(([value]) => value)),
    chunks.map((_, at) => [at + 1, at + 3]),
  );
  assert.deepEqual(await indexes.of(reading, chunks.slice(2), ROWS, "places and values"), first.slice(2));
  assert.deepEqual(await indexes.of(reading, chunks.slice(0, 2), ROWS, "places"), first.slice(0, 2));
  assert.equal(reads(), 1);
});

test("bounds are read when they are asked for, if pages' places are known or not", async () => {
  const { chunks, file } = indexed(2);
  const { source, reads } = sourceOf(file);
  const reading = { source, dataEnd: file.length, signal };
  const indexes = new PageIndexes();
  const [places] = await indexes.of(reading, chunks, ROWS, "places");
  assert.equal(places?.values, undefined);
  const [both] = await indexes.of(reading, chunks, ROWS, "places and values");
  assert.deepEqual(
    both?.values?.minima.map(([value]) => value),
    [0, 2],
  );
  assert.equal(reads(), 2);
});

test("what the footer puts outside of the file, or does not name, is not read", async () => {
  const { chunks, file } = indexed(1);
  const { source, reads } = sourceOf(file);
  const [chunk] = chunks as readonly [ColumnChunk];
  const outside = { ...chunk, offsetIndex: { offset: 4, length: file.length } };
  const { offsetIndex: _, ...without } = chunk;
  const found = await new PageIndexes().of(
    { source, dataEnd: file.length, signal },
    [outside, without, EMPTY],
    ROWS,
    "places and values",
  );
  assert.deepEqual(
    found.map(({ pages, values }) => [pages, values]),
    [
      [undefined, undefined],
      [undefined, undefined],
      [undefined, undefined],
    ],
  );
  assert.equal(reads(), 0);
});

test("those asked for longest ago are forgotten when there are many", async () => {
  const { chunks, file } = indexed(2);
  const { source, reads } = sourceOf(file);
  const reading = { source, dataEnd: file.length, signal };
  const indexes = new PageIndexes();
  const ask = async (of: readonly ColumnChunk[]): Promise<number> => {
    const before = reads();
    await indexes.of(reading, of, ROWS, "places");
    return reads() - before;
  };
  // Each as long as the file from there on, which is what it counts.
  const [chunk] = chunks as readonly [ColumnChunk];
  const { offset } = chunk.offsetIndex ?? { offset: 0 };
  const many = Array.from({ length: 40 }, (): ColumnChunk => {
    return { ...chunk, offsetIndex: { offset, length: file.length - offset } };
  });
  assert.equal(await ask(many.slice(0, 1)), 1);
  assert.equal(await ask(many.slice(1, 30)), 1);
  assert.equal(await ask(many.slice(0, 1)), 0);
  assert.equal(await ask(many.slice(30)), 1);
  assert.equal(await ask(many.slice(0, 1)), 0, "asked for again before others came");
  assert.equal(await ask(many.slice(1, 2)), 1);
});

test("an index that is longer than any should be is not read", async () => {
  const file = new Uint8Array(2 << 20);
  const { source, reads } = sourceOf(file);
  const chunk = { ...EMPTY, offsetIndex: { offset: 4, length: (1 << 20) + 1 } };
  const [found] = await new PageIndexes().of({ source, dataEnd: file.length, signal }, [chunk], ROWS, "places");
  assert.deepEqual([found?.pages, reads()], [undefined, 0]);
});

test("one engine has one", () => {
  const stores = new ByteStores();
  assert.equal(pageIndexesOf(stores), pageIndexesOf(stores));
  assert.notEqual(pageIndexesOf(stores), pageIndexesOf(new ByteStores()));
});

test("an error of reading is thrown, and nothing is kept", async () => {
  const { chunks, file } = indexed(1);
  const { source, reads } = sourceOf(file);
  const indexes = new PageIndexes();
  const broken: ByteSource = { ...source, read: () => Promise.reject(new Error("disk")) };
  await assert.rejects(indexes.of({ source: broken, dataEnd: file.length, signal }, chunks, ROWS, "places"), /disk/);
  const [found] = await indexes.of({ source, dataEnd: file.length, signal }, chunks, ROWS, "places");
  assert.deepEqual(found?.pages, PAGES);
  assert.equal(reads(), 1);
});
