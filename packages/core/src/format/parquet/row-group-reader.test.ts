import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { crc32 } from "node:zlib";
import { type Batch, completed, isUnread, type Vector } from "../../column/vector.ts";
import { FfqError } from "../../common/error.ts";
import { INT4 } from "../../type/logical-type.ts";
import { type Bench, bench, readRows, readWanted, type Value } from "./read-rows.fixture.ts";
import { RowGroupReader } from "./row-group-reader.ts";
import { SAMPLE_ROWS, sampleRow, samples } from "./samples.fixture.ts";
import type { FlatColumn } from "./schema.ts";

const sampleBytes = (codec: string): Uint8Array => new Uint8Array(Buffer.from(samples[codec] ?? "", "base64"));

for (const codec of Object.keys(samples)) {
  for (const shared of [true, false]) {
    test(`reads what another writer wrote: ${codec}, ${shared ? "shared" : "unshared"} memory`, () => {
      const at = bench(shared);
      const before = at.region.usedBytes;
      for (const [batchRows, parts] of [
        [1, 1],
        [7, 1],
        [40, 1],
        [65536, 1],
        [1, 2],
        [7, 3],
        [65536, SAMPLE_ROWS],
      ] as const) {
        const columns = readRows(at, sampleBytes(codec), batchRows, parts);
        for (let row = 0; row < SAMPLE_ROWS; row++) {
          for (const [name, value] of Object.entries(sampleRow(row))) {
            assert.strictEqual(columns[name]?.[row], value, `${name} of row ${row}`);
          }
        }
      }
      assert.equal(at.region.usedBytes, before);
    });
  }
}

/** Which batches are wanted: none, the first, each second, few and far between, all. */
const wanted: readonly ((batch: number) => boolean)[] = [
  () => false,
  (batch) => batch === 0,
  (batch) => batch % 2 === 1,
  (batch) => batch % 11 === 7,
  () => true,
];

for (const codec of Object.keys(samples)) {
  test(`columns that are wanted of some batches only: ${codec}`, () => {
    const at = bench(false);
    const before = at.region.usedBytes;
    for (const deciding of [[], [0], [1, 6], [5]]) {
      for (const [batchRows, parts] of [
        [1, 1],
        [3, 1],
        [7, 2],
        [65536, 1],
      ] as const) {
        for (const wants of wanted) {
          const columns = readWanted(at, sampleBytes(codec), { batchRows, parts }, { deciding, wants });
          let read = 0;
          for (let row = 0; row < SAMPLE_ROWS; row++) {
            for (const [position, [name, value]] of Object.entries(sampleRow(row)).entries()) {
              const found = columns[name]?.[row];
              if (found === undefined) assert.ok(!deciding.includes(position));
              else assert.strictEqual(found, value, `${name} of row ${row}`);
              if (found !== undefined) read++;
            }
          }
          if (wants === wanted.at(-1)) assert.equal(read, SAMPLE_ROWS * Object.keys(sampleRow(0)).length);
        }
      }
    }
    assert.equal(at.region.usedBytes, before);
  });
}

/** A well-formed answer or an FfqError; nothing leaks. */
function survive(at: Bench, bytes: Uint8Array, what: string): void {
  const before = at.region.usedBytes;
  try {
    readRows(at, bytes, 16);
  } catch (thrown) {
    assert.ok(thrown instanceof FfqError && thrown.code !== "INTERNAL", `${what}: ${String(thrown)}`);
  }
  assert.equal(at.region.usedBytes, before, what);
}

for (const codec of Object.keys(samples)) {
  test(`survives flipped bytes and truncations: ${codec}`, () => {
    const at = bench(false);
    const bytes = sampleBytes(codec);
    // Everywhere in a small file; of a larger one enough places to go everywhere in it.
    const step = Math.ceil(bytes.length / 800);
    for (let position = 0; position < bytes.length; position += step) {
      for (const mask of [0x01, 0x80, 0xff]) {
        const damaged = Uint8Array.from(bytes);
        damaged[position] = (bytes[position] as number) ^ mask;
        survive(at, damaged, `byte ${position} ^ ${mask}`);
      }
      survive(at, bytes.subarray(0, position), `cut at ${position}`);
    }
  });
}

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

const zigzag = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value >= 0 ? BigInt(value) * 2n : BigInt(-value) * 2n - 1n;
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return bytes;
};

