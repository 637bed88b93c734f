// Against the algorithm's definition in 64-bit arithmetic, and the reference's own test vectors.
import assert from "node:assert/strict";
import { test } from "node:test";
import { xxhash64 } from "./xxhash64.ts";

const M = (1n << 64n) - 1n;
const P = [
  0n,
  0x9e3779b185ebca87n,
  0xc2b2ae3d27d4eb4fn,
  0x165667b19e3779f9n,
  0x85ebca77c2b2ae63n,
  0x27d4eb2f165667c5n,
] as const;
const rotl = (x: bigint, n: bigint): bigint => ((x << n) | (x >> (64n - n))) & M;
const round = (acc: bigint, input: bigint): bigint => (rotl((acc + input * P[2]) & M, 31n) * P[1]) & M;

function reference(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  let h: bigint = P[5];
  if (bytes.length >= 32) {
    const v = [(P[1] + P[2]) & M, P[2], 0n, (M + 1n - P[1]) & M];
    for (; at + 32 <= bytes.length; at += 32) {
      for (let i = 0; i < 4; i++) v[i] = round(v[i] as bigint, view.getBigUint64(at + i * 8, true));
    }
    const [a, b, c, d] = v as [bigint, bigint, bigint, bigint];
    h = (rotl(a, 1n) + rotl(b, 7n) + rotl(c, 12n) + rotl(d, 18n)) & M;
    for (const lane of v) h = ((h ^ round(0n, lane)) * P[1] + P[4]) & M;
  }
  h = (h + BigInt(bytes.length)) & M;
  for (; at + 8 <= bytes.length; at += 8) {
    h = (rotl(h ^ round(0n, view.getBigUint64(at, true)), 27n) * P[1] + P[4]) & M;
  }
  if (at + 4 <= bytes.length) {
    h = (rotl(h ^ ((BigInt(view.getUint32(at, true)) * P[1]) & M), 23n) * P[2] + P[3]) & M;
    at += 4;
  }
  for (; at < bytes.length; at++) h = (rotl(h ^ ((BigInt(bytes[at] as number) * P[5]) & M), 11n) * P[1]) & M;
  h = ((h ^ (h >> 33n)) * P[2]) & M;
  h = ((h ^ (h >> 29n)) * P[3]) & M;
  return h ^ (h >> 32n);
}

test("the reference's vectors", () => {
  assert.equal(xxhash64(new Uint8Array(0)), 0xef46db3751d8e999n);
  assert.equal(xxhash64(new TextEncoder().encode("a")), 0xd24ec4f1a98c6e5bn);
  assert.equal(xxhash64(new TextEncoder().encode("abc")), 0x44bc2cf5ad770999n);
});

test("every length up to 200, and words with high bits", () => {
  let seed = 1;
  const bytes = Uint8Array.from({ length: 200 }, () => {
    seed = (Math.imul(seed, 1103515245) + 12345) | 0;
    return seed >>> 24;
  });
  for (let length = 0; length <= bytes.length; length++) {
    assert.equal(xxhash64(bytes.subarray(0, length)), reference(bytes.subarray(0, length)), `length ${length}`);
  }
  const ones = new Uint8Array(77).fill(255);
  assert.equal(xxhash64(ones), reference(ones));
});
