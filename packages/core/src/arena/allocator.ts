// The heap inside the arena: two-level segregated fit (Masmano et al., "TLSF: a new dynamic memory allocator
// for real-time systems", ECRTS 2004) under one lock, constant time and coalescing. Callers are the
// regions (region.ts): every used block belongs to one, so that nothing can be allocated without an owner.
//
// A block is a 32-byte header and its payload; payloads are 16-byte aligned.
//   word 0  size of the payload (multiple of 32) | 1 when free
//   word 1  address of the physically previous block's header, 0 for the first
//   word 2  region (used) | next free block (free)
//   word 3  next block of the region (used) | previous free block (free)
//   word 4  previous block of the region (used)
import { damage, type FfqError } from "../common/error.ts";
import type { Arena, ArenaView, Pointer } from "./arena.ts";
import { HEADER, HEAP_START, PAGE } from "./layout.ts";

const HEADER_BYTES = 32;
const SECOND_LEVELS = 16;
const FREE = 1;
/** Growth happens in steps of at least this many pages (16 MiB). */
const GROW_PAGES = 256;

const SIZE = 0;
const PREVIOUS = 1;
export const REGION = 2;
export const REGION_NEXT = 3;
export const REGION_PREVIOUS = 4;
const FREE_NEXT = 2;
const FREE_PREVIOUS = 3;

/** Words of the arena's header. */
const LOCK = HEADER.lock >> 2;
const FREE_LISTS = HEADER.freeLists >> 2;
const FIRST_LEVELS = HEADER.firstLevelMap >> 2;
const SECOND_LEVEL_MAPS = HEADER.secondLevelMaps >> 2;
const USED_BYTES = HEADER.usedBytes >> 2;

/** Index into a 32-bit view of a block header's field. */
export function field(block: Pointer, word: number): number {
  return (block >>> 2) + word;
}

export function blockOf(payload: Pointer): Pointer {
  return payload - HEADER_BYTES;
}

export function payloadOf(block: Pointer): Pointer {
  return block + HEADER_BYTES;
}

/** Payload bytes of a used block. */
export function sizeOf(u32: Uint32Array, block: Pointer): number {
  return ((u32[field(block, SIZE)] as number) & ~FREE) >>> 0;
}

/** Bytes that a request for `bytes` takes from the heap, header included. */
export function chargeOf(bytes: number): number {
  return roundSize(bytes) + HEADER_BYTES;
}

/** Every buffer has 16 bytes of padding behind it, so that kernels may read whole SIMD words. */
function roundSize(bytes: number): number {
  return Math.max(64, Math.ceil((bytes + 16) / 32) * 32);
}

/** Number of the free list for blocks of a size: its first level, the power of two below it, and its second, a sixteenth of that. */
function listOf(size: number): number {
  const first = 31 - Math.clz32(size);
  return first * SECOND_LEVELS + ((size >>> (first - 4)) & (SECOND_LEVELS - 1));
}

/** Lays one free block over the whole heap. Called once, by the arena's creator. */
export function formatHeap(arena: Arena): void {
  const { u32 } = arena.view();
  const end = (u32[HEADER.pages >> 2] as number) * PAGE;
  layBlocks(u32, HEAP_START, end, 0);
}

/** A free block over [start, end) followed by a used sentinel of size 0. */
function layBlocks(u32: Uint32Array, start: Pointer, end: Pointer, previous: Pointer): void {
  const size = end - start - 2 * HEADER_BYTES;
  u32[field(start, PREVIOUS)] = previous;
  const sentinel = start + HEADER_BYTES + size;
  u32[field(sentinel, SIZE)] = 0;
  u32[field(sentinel, PREVIOUS)] = start;
  insertFree(u32, start, size);
}

// What follows runs for each allocation, a few hundred times in a query that has just begun: header words are indexed in
// place, since until V8 has compiled it a call costs more than what it does.