/** A V2 page of five rows, 10 NULL 30 NULL 50, written by hand from the specification. */
function pageV2(withChecksum: boolean): { bytes: Uint8Array; dataStart: number } {
  const levels = [0x03, 0b10101]; // one bit-packed group of one-bit levels
  const values = [10, 0, 0, 0, 30, 0, 0, 0, 50, 0, 0, 0];
  const data = [...levels, ...values];
  const header = [0x15, ...zigzag(3), 0x15, ...zigzag(data.length), 0x15, ...zigzag(data.length)];
  if (withChecksum) header.push(0x15, ...zigzag(crc32(Uint8Array.from(data)) | 0), 0x4c);
  else header.push(0x5c);
  // Of DataPageHeaderV2: values, nulls, rows, encoding, bytes of definition and repetition levels, not compressed.
  for (const field of [5, 2, 5, 0, levels.length, 0]) header.push(0x15, ...zigzag(field));
  header.push(0x12, 0x00, 0x00);
  return { bytes: Uint8Array.from([...header, ...data]), dataStart: header.length };
}

/** A dictionary page of 7 and 9. */
function dictionaryPage(): number[] {
  const values = [7, 0, 0, 0, 9, 0, 0, 0];
  const length = zigzag(values.length);
  return [
    0x15,
    ...zigzag(2),
    0x15,
    ...length,
    0x15,
    ...length,
    0x4c,
    0x15,
    ...zigzag(2),
    0x15,
    0x00,
    0x00,
    0x00,
    ...values,
  ];
}

/** A V2 page of five rows by codes: 9 NULL 7 NULL 9. */
function codesPage(): number[] {
  const data = [0x03, 0b10101, 1, 0x03, 0b101]; // levels; codes of one bit, one group of them
  const length = zigzag(data.length);
  const header = [0x15, ...zigzag(3), 0x15, ...length, 0x15, ...length, 0x5c];
  for (const field of [5, 2, 5, 8, 2, 0]) header.push(0x15, ...zigzag(field));
  return [...header, 0x12, 0x00, 0x00, ...data];
}

/** The values of an INT4 column of a batch. */
function integers(at: Bench, { data, validity, index }: Vector, rows: number): Value[] {
  const { u8, u32, i32 } = at.arena.view();
  return Array.from({ length: rows }, (_, row) => {
    const slot = index === 0 ? row : (u32[(index >>> 2) + row] as number);
    return validity !== 0 && u8[validity + slot] === 0 ? null : (i32[(data >>> 2) + slot] as number);
  });
}

test("a column that is read late goes from codes to values and back within a batch", () => {
  const plain = [...pageV2(false).bytes];
  const chunks = [
    [...plain, ...plain, ...plain],
    [...dictionaryPage(), ...codesPage(), ...plain, ...codesPage()],
  ];
  const decided = [10, null, 30, null, 50];
  const coded = [9, null, 7, null, 9];
  const late = [...coded, ...decided, ...coded];
  for (const batchRows of [1, 3, 4, 7, 15]) {
    for (const every of [1, 2, 3]) {
      const at = bench(false);
      const columns = chunks.map((bytes) => {
        const address = at.region.allocate(bytes.length);
        at.arena.view().u8.set(bytes, address);
        return {
          column,
          chunks: [{ leaf: column, codec: 0, values: 15, segments: [{ address, length: bytes.length }] }],
        };
      });
      const before = at.region.usedBytes;
      const ranges = [{ start: 0, end: 15 }];
      const reader = new RowGroupReader({ ...at, file: "page", rowGroup: 0, columns, ranges, deciding: [0] });
      let row = 0;
      for (let number = 0; row < 15; number++) {
        const batch = reader.next(batchRows) as Batch;
        const wanted = number % every === 0 ? completed(batch) : batch;
        const values = wanted.columns.map((vector) =>
          isUnread(vector) ? undefined : integers(at, vector, batch.rows),
        );
        assert.deepEqual(values[0], [...decided, ...decided, ...decided].slice(row, row + batch.rows));
        if (number % every === 0) assert.deepEqual(values[1], late.slice(row, row + batch.rows), `${batchRows} ${row}`);
        row += batch.rows;
      }
      assert.equal(reader.next(1), undefined);
      reader.close();
      assert.equal(at.region.usedBytes, before);
    }
  }
});

function readPages(at: Bench, bytes: Uint8Array, rows: number, range = { start: 0, end: rows }): Value[] {
  const address = at.region.allocate(bytes.length);
  at.arena.view().u8.set(bytes, address);
  const chunk = { leaf: column, codec: 1, values: rows, segments: [{ address, length: bytes.length }] };
  let reader: RowGroupReader | undefined;
  try {
    reader = new RowGroupReader({
      ...at,
      file: "page",
      rowGroup: 3,
      columns: [{ column, chunks: [chunk] }],
      ranges: [range],
    });
    const batch = reader.next(100);
    const vector = batch?.columns[0];
    assert.ok(vector !== undefined);
    assert.equal(reader.next(100), undefined);
    const { u8, i32 } = at.arena.view();
    return Array.from({ length: range.end - range.start }, (_, row) =>
      vector.validity !== 0 && u8[vector.validity + row] === 0 ? null : (i32[(vector.data >>> 2) + row] as number),
    );
  } finally {
    reader?.close();
    at.region.free(address);
  }
}

