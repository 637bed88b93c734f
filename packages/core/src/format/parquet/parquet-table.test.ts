import assert from "node:assert/strict";
import { test } from "node:test";
import type { PhysicalExpr } from "../../expr/expr.ts";
import { type ByteSource, ByteStores } from "../../io/byte-store.ts";
import { DATE } from "../../type/logical-type.ts";
import { openParquetMorsel, openParquetTable, type ParquetMorsel } from "./parquet-table.ts";
import { bench } from "./read-rows.fixture.ts";
import { SAMPLE_ROWS, samples } from "./samples.fixture.ts";

/** The sample of each codec as a file in memory; counts what is open. */
function memoryStores(): { stores: ByteStores; open: () => number } {
  let openSources = 0;
  const stores = new ByteStores();
  stores.register("file", {
    list: async (pattern) => [pattern],
    open: async (name): Promise<ByteSource> => {
      const bytes = Buffer.from(samples[name] ?? "", "base64");
      openSources++;
      return {
        name,
        size: async () => bytes.length,
        read: async (offset, length, into) => into.set(bytes.subarray(offset, offset + length)),
        close: async () => void openSources--,
      };
    },
  });
  return { stores, open: () => openSources };
}

const shipped = (op: string, days: number): PhysicalExpr => ({
  kind: "call",
  overload: `${op}(date,date)`,
  args: [
    { kind: "input", index: 8, type: DATE },
    { kind: "constant", value: days, type: DATE },
  ],
  type: { kind: "bool" },
});

for (const shared of [true, false]) {
  test(`a table of files: ${shared ? "shared" : "unshared"} memory`, async () => {
    const { stores, open } = memoryStores();
    const table = await openParquetTable(stores, "t", ["snappy", "zstd", "gzip"]);
    assert.equal(table.statistics.rows, 3 * SAMPLE_ROWS);
    // i4 is NULL in every third row, and goes from 1 to 38 otherwise.
    assert.deepEqual(table.statistics.columns[0], { minimum: 1, maximum: 38, nullCount: 3 * 14 });
    assert.deepEqual(table.fields[8], { name: "dt", type: DATE, nullable: true });
    const scan = table.plan({ columns: [8, 4], filters: [shipped("<", -11)] });
    assert.deepEqual(scan.residual, [0]);
    const at = bench(shared);
    const before = at.region.usedBytes;
    let rows = 0;
    for (const partition of [0, 1]) {
      const context = { ...at, signal: new AbortController().signal, partition, partitions: 2 };
      for await (const morsel of scan.morsels(context)) {
        const reader = openParquetMorsel(at.arena, at.region, at.kernels, morsel.payload as ParquetMorsel);
        for (let batch = reader.next(16); batch !== undefined; batch = reader.next(16)) {
          assert.equal(batch.columns.length, 2);
          rows += batch.rows;
        }
        reader.close();
        for (const pointer of morsel.owned) at.region.free(pointer);
      }
    }
    assert.equal(rows, 3 * SAMPLE_ROWS);
    assert.equal(at.region.usedBytes, before);
    assert.equal(open(), 0);
    const none = table.plan({ columns: [0], filters: [shipped(">", 27)] });
    assert.deepEqual([none.estimatedRows, none.description["row groups skipped"]], [0, 3]);
  });
}