/** Writes the block's size. */
function insertFree(u32: Uint32Array, block: Pointer, size: number): void {
  const header = block >>> 2;
  const list = listOf(size);
  const head = u32[FREE_LISTS + list] as number;
  u32[header + SIZE] = size | FREE;
  u32[header + FREE_NEXT] = head;
  u32[header + FREE_PREVIOUS] = 0;
  if (head !== 0) u32[(head >>> 2) + FREE_PREVIOUS] = block;
  u32[FREE_LISTS + list] = block;
  const first = list >>> 4;
  u32[FIRST_LEVELS] = (u32[FIRST_LEVELS] as number) | (1 << first);
  u32[SECOND_LEVEL_MAPS + first] = (u32[SECOND_LEVEL_MAPS + first] as number) | (1 << (list & (SECOND_LEVELS - 1)));
}

/** Answers the block's size, which is left as a used block's. */
function removeFree(u32: Uint32Array, block: Pointer): number {
  const header = block >>> 2;
  const size = ((u32[header + SIZE] as number) & ~FREE) >>> 0;
  const next = u32[header + FREE_NEXT] as number;
  const previous = u32[header + FREE_PREVIOUS] as number;
  if (next !== 0) u32[(next >>> 2) + FREE_PREVIOUS] = previous;
  if (previous !== 0) {
    u32[(previous >>> 2) + FREE_NEXT] = next;
  } else {
    const list = listOf(size);
    u32[FREE_LISTS + list] = next;
    if (next === 0) {
      const first = list >>> 4;
      const seconds = (u32[SECOND_LEVEL_MAPS + first] as number) & ~(1 << (list & (SECOND_LEVELS - 1)));
      u32[SECOND_LEVEL_MAPS + first] = seconds;
      if (seconds === 0) u32[FIRST_LEVELS] = (u32[FIRST_LEVELS] as number) & ~(1 << first);
    }
  }
  u32[header + SIZE] = size;
  return size;
}

/** A free block of at least `size` bytes, or 0. */
function findFree(u32: Uint32Array, size: number): Pointer {
  // Round up to the next list, whose every block is large enough.
  const rounded = size + 2 ** (31 - Math.clz32(size) - 4) - 1;
  if (rounded > 0xffffffff) return 0;
  const list = listOf(rounded);
  let first = list >>> 4;
  let seconds = (u32[SECOND_LEVEL_MAPS + first] as number) & (~0 << (list & (SECOND_LEVELS - 1)));
  if (seconds === 0) {
    const firsts = first === 31 ? 0 : (u32[FIRST_LEVELS] as number) & (~0 << (first + 1));
    if (firsts === 0) return 0;
    first = 31 - Math.clz32(firsts & -firsts);
    seconds = u32[SECOND_LEVEL_MAPS + first] as number;
  }
  const second = 31 - Math.clz32(seconds & -seconds);
  return u32[FREE_LISTS + first * SECOND_LEVELS + second] as number;
}

/** The lock word: free, held, held while others wait for it. */
const FREE_LOCK = 0;
const HELD = 1;
const AWAITED = 2;
/** Tries before a thread sleeps: the lock is held for well under a microsecond, unless its holder was suspended. */
const SPINS = 100;
/** Nobody holds the lock for so long, in milliseconds: a thread that was ended while it held it never gives it back. */
const PATIENCE_MS = 60_000;
/** A web page's main thread must not sleep; it spins. */
const MAY_SLEEP = !("document" in globalThis);

/**
 * Waits until no other thread changes the heap, and keeps others from it until `unlock`, which must follow. Answers the
 * views as they are then.
 * @throws FfqError INTERNAL where a thread ended in the middle of a change, and where the memory is damaged
 */
export function lock(arena: Arena): ArenaView {
  if (arena.isDamaged) throw damage("the engine's memory is damaged by an earlier failure");
  acquire(arena.view().i32, LOCK, arena.shared);
  // Whoever had it may have made the memory grow.
  return arena.view();
}

/** @param i32 of the views as they are now: growing detaches older ones */
export function unlock({ i32 }: Pick<ArenaView, "i32">): void {
  if (Atomics.exchange(i32, LOCK, FREE_LOCK) === AWAITED) Atomics.notify(i32, LOCK, 1);
}

/** Runs `action` while no other thread changes the heap. @throws FfqError as lock */
export function withLock<Result>(arena: Arena, action: () => Result): Result {
  lock(arena);
  try {
    return action();
  } finally {
    unlock(arena.view());
  }
}

