// What the tests of hash and sort kernels share: arenas of both kinds, a seeded random source, and columns laid
// out in the arena from plain values.
import { Arena, type Pointer } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";

/** Row counts that every kernel test goes through. */
export const SIZES: readonly number[] = [0, 1, 63, 64, 65, 10000];

/** Runs `body` on a shared and on an unshared arena; afterwards nothing may be left in the region. */
export function onBothArenas(body: (region: Region, name: string) => void): void {
  for (const shared of [true, false]) {
    const arena = Arena.create({ shared, maximumBytes: 256 << 20 });
    const region = Region.create(arena, Budget.create(arena));
    body(region, shared ? "shared" : "unshared");
    region.release();
  }
}

/** Numbers in [0, 1) from a seed (a 32-bit counter through a multiply-xorshift mixer). */
export function random(seed: number): () => number {
  let counter = seed >>> 0;
  return () => {
    counter = (counter + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(counter ^ (counter >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

export function putU32(region: Region, values: readonly number[]): Pointer {
  const at = region.allocate(4 * values.length);
  region.arena.view().u32.set(values, at >>> 2);
  return at;
}

export function putI32(region: Region, values: readonly number[]): Pointer {
  const at = region.allocate(4 * values.length);
  region.arena.view().i32.set(values, at >>> 2);
  return at;
}

export function putU8(region: Region, values: readonly number[]): Pointer {
  const at = region.allocate(values.length);
  region.arena.view().u8.set(values, at);
  return at;
}

export function putU64(region: Region, values: readonly bigint[]): Pointer {
  const at = region.allocate(8 * values.length);
  const { u64 } = region.arena.view();
  values.forEach((value, index) => (u64[(at >>> 3) + index] = BigInt.asUintN(64, value)));
  return at;
}

export function putI128(region: Region, values: readonly bigint[]): Pointer {
  return putU64(
    region,
    values.flatMap((value) => [value, value >> 64n]),
  );
}

export function putF64(region: Region, values: readonly number[]): Pointer {
  const at = region.allocate(8 * values.length);
  region.arena.view().f64.set(values, at >>> 3);
  return at;
}

export function putF32(region: Region, values: readonly number[]): Pointer {
  const at = region.allocate(4 * values.length);
  region.arena.view().f32.set(values, at >>> 2);
  return at;
}

/** Refs of the strings' bytes. */
export function putRefs(region: Region, strings: readonly (string | Uint8Array)[]): Pointer {
  const encoder = new TextEncoder();
  const bytes = strings.map((text) => (typeof text === "string" ? encoder.encode(text) : text));
  const heap = region.allocate(bytes.reduce((sum, part) => sum + part.length, 0));
  let top = heap;
  const refs = bytes.map((part) => {
    region.arena.view().u8.set(part, top);
    const ref = (BigInt(part.length) << 32n) | BigInt(top);
    top += part.length;
    return ref;
  });
  return putU64(region, refs);
}

export function getU32(region: Region, at: Pointer, count: number): number[] {
  return [...region.arena.view().u32.subarray(at >>> 2, (at >>> 2) + count)];
}

export function getU64(region: Region, at: Pointer, count: number): bigint[] {
  return [...region.arena.view().u64.subarray(at >>> 3, (at >>> 3) + count)];
}

/** The string that a ref shows. */
export function getString(region: Region, ref: bigint): string {
  const at = Number(ref & 0xffffffffn);
  const bytes = region.arena.view().u8.slice(at, at + Number(ref >> 32n));
  return new TextDecoder().decode(new Uint8Array(bytes));
}
