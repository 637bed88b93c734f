import assert from "node:assert/strict";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Morsel, MorselReader, PlannedScan, ScanContext } from "../../catalog/table-provider.ts";
import type { Vector } from "../../column/vector.ts";
import { FfqError } from "../../common/error.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import { type ByteSource, ByteStores } from "../../io/byte-store.ts";
import { localFiles } from "../../io/local-files.ts";
import { DATE } from "../../type/logical-type.ts";
import { openParquetMorsel } from "./open-morsel.ts";
import { openParquetTable, type ParquetFileShape, type ParquetMorsel } from "./parquet-table.ts";
import { type Bench, bench, readRows, type Value, valueAt } from "./read-rows.fixture.ts";
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

function openMorsel(at: Bench, { common, payload }: Morsel): MorselReader {
  return openParquetMorsel({ ...at, checkCancelled: () => {} }, common as ParquetFileShape, payload as ParquetMorsel);
}

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
        const reader = openMorsel(at, morsel);
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

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), "ffq-parquet-"));
});
after(() => rmSync(folder, { recursive: true }));

/** A local file's first morsel. Unless asked for otherwise its bytes are left to the thread that decodes it. */
async function leftMorsel(
  at: Bench,
  name: string,
  { sample = "snappy", ...asked }: Partial<ScanContext> & { readonly sample?: string } = {},
): Promise<LeftMorsel> {
  const path = join(folder, name);
  writeFileSync(path, Buffer.from(samples[sample] ?? "", "base64"));
  const stores = new ByteStores();
  const files = localFiles();
  let opened = 0;
  stores.register("file", {
    ...files,
    open: async (address, signal) => {
      opened++;
      return files.open(address, signal);
    },
  });
  const table = await openParquetTable(stores, "t", [path]);
  const scan: PlannedScan = table.plan({ columns: [8, 4], filters: [] });
  const { signal } = new AbortController();
  const context = { ...at, signal, partition: 0, partitions: 1, threadsRead: true, ...asked };
  for await (const morsel of scan.morsels(context)) return { path, morsel, opened };
  throw new Error("no morsel");
}

interface LeftMorsel {
  readonly path: string;
  readonly morsel: Morsel;
  /** How often the file was opened before any of it was decoded. */
  readonly opened: number;
}

for (const threadsRead of [true, false]) {
  test(`little of a local file is read where it is decoded: ${threadsRead ? "several threads" : "one thread"}`, async () => {
    const at = bench(true);
    const before = at.region.usedBytes;
    const { morsel, opened } = await leftMorsel(at, "left", { threadsRead });
    assert.equal(opened, 1, "for the footer alone");
    assert.deepEqual(morsel.owned, []);
    assert.equal(at.region.usedBytes, before);
    const reader = openMorsel(at, morsel);
    let rows = 0;
    for (let batch = reader.next(16); batch !== undefined; batch = reader.next(16)) rows += batch.rows;
    reader.close();
    assert.equal(rows, SAMPLE_ROWS);
    assert.equal(at.region.usedBytes, before);
  });
}

for (const { sample, threadsRead, isHeld } of [
  { sample: "pyarrow, byte streams, brotli, checksums, page index", threadsRead: true, isHeld: false },
  { sample: "pyarrow, byte streams, brotli, checksums, page index", threadsRead: false, isHeld: true },
  { sample: "zstd", threadsRead: true, isHeld: true },
]) {
  test(`shares of a row group: ${sample}; ${threadsRead ? "several threads" : "one thread"}`, async () => {
    const at = bench(true);
    const before = at.region.usedBytes;
    const { morsel } = await leftMorsel(at, "shares", { sample, threadsRead, wanted: 32, leastRows: 8 });
    const { parts = [], owned } = morsel;
    // Nearly of the same size: they end where pages do, if the file tells.
    assert.ok(parts.length === 4 && parts.every(({ rows }) => rows >= 7 && rows <= 13));
    assert.equal(owned.length > 0, isHeld, "whether the scan holds the bytes");
    // The shares may be decoded in any order, and side by side.
    const readers = parts.toReversed().map(({ payload }) => openMorsel(at, { ...morsel, payload }));
    const values = readers.map((reader) => {
      const taken: Value[] = [];
      for (let batch = reader.next(7); batch !== undefined; batch = reader.next(7)) {
        for (let row = 0; row < batch.rows; row++) taken.push(valueAt(at.arena, batch.columns[0] as Vector, row));
      }
      return taken;
    });
    for (const reader of readers) reader.close();
    for (const pointer of owned) at.region.free(pointer);
    assert.equal(at.region.usedBytes, before);
    const { dt } = readRows(at, Buffer.from(samples[sample] ?? "", "base64"), 64);
    assert.deepEqual(values.toReversed().flat(), dt);
  });
}

test("morsels are at hand of little in local files, and hold no memory", async () => {
  const at = bench(true);
  const before = at.region.usedBytes;
  const path = join(folder, "at-hand");
  writeFileSync(path, Buffer.from(samples["snappy"] ?? "", "base64"));
  const local = new ByteStores();
  local.register("file", localFiles());
  const request = { columns: [8, 4], filters: [] };
  const context = { ...at, signal: new AbortController().signal, partition: 0, partitions: 1, wanted: 16 };
  const scan = (await openParquetTable(local, "t", [path, path])).plan(request);
  const morsels = await scan.atHand?.(context);
  assert.deepEqual(
    morsels?.map(({ rows, owned }) => [rows, owned]),
    [
      [SAMPLE_ROWS, []],
      [SAMPLE_ROWS, []],
    ],
  );
  assert.equal(scan.measured?.()["rowGroups"], 2);
  const elsewhere = (await openParquetTable(memoryStores().stores, "t", ["snappy"])).plan(request);
  assert.equal(await elsewhere.atHand?.(context), undefined);
  // As many files as have more than 2 MiB.
  const many = (
    await openParquetTable(
      local,
      "t",
      Array.from({ length: 20_000 }, () => path),
    )
  ).plan(request);
  assert.ok((many.description["bytes"] as number) > 2 << 20);
  assert.equal(await many.atHand?.(context), undefined);
  assert.equal(at.region.usedBytes, before);
});

test("a file that changes before a thread reads it", async () => {
  const at = bench(true);
  const before = at.region.usedBytes;
  const changed = await leftMorsel(at, "changed");
  truncateSync(changed.path, 100);
  const gone = await leftMorsel(at, "gone");
  rmSync(gone.path);
  for (const [{ path, morsel }, code, message] of [
    [changed, "IO", `${changed.path} was replaced after the table was opened`],
    [gone, "FILE_NOT_FOUND", `no such file: ${gone.path}`],
  ] as const) {
    assert.throws(
      () => openMorsel(at, morsel),
      (error) => error instanceof FfqError && error.code === code && error.message === message,
      path,
    );
  }
  assert.equal(at.region.usedBytes, before);
});
