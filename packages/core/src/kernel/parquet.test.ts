import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import { codecKernels } from "./codec.ts";
import { CURSOR, parquetKernels } from "./parquet.ts";

/** Bit-packs as the format's specification says: least significant bit first. */
function pack(values: readonly number[], width: number): number[] {
  let bits = 0n;
  for (const [position, value] of values.entries()) bits |= BigInt(value) << BigInt(position * width);
  return Array.from({ length: Math.ceil((values.length * width) / 8) }, (_, byte) =>
    Number((bits >> BigInt(byte * 8)) & 255n),
  );
}

test("hybrids of every width, taken in pieces of every size", () => {
  const arena = Arena.create({ shared: false });
  const region = Region.create(arena, Budget.create(arena));
  const kernels = parquetKernels(arena);
  const cursor = region.allocate(CURSOR.bytes);
  const input = region.allocate(4096);
  const out = region.allocate(4096);
  for (let width = 1; width <= 32; width++) {
    const highest = 2 ** width - 1;
    const packed = Array.from({ length: 64 }, (_, position) => (position * 2654435761) % (highest + 1));
    packed[13] = highest;
    // 20 of the highest value as a run, then 8 packed groups, then 3 zeros as a run.
    const bytes = Math.ceil(width / 8);
    const runOf = (value: number): number[] => pack([value], bytes * 8);
    const encoded = [20 << 1, ...runOf(highest), (8 << 1) | 1, ...pack(packed, width), 3 << 1, ...runOf(0)];
    const expected = [...Array.from({ length: 20 }, () => highest), ...packed, 0, 0, 0];
    arena.view().u8.set(encoded, input);
    for (const piece of [1, 3, 8, 17, 87]) {
      kernels.openHybrid(cursor, input, input + encoded.length, width);
      for (let done = 0; done < expected.length; done += piece) {
        const count = Math.min(piece, expected.length - done);
        assert.equal(kernels.decodeIndexes(cursor, out + done * 4, count, 0xffffffff), highest === 0xffffffff ? -2 : 0);
        if (highest === 0xffffffff) break;
      }
      if (highest === 0xffffffff) continue;
      assert.deepEqual(
        [...arena.view().u32.subarray(out >>> 2, (out >>> 2) + expected.length)],
        expected,
        `${width} bits`,
      );
      assert.equal(kernels.decodeIndexes(cursor, out, 1, highest + 1), -1, "nothing is left");
    }
    kernels.openHybrid(cursor, input, input + encoded.length, width);
    assert.equal(kernels.decodeIndexes(cursor, out, 87, highest), -2, "the highest value is not below itself");
  }
});

test("text must be UTF-8", () => {
  const arena = Arena.create({ shared: false });
  const region = Region.create(arena, Budget.create(arena));
  const kernels = parquetKernels(arena);
  const cursor = region.allocate(CURSOR.bytes);
  const input = region.allocate(256);
  const out = region.allocate(64);
  // The platform's own decoder is the judge.
  const isText = (bytes: readonly number[]): boolean => {
    try {
      new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
      return true;
    } catch {
      return false;
    }
  };
  const edges = [
    0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff,
  ];
  for (const first of edges) {
    for (const second of edges) {
      for (const tail of [[], [0x80], [0xbf, 0x80], [0x41, 0x80], [0x80, 0x41]]) {
        for (const lead of [[], Array.from({ length: 17 }, () => 0x61)]) {
          const bytes = [...lead, first, second, ...tail];
          arena.view().u8.set([bytes.length, 0, 0, 0, ...bytes], input);
          kernels.openPlain(cursor, input, input + 4 + bytes.length);
          const shown = bytes.map((byte) => byte.toString(16)).join(" ");
          assert.equal(kernels.plainTexts(cursor, out, 1, 0), isText(bytes) ? 0 : -3, shown);
        }
      }
    }
  }
});

test("snappy copies at every distance and length, near and far from the end", () => {
  const arena = Arena.create({ shared: false });
  const region = Region.create(arena, Budget.create(arena));
  const { snappyDecompress } = codecKernels(arena);
  const source = region.allocate(4096);
  const target = region.allocate(4096);
  for (const tail of [0, 200]) {
    for (let distance = 1; distance <= 40; distance++) {
      for (let length = 1; length <= 64; length++) {
        const literal = Array.from({ length: 40 }, (_, position) => position + 1);
        const expected = [...literal];
        for (let count = 0; count < length; count++) expected.push(expected[expected.length - distance] as number);
        const rest = Array.from({ length: tail }, (_, position) => position & 255);
        expected.push(...rest);
        const size = expected.length;
        const head = size < 128 ? [size] : [(size & 127) | 128, size >> 7];
        const copy = [((length - 1) << 2) | 2, distance, 0];
        const end = tail === 0 ? [] : [60 << 2, tail - 1, ...rest];
        const encoded = [...head, 39 << 2, ...literal, ...copy, ...end];
        arena.view().u8.set(encoded, source);
        assert.equal(snappyDecompress(source, encoded.length, target, size), 0);
        assert.deepEqual([...arena.view().u8.subarray(target, target + size)], expected, `${distance}, ${length}`);
        assert.equal(snappyDecompress(source, encoded.length - 1, target, size), -1, "cut off");
        assert.equal(snappyDecompress(source, encoded.length, target, size - 1), -1, "another length");
      }
    }
  }
});
