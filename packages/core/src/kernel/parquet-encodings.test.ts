// The kernels behind Parquet's newer encodings and LZ4, against encoders written from the specifications.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import { codecKernels } from "./codec.ts";
import { CURSOR, parquetKernels } from "./parquet.ts";

function room(): {
  readonly arena: Arena;
  readonly region: Region;
  readonly put: (bytes: readonly number[] | Uint8Array) => number;
} {
  const arena = Arena.create({ shared: false });
  const region = Region.create(arena, Budget.create(arena));
  const put = (bytes: readonly number[] | Uint8Array): number => {
    const address = region.allocate(bytes.length);
    arena.view().u8.set(bytes, address);
    return address;
  };
  return { arena, region, put };
}

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
}

const zigzag = (value: bigint): number[] => varint(BigInt.asUintN(64, (value << 1n) ^ (value >> 63n)));

/** DELTA_BINARY_PACKED with blocks of 128 values in 4 miniblocks; `width` is the least that a miniblock gets. */
function delta(values: readonly bigint[], bits: 32 | 64, width = 0): number[] {
  const out = [...varint(128n), ...varint(4n), ...varint(BigInt(values.length)), ...zigzag(values[0] ?? 0n)];
  for (let block = 1; block < values.length; block += 128) {
    const deltas = values.slice(block, block + 128).map((value, at) => {
      return BigInt.asIntN(bits, value - (values[block + at - 1] as bigint));
    });
    const least = deltas.reduce((low, value) => (value < low ? value : low));
    const minis = [0, 32, 64, 96].map((from) => {
      const own = deltas.slice(from, from + 32).map((value) => BigInt.asUintN(bits, value - least));
      const widest = own.reduce((most, value) => (value > most ? value : most), 0n);
      return { own, width: own.length === 0 ? 0 : Math.max(width, widest.toString(2).length * Number(widest > 0n)) };
    });
    out.push(...zigzag(least), ...minis.map((mini) => mini.width));
    for (const { own, width: wide } of minis) {
      if (own.length === 0) continue;
      let packed = 0n;
      for (const [at, value] of own.entries()) packed |= value << BigInt(at * wide);
      for (let byte = 0; byte < wide * 4; byte++) out.push(Number((packed >> BigInt(byte * 8)) & 255n));
    }
  }
  return out;
}

const series = (count: number, bits: 32 | 64, spread: number): bigint[] =>
  Array.from({ length: count }, (_, at) => {
    const mixed = (BigInt(at) * 0x9e3779b97f4a7c15n) >> 3n;
    return BigInt.asIntN(bits, BigInt.asIntN(spread + 1, mixed) + BigInt(at));
  });

for (const bits of [32, 64] as const) {
  test(`delta-packed integers of ${bits} bits, of every width and count`, () => {
    const { arena, region, put } = room();
    const kernels = parquetKernels(arena);
    const cursor = region.allocate(CURSOR.bytes);
    const out = region.allocate(8 * 400);
    for (let spread = 0; spread < bits; spread++) {
      for (const count of [0, 1, 2, 33, 128, 129, 130, 300]) {
        const values = series(count, bits, spread);
        const encoded = delta(values, bits, spread === 7 ? bits : 0);
        const from = put([...encoded, 99]);
        kernels.openPlain(cursor, from, from + encoded.length + 1);
        assert.equal(kernels.deltaCount(cursor), count);
        assert.equal(kernels.deltaIntegers(cursor, out, bits === 64 ? 1 : 0), 0, `${spread} bits, ${count} values`);
        const got = (): bigint[] => {
          const { i32, i64 } = arena.view();
          return Array.from({ length: count }, (_, at) =>
            bits === 64 ? (i64[(out >>> 3) + at] as bigint) : BigInt(i32[(out >>> 2) + at] as number),
          );
        };
        assert.deepEqual(got(), values, `${spread} bits, ${count} values`);
        assert.equal(arena.view().u32[cursor >>> 2], from + encoded.length, "the cursor stands behind them");
        // Cut off it is an error, unless only padding was.
        for (let length = 0; length < Math.min(encoded.length, 40); length++) {
          kernels.openPlain(cursor, from, from + length);
          if (kernels.deltaCount(cursor) < 0) continue;
          const status = kernels.deltaIntegers(cursor, out, bits === 64 ? 1 : 0);
          if (status === 0) assert.deepEqual(got(), values, `cut at ${length}`);
          else assert.equal(status, -1, `cut at ${length}`);
        }
        region.free(from);
      }
    }
  });
}

