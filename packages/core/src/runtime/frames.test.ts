// Rows to frames and back against the plain values they were laid out from, and frames that are damaged: each is
// refused, or gives rows that lie within the memory they own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import type { Vector } from "../column/vector.ts";
import { FfqError } from "../common/error.ts";
import { RowDecoder } from "../exchange/decode-rows.ts";
import { RowEncoder } from "../exchange/encode-rows.ts";
import type { ExchangeRows, ReceivedRows } from "../exchange/exchange.ts";
import { NumericHeap } from "../kernel/numeric.ts";
import { RowStore } from "../operator/row-store.ts";
import { chunkColumns } from "../operator/row-store-read.ts";
import { layVector, readVector, type Value } from "../operator/vector.fixture.ts";
import {
  BOOL,
  DATE,
  FLOAT4,
  FLOAT8,
  fixedNumeric,
  INT2,
  INT4,
  INT8,
  INTERVAL,
  type LogicalType,
  NUMERIC,
  TEXT,
} from "../type/logical-type.ts";

const TYPES: readonly LogicalType[] = [
  BOOL,
  INT2,
  INT4,
  DATE,
  INT8,
  FLOAT4,
  FLOAT8,
  fixedNumeric(12, 2),
  fixedNumeric(30, 2),
  INTERVAL,
  TEXT,
];

function valueOf(type: LogicalType, row: number): Value {
  switch (type.kind) {
    case "bool":
      return row % 3 === 0;
    case "int2":
    case "int4":
    case "date":
    case "float4":
    case "float8":
      return row % 2 === 0 ? row : -row;
    case "text":
      return row % 5 === 0 ? "" : "é".repeat(row % 40) + row;
    default:
      return type.kind === "int8" || (type.kind === "numeric" && type.precision === 12)
        ? BigInt(row) * -1_000_003n
        : BigInt(row - 5) * 10n ** 25n;
  }
}

function tableOf(rows: number, nulls: "none" | "some" | "all"): Value[][] {
  const isNull = (row: number, column: number): boolean =>
    nulls === "all" || (nulls === "some" && (row + column) % 4 === 0);
  return Array.from({ length: rows }, (_, row) =>
    TYPES.map((type, column) => (isNull(row, column) ? null : valueOf(type, row))),
  );
}

interface Stored {
  readonly rows: Pick<ExchangeRows, "pieces">;
  release(): void;
}

/** The table in a row store, appended in batches. */
function store(region: Region, table: readonly Value[][], batchRows: number): Stored {
  const stored = RowStore.create(region, TYPES);
  for (let from = 0; from < table.length; from += batchRows) {
    const part = table.slice(from, from + batchRows);
    const laid = Region.create(region.arena, Budget.create(region.arena));
    const columns = TYPES.map((type, at) => {
      const values = part.map((row) => row[at] as Value);
      return layVector(laid, type, values, at % 2 === 0 ? "flat" : "reversed");
    });
    stored.append({ rows: part.length, columns });
    laid.release();
  }
  const { chunks } = stored.finish();
  const pieces = chunks.map((chunk) => ({ rows: chunk.rows, columns: chunkColumns(TYPES, chunk) }));
  return { rows: { pieces }, release: () => stored.release() };
}

function receive(decoder: RowDecoder, frame: Uint8Array, chunk = 1000): ReceivedRows {
  const open = decoder.open(frame.length);
  for (let at = 0; at < frame.length; at += chunk) open.write(frame.subarray(at, at + chunk));
  return open.finish();
}

function valuesOf(region: Region, { pieces }: ExchangeRows): Value[][] {
  return pieces.flatMap(({ rows, columns }) => {
    const read = columns.map((column) => readVector(region, column, rows));
    return Array.from({ length: rows }, (_, row) => read.map((column) => column[row] as Value));
  });
}

function withRegion(shared: boolean, body: (region: Region) => void): void {
  const arena = Arena.create({ initialBytes: 1 << 20, shared });
  const region = Region.create(arena, Budget.create(arena));
  body(region);
  assert.equal(region.usedBytes, 0);
}

for (const shared of [true, false]) {
  for (const rows of [1, 7, 8, 63, 64, 65, 3000]) {
    for (const nulls of ["none", "some", "all"] as const) {
      test(`there and back: ${rows} rows, ${nulls} NULL, ${shared ? "shared" : "unshared"}`, () => {
        withRegion(shared, (region) => {
          const table = tableOf(rows, nulls);
          const stored = store(region, table, 61);
          const encoder = new RowEncoder(region, TYPES);
          const frames = encoder.encode(stored.rows);
          encoder.close();
          stored.release();
          assert.equal(frames.length, 1);
          const decoder = new RowDecoder(region, TYPES);
          const received = frames.map((frame) => receive(decoder, frame));
          assert.deepEqual(
            received.flatMap((one) => valuesOf(region, one)),
            table,
          );
          for (const one of received) one.release();
        });
      });
    }
  }
}

test("many bytes leave in several frames", () => {
  withRegion(true, (region) => {
    const arena = region.arena;
    const laid = Region.create(arena, Budget.create(arena));
    const texts = Array.from({ length: 50 }, (_, row) => String(row).padEnd(1 << 20, "."));
    const vector = layVector(laid, TEXT, texts, "flat");
    const encoder = new RowEncoder(region, [TEXT]);
    const frames = encoder.encode({ pieces: [{ rows: 50, columns: [vector] }] });
    encoder.close();
    laid.release();
    assert.ok(frames.length >= 3 && frames.length <= 8, String(frames.length));
    const decoder = new RowDecoder(region, [TEXT]);
    const values = frames.flatMap((frame) => {
      const received = receive(decoder, frame, 1 << 20);
      const read = valuesOf(region, received);
      received.release();
      return read;
    });
    assert.deepEqual(
      values.map(([text]) => text),
      texts,
    );
  });
});