function acquire(i32: Int32Array, slot: number, isShared: boolean): void {
  for (let spin = 0; spin < SPINS || !MAY_SLEEP; spin++) {
    if (Atomics.compareExchange(i32, slot, FREE_LOCK, HELD) === FREE_LOCK) return;
    // There is nobody to wait for.
    if (!isShared) throw heapDamage("its lock");
  }
  while (Atomics.exchange(i32, slot, AWAITED) !== FREE_LOCK) {
    const woken = Atomics.wait(i32, slot, AWAITED, PATIENCE_MS);
    if (woken === "timed-out") throw damage("a thread ended while it changed the heap, which is lost");
  }
}

/** What is wrong with a heap that something wrote into: walks over it end with this instead of going on for ever. */
export function heapDamage(where: string): FfqError {
  return damage(`the heap of the engine's memory is damaged: ${where}`);
}

/**
 * A used block with a payload of at least `bytes`, or 0 when memory is full. The caller holds the lock, and takes its views
 * anew afterwards.
 */
export function takeBlock(arena: Arena, bytes: number): Pointer {
  const size = roundSize(bytes);
  let { u32 } = arena.view();
  let block = findFree(u32, size);
  if (block === 0) {
    if (!growHeap(arena, size)) return 0;
    ({ u32 } = arena.view());
    block = findFree(u32, size);
    if (block === 0) return 0;
  }
  const whole = removeFree(u32, block);
  let taken = whole;
  if (whole >= size + HEADER_BYTES + 64) {
    const rest = block + HEADER_BYTES + size;
    u32[(rest >>> 2) + PREVIOUS] = block;
    u32[((block + HEADER_BYTES + whole) >>> 2) + PREVIOUS] = rest;
    u32[(block >>> 2) + SIZE] = size;
    insertFree(u32, rest, whole - size - HEADER_BYTES);
    taken = size;
  }
  u32[USED_BYTES] = (u32[USED_BYTES] as number) + taken + HEADER_BYTES;
  return block;
}

function growHeap(arena: Arena, size: number): boolean {
  const before = (arena.view().u32[HEADER.pages >> 2] as number) * PAGE;
  const needed = Math.ceil((size * 1.07 + 4 * HEADER_BYTES) / PAGE) + 1;
  const step = Math.max(needed, GROW_PAGES, Math.floor(before / PAGE / 4));
  if (!arena.grow(step) && !arena.grow(Math.max(needed, GROW_PAGES)) && !arena.grow(needed)) return false;
  const { u32 } = arena.view();
  const end = (u32[HEADER.pages >> 2] as number) * PAGE;
  // The old sentinel becomes the new block's header.
  const sentinel = before - HEADER_BYTES;
  const previous = u32[field(sentinel, PREVIOUS)] as number;
  const isFree = ((u32[field(previous, SIZE)] as number) & FREE) !== 0;
  if (isFree) {
    removeFree(u32, previous);
    layBlocks(u32, previous, end, u32[field(previous, PREVIOUS)] as number);
  } else {
    layBlocks(u32, sentinel, end, previous);
  }
  return true;
}

/** Gives a used block back, joining it with free neighbours. The caller holds the lock. */
export function giveBlock(u32: Uint32Array, block: Pointer): void {
  const header = block >>> 2;
  let size = u32[header + SIZE] as number;
  if ((size & FREE) !== 0) throw heapDamage(`block ${block} is freed twice`);
  u32[USED_BYTES] = (u32[USED_BYTES] as number) - size - HEADER_BYTES;
  let start = block;
  const next = block + HEADER_BYTES + size;
  if (((u32[(next >>> 2) + SIZE] as number) & FREE) !== 0) size += HEADER_BYTES + removeFree(u32, next);
  const previous = u32[header + PREVIOUS] as number;
  if (previous !== 0 && ((u32[(previous >>> 2) + SIZE] as number) & FREE) !== 0) {
    size += HEADER_BYTES + removeFree(u32, previous);
    start = previous;
  }
  u32[((start + HEADER_BYTES + size) >>> 2) + PREVIOUS] = start;
  insertFree(u32, start, size);
}

/** Bytes in used blocks, headers included. */
export function usedBytes(arena: Arena): number {
  return Atomics.load(arena.view().i32, USED_BYTES) >>> 0;
}
