// How a memory table is cut into morsels: every row once, whatever the segments' sizes, the partitions, the number of
// morsels that the threads want, and how few rows are worth one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import { INT4 } from "../type/logical-type.ts";
import { type MemoryMorsel, type MemoryPiece, pieceAt } from "./memory-morsel.ts";
import { MemoryTable } from "./memory-table.ts";
import { Segment, SharedMemory } from "./segment.ts";

const arena = Arena.create({ shared: false });
const region = Region.create(arena, Budget.create(arena));

/** A table whose segments are told apart by their address: nothing here reads the rows. */
function tableOf(segmentRows: readonly number[]): MemoryTable {
  const table = new MemoryTable("t", [{ name: "x", type: INT4, nullable: false }]);
  const segments = segmentRows.map((rows, at) => {
    const column = { type: INT4, storage: "i32" as const, data: at, validity: 0, index: 0, slots: rows, dictionary: 0 };
    return new Segment({ rows, columns: [column], statistics: [{}], slots: new SharedMemory(region, []), heaps: [] });
  });
  table.replace(segments);
  return table;
}

interface Range {
  readonly segment: number;
  readonly start: number;
  readonly end: number;
}

/** Rows of each morsel, and what its pieces show. */
async function read(
  table: MemoryTable,
  partitions: number,
  { wanted, leastRows }: { readonly wanted?: number | undefined; readonly leastRows?: number },
  columns: readonly number[],
) {
  const scan = table.snapshot().provider.plan({ columns, filters: [] });
  const ranges: Range[] = [];
  const sizes: number[] = [];
  for (let partition = 0; partition < partitions; partition++) {
    const context = {
      ...{ arena, region, signal: new AbortController().signal, partition, partitions },
      ...(wanted === undefined ? {} : { wanted }),
      ...(leastRows === undefined ? {} : { leastRows }),
    };
    for await (const morsel of scan.morsels(context)) {
      const pieces: MemoryPiece[] = [];
      const payload = morsel.payload as MemoryMorsel;
      for (let piece = pieceAt(payload, 0); piece !== undefined; piece = pieceAt(payload, pieces.length))
        pieces.push(piece);
      sizes.push(morsel.rows);
      assert.equal(
        pieces.reduce((rows, { start, end }) => rows + end - start, 0),
        morsel.rows,
      );
      ranges.push(...pieces.map(({ columns: [x], start, end }) => ({ segment: x?.data as number, start, end })));
      for (const pointer of morsel.owned) region.free(pointer);
    }
  }
  return { sizes, ranges };
}

const tables: readonly (readonly number[])[] = [[], [0], [1], [0, 3, 0, 2], [65536, 65537, 10], [200_000, 1, 140_000]];
for (const segments of tables) {
  for (const partitions of [1, 3]) {
    for (const wanted of [undefined, 1, 8]) {
      test(`segments of ${segments} rows, ${partitions} partitions, ${wanted} wanted`, async () => {
        // What one task sees of the other side of a join may not be what another one does.
        const leastRows = wanted === 8 ? { leastRows: 1000 } : {};
        const { ranges } = await read(tableOf(segments), partitions, { wanted, ...leastRows }, [0]);
        const sorted = ranges.toSorted((left, right) => left.segment - right.segment || left.start - right.start);
        const ends = segments.map(() => 0);
        for (const { segment, start, end } of sorted) {
          assert.equal(start, ends[segment]);
          ends[segment] = end;
        }
        assert.deepEqual(ends, segments);
      });
    }
  }
}

test("one morsel for one thread, one for each piece with row numbers", async () => {
  const table = tableOf([70_000, 140_000, 10]);
  assert.deepEqual((await read(table, 1, { wanted: 1 }, [0])).sizes, [210_010]);
  assert.deepEqual((await read(table, 1, { wanted: 1 }, [0, 1])).sizes, [70_000, 70_000, 70_000, 10]);
  assert.deepEqual((await read(table, 1, {}, [0])).sizes, [70_000, 70_000, 70_000, 10]);
});

test("few rows are several morsels where much is done with each, and no smaller than that", async () => {
  assert.deepEqual((await read(tableOf([10]), 1, { wanted: 16, leastRows: 100 }, [0])).sizes, [10]);
  assert.deepEqual((await read(tableOf([250]), 1, { wanted: 16, leastRows: 100 }, [0])).sizes, [100, 100, 50]);
  assert.deepEqual((await read(tableOf([8_000]), 1, { wanted: 8, leastRows: 100 }, [0])).sizes, Array(8).fill(1000));
  assert.deepEqual((await read(tableOf([60, 50, 100]), 1, { wanted: 8, leastRows: 100 }, [0])).sizes, [110, 100]);
  assert.deepEqual((await read(tableOf([8_000]), 1, { wanted: 8 }, [0])).sizes, [8_000]);
  assert.deepEqual((await read(tableOf([140_000]), 1, { wanted: 8, leastRows: 1e6 }, [0])).sizes, [70_000, 70_000]);
});