test("byte arrays by lengths and by prefixes", () => {
  const { arena, region, put } = room();
  const kernels = parquetKernels(arena);
  const words = Array.from({ length: 300 }, (_, at) => "prefix".repeat(at % 9) + (at % 5 === 0 ? "" : `é${at}`));
  const bytes = words.map((word) => new TextEncoder().encode(word));
  const shared = bytes.map((word, at) => {
    const before = bytes[at - 1] ?? new Uint8Array();
    let length = 0;
    while (length < word.length && word[length] === before[length]) length++;
    return length;
  });
  const cursor = region.allocate(CURSOR.bytes);
  const refs = region.allocate(8 * words.length);
  const textsAt = (): string[] => {
    const { u8, u32 } = arena.view();
    return words.map((_, at) => {
      const start = u32[(refs >>> 2) + 2 * at] as number;
      return Buffer.from(u8.slice(start, start + (u32[(refs >>> 2) + 2 * at + 1] as number))).toString("utf8");
    });
  };
  const ints = (values: readonly number[]): number => put(new Uint8Array(Int32Array.from(values).buffer));

  const all = put(Buffer.concat(bytes));
  const lengths = ints(bytes.map(({ length }) => length));
  kernels.openPlain(cursor, all, all + Buffer.concat(bytes).length);
  assert.equal(kernels.refsFromLengths(cursor, lengths, words.length, refs, 1), 0);
  assert.deepEqual(textsAt(), words);
  kernels.openPlain(cursor, all, all + Buffer.concat(bytes).length - 1);
  assert.equal(kernels.refsFromLengths(cursor, lengths, words.length, refs, 0), -1);
  kernels.openPlain(cursor, all, all + 1000);
  assert.equal(kernels.refsFromLengths(cursor, ints([-1]), 1, refs, 0), -1, "a negative length");

  const suffixes = bytes.map((word, at) => word.subarray(shared[at]));
  const own = put(Buffer.concat(suffixes));
  const [prefixLengths, suffixLengths] = [ints(shared), ints(suffixes.map(({ length }) => length))];
  const total = kernels.prefixedBytes(prefixLengths, suffixLengths, words.length, 0);
  assert.equal(total, Buffer.concat(bytes).length);
  const values = region.allocate(total);
  kernels.openPlain(cursor, own, own + Buffer.concat(suffixes).length);
  assert.equal(kernels.joinPrefixes(cursor, prefixLengths, suffixLengths, words.length, values, refs, 1), 0);
  assert.deepEqual(textsAt(), words);
  assert.equal(kernels.prefixedBytes(ints([1]), ints([0]), 1, 0), -6, "a prefix of nothing");
  assert.equal(kernels.prefixedBytes(ints([0, 4]), ints([4, 1]), 2, 4), -7, "longer than the fixed length");
});

test("byte streams of every width and count", () => {
  const { arena, region, put } = room();
  const kernels = parquetKernels(arena);
  const out = region.allocate(4096);
  for (const width of [1, 2, 3, 4, 5, 8, 12, 16, 17]) {
    for (const count of [0, 1, 15, 16, 17, 63, 64, 65, 130]) {
      const plain = Uint8Array.from({ length: width * count }, (_, at) => (at * 37 + 11) & 255);
      const streams = Uint8Array.from({ length: width * count }, (_, at) => {
        return plain[(at % count) * width + Math.floor(at / count)] as number;
      });
      const from = put(streams);
      kernels.joinStreams(from, count, width, out);
      assert.deepEqual(arena.view().u8.slice(out, out + plain.length), plain, `${width} bytes, ${count} values`);
      region.free(from);
    }
  }
});