const readPage = (at: Bench, bytes: Uint8Array): Value[] => readPages(at, bytes, 5);

test("reads a share of a row group, whose pages before it are not decoded", () => {
  const at = bench(true);
  const { bytes } = pageV2(true);
  // The first page is damaged: only who decodes it notices.
  const damaged = Uint8Array.from(bytes);
  damaged[bytes.length - 1] = 1;
  const [good, bad] = [
    [...bytes, ...bytes],
    [...damaged, ...bytes],
  ].map((both) => Uint8Array.from(both));
  const values = [10, null, 30, null, 50, 10, null, 30, null, 50];
  for (let start = 0; start < 9; start++) {
    for (let end = start + 1; end <= 10; end++) {
      assert.deepEqual(readPages(at, good as Uint8Array, 10, { start, end }), values.slice(start, end));
    }
  }
  assert.deepEqual(readPages(at, bad as Uint8Array, 10, { start: 5, end: 10 }), values.slice(5));
  assert.deepEqual(readPages(at, bad as Uint8Array, 10, { start: 7, end: 10 }), values.slice(7));
  assert.throws(() => readPages(at, bad as Uint8Array, 10, { start: 4, end: 10 }), { code: "BAD_FILE" });
  assert.equal(at.region.usedBytes, 0);
});

test("reads V2 pages", () => {
  assert.deepEqual(readPage(bench(true), pageV2(false).bytes), [10, null, 30, null, 50]);
  assert.deepEqual(readPage(bench(true), pageV2(true).bytes), [10, null, 30, null, 50]);
});

test("a checksum finds every flipped byte of the page and names the place", () => {
  const { bytes, dataStart } = pageV2(true);
  for (let position = dataStart; position < bytes.length; position++) {
    const damaged = Uint8Array.from(bytes);
    damaged[position] = (bytes[position] as number) ^ 4;
    assert.throws(
      () => readPage(bench(true), damaged),
      (thrown) =>
        thrown instanceof FfqError &&
        thrown.code === "BAD_FILE" &&
        thrown.message === `page: a page's checksum is wrong (column "c", row group 3)`,
    );
  }
});

test("reads TPC-H files of another writer", (t) => {
  const directory = fileURLToPath(new URL("../../../../../../shared/tpch/", import.meta.url));
  if (!existsSync(directory)) {
    const notice = "not checked, for ../shared/tpch is missing: TPC-H files against the reference answers";
    t.diagnostic(notice);
    console.log(notice);
    return;
  }
  const at = bench(true);
  const read = (table: string): Record<string, Value[]> =>
    readRows(at, readFileSync(`${directory}data-sf0.01/${table}.parquet`), 8192);
  assert.deepEqual(read("region")["r_name"], ["AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST"]);
  // Q1's sums by return flag and line status, from the reference answers.
  const lines = readFileSync(`${directory}answers/sf0.01/q01.psv`, "utf8").trim().split("\n").slice(1);
  const lineitem = read("lineitem");
  const groups = new Map<string, { quantity: bigint; price: bigint; rows: number }>();
  for (const [row, shipped] of (lineitem["l_shipdate"] as number[]).entries()) {
    if (shipped > 10471) continue; // 1998-09-02
    const key = `${lineitem["l_returnflag"]?.[row]}|${lineitem["l_linestatus"]?.[row]}`;
    const group = groups.get(key) ?? { quantity: 0n, price: 0n, rows: 0 };
    group.quantity += lineitem["l_quantity"]?.[row] as bigint;
    group.price += lineitem["l_extendedprice"]?.[row] as bigint;
    group.rows++;
    groups.set(key, group);
  }
  assert.equal(groups.size, lines.length);
  for (const line of lines) {
    const cells = line.split("|");
    const group = groups.get(`${cells[0]}|${cells[1]}`);
    assert.equal(Number(group?.quantity) / 100, Number(cells[2]));
    assert.equal(Number(group?.price) / 100, Number(cells[3]));
    assert.equal(group?.rows, Number(cells.at(-1)));
  }
  const expected = { customer: 1500, nation: 25, orders: 15000, part: 2000, partsupp: 8000, supplier: 100 };
  for (const [table, rows] of Object.entries(expected)) {
    for (const values of Object.values(read(table))) assert.equal(values.length, rows, table);
  }
});