test("rows without columns keep their number", () => {
  withRegion(true, (region) => {
    const encoder = new RowEncoder(region, []);
    const [frame] = encoder.encode({ pieces: [{ rows: 12, columns: [] }] });
    const received = receive(new RowDecoder(region, []), frame as Uint8Array);
    assert.equal(received.rows, 12);
    received.release();
  });
});

test("numerics of any scale arrive aligned and as they were", () => {
  withRegion(true, (region) => {
    const heap = Region.create(region.arena, Budget.create(region.arena));
    const numerics = new NumericHeap(region.arena, heap);
    const texts = ["0", "1.5", "-123456789012345678901234567890.0001", "NaN", "Infinity", "0.00", "7", "-0.5000"];
    const refs = texts.map((text) => numerics.fromText(text));
    const data = heap.allocate(8 * refs.length);
    region.arena.view().u64.set(refs, data >>> 3);
    const validity = heap.allocate(refs.length);
    region.arena.view().u8.fill(1, validity, validity + refs.length);
    region.arena.view().u8[validity + 2] = 0;
    const vector: Vector = { type: NUMERIC, storage: "ref", data, validity, index: 0, slots: 8, dictionary: 0 };
    const encoder = new RowEncoder(region, [NUMERIC]);
    const [frame] = encoder.encode({ pieces: [{ rows: refs.length, columns: [vector] }] });
    encoder.close();
    const received = receive(new RowDecoder(region, [NUMERIC]), frame as Uint8Array);
    const [column] = received.pieces[0]?.columns ?? [];
    assert.ok(column !== undefined);
    const { u64, u8 } = region.arena.view();
    const read = texts.map((_, row) => {
      if (u8[column.validity + row] === 0) return null;
      const ref = u64[(column.data >>> 3) + row] as bigint;
      assert.equal(ref % 4n, 0n);
      return numerics.toText(ref);
    });
    assert.deepEqual(
      read,
      texts.map((text, row) => (row === 2 ? null : text)),
    );
    received.release();
    heap.release();
  });
});

/** Every string lies in memory that the rows own. */
function assertContained(region: Region, { pieces, owned }: ReceivedRows): void {
  const { u32, u8 } = region.arena.view();
  const ranges = owned.map((pointer) => [pointer, pointer + region.capacityOf(pointer)] as const);
  for (const { rows, columns } of pieces) {
    for (const { storage, data, validity } of columns) {
      for (let row = 0; row < rows && storage === "ref"; row++) {
        if (validity !== 0 && u8[validity + row] === 0) continue;
        const [address = 0, length = 0] = u32.subarray((data >>> 2) + 2 * row);
        assert.ok(ranges.some(([from, to]) => address >= from && address + length <= to));
      }
    }
  }
}

test("a damaged frame is refused or harmless", () => {
  withRegion(true, (region) => {
    const types = [...TYPES, NUMERIC];
    const heap = Region.create(region.arena, Budget.create(region.arena));
    const numerics = new NumericHeap(region.arena, heap);
    const table = tableOf(20, "some");
    const data = heap.allocate(8 * table.length);
    region.arena.view().u64.set(
      table.map((_, row) => numerics.fromText(`${row}.25`)),
      data >>> 3,
    );
    const numeric: Vector = { type: NUMERIC, storage: "ref", data, validity: 0, index: 0, slots: 20, dictionary: 0 };
    const columns = TYPES.map((type, at) =>
      layVector(
        heap,
        type,
        table.map((row) => row[at] as Value),
        "flat",
      ),
    );
    const encoder = new RowEncoder(region, types);
    const [frame] = encoder.encode({ pieces: [{ rows: 20, columns: [...columns, numeric] }] });
    encoder.close();
    heap.release();
    assert.ok(frame !== undefined);
    const decoder = new RowDecoder(region, types);
    let refused = 0;
    const attempt = (damaged: Uint8Array): void => {
      try {
        const received = receive(decoder, damaged);
        assertContained(region, received);
        received.release();
      } catch (thrown) {
        assert.ok(thrown instanceof FfqError && thrown.code === "BAD_FILE", String(thrown));
        refused++;
      }
    };
    for (let at = 0; at < frame.length; at++) {
      for (const flip of [1, 0x80, 0xff]) {
        const damaged = frame.slice();
        damaged[at] = (damaged[at] as number) ^ flip;
        attempt(damaged);
      }
    }
    assert.ok(refused > 100, String(refused));
    for (let length = 0; length < frame.length; length += 13) {
      const before = refused;
      attempt(frame.slice(0, length));
      assert.equal(refused, before + 1, `a frame of ${length} bytes`);
    }
  });
});

test("a frame may not be longer than announced, and frees its memory when it is given up", () => {
  withRegion(true, (region) => {
    const decoder = new RowDecoder(region, TYPES);
    const open = decoder.open(10);
    open.write(new Uint8Array(10));
    assert.throws(() => open.write(new Uint8Array(1)), { code: "BAD_FILE" });
    open.abort();
    open.abort();
  });
});