/** An LZ4 block of literals and copies, and what it stands for. */
function lz4Block(
  parts: readonly { readonly literals: number; readonly distance: number; readonly length: number }[],
): {
  readonly block: number[];
  readonly plain: number[];
} {
  const block: number[] = [];
  const plain: number[] = [];
  const extra = (value: number): number[] => {
    if (value < 15) return [];
    const bytes: number[] = [];
    let rest = value - 15;
    for (; rest >= 255; rest -= 255) bytes.push(255);
    return [...bytes, rest];
  };
  for (const { literals, distance, length } of [...parts, { literals: 5, distance: 0, length: 4 }]) {
    const fresh = Array.from({ length: literals }, (_, at) => (plain.length + at * 7) & 255);
    const match = length - 4;
    block.push(
      (Math.min(literals, 15) << 4) | (distance === 0 ? 0 : Math.min(match, 15)),
      ...extra(literals),
      ...fresh,
    );
    plain.push(...fresh);
    if (distance === 0) break;
    block.push(distance & 255, distance >> 8, ...extra(match));
    for (let copied = 0; copied < length; copied++) plain.push(plain[plain.length - distance] as number);
  }
  return { block, plain };
}

test("LZ4 copies at every distance and length", () => {
  const { arena, region, put } = room();
  const { lz4Decompress } = codecKernels(arena);
  for (let distance = 1; distance <= 40; distance++) {
    for (const length of [4, 5, 15, 16, 17, 18, 19, 33, 64, 270, 600]) {
      const { block, plain } = lz4Block([
        { literals: 40, distance, length },
        { literals: distance % 3, distance, length: 4 + (length % 9) },
      ]);
      const from = put(block);
      const to = region.allocate(plain.length);
      assert.equal(lz4Decompress(from, block.length, to, plain.length), plain.length);
      assert.deepEqual([...arena.view().u8.slice(to, to + plain.length)], plain, `${length} from ${distance} back`);
      assert.ok(lz4Decompress(from, block.length, to, plain.length - 1) < 0, "no room for all of it");
      for (let cut = 0; cut < block.length; cut++) {
        const given = lz4Decompress(from, cut, to, plain.length);
        assert.ok(given < plain.length, `cut at ${cut}`);
      }
      region.free(from);
      region.free(to);
    }
  }
});

test("times, half floats, intervals and uuids of PLAIN bytes", () => {
  const { arena, region, put } = room();
  const kernels = parquetKernels(arena);
  const cursor = region.allocate(CURSOR.bytes);
  const out = region.allocate(256);
  const open = (bytes: Uint8Array): void => {
    const from = put(bytes);
    kernels.openPlain(cursor, from, from + bytes.length);
  };
  // IEEE 754 binary16: 1, -2, 65504 (the largest), 2^-24 (the least), infinity, NaN, -0.
  open(new Uint8Array(Uint16Array.of(0x3c00, 0xc000, 0x7bff, 1, 0x7c00, 0x7e00, 0x8000).buffer));
  assert.equal(kernels.plainHalf(cursor, out, 7), 0);
  const halves = [...arena.view().f32.slice(out >>> 2, (out >>> 2) + 7)];
  assert.deepEqual(halves, [1, -2, 65504, 2 ** -24, Number.POSITIVE_INFINITY, Number.NaN, -0]);
  open(new Uint8Array(Uint32Array.of(1, 2, 3500).buffer));
  assert.equal(kernels.plainInterval(cursor, out, 1), 0);
  assert.deepEqual([...arena.view().i32.slice(out >>> 2, (out >>> 2) + 2)], [1, 2]);
  assert.equal(arena.view().i64[(out >>> 3) + 1], 3_500_000n);
  open(new Uint8Array(Int32Array.of(86_400_001).buffer));
  assert.equal(kernels.plainTimeMillis(cursor, out, 1), -5, "later than the end of the day");
  open(new Uint8Array(BigInt64Array.of(-1n).buffer));
  assert.equal(kernels.plainTime(cursor, out, 1, 0), -5, "before the day");
});
