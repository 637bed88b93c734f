// Ownership of arena memory. Every allocation belongs to a region (a query, a table, the engine itself) and is
// charged to the region's budget; freeing a region frees whatever it still holds, so a query leaks nothing
// however it ends. Regions and budgets live in the arena: any thread can attach to one by its address, and any
// thread may free what another allocated.
//
// A region may have children, which are charged to the same budget and counted by themselves (what one operator
// holds): a child ends before its parent does, by handing what it holds to the parent, or by freeing it.

import { FfqError } from "../common/error.ts";
import {
  blockOf,
  chargeOf,
  field,
  giveBlock,
  heapDamage,
  lock,
  payloadOf,
  REGION,
  REGION_NEXT,
  REGION_PREVIOUS,
  sizeOf,
  takeBlock,
  unlock,
  usedBytes,
  withLock,
} from "./allocator.ts";
import type { Arena, Pointer } from "./arena.ts";
import { copyBytes, fillBytes } from "./bulk-memory.ts";

const HEAD = 0;
const USED = 1;
const PEAK = 2;
const LIMIT = 3;
const BUDGET = 4;
const FIRST_CHILD = 5;
const NEXT_SIBLING = 6;
const PARENT = 7;
const RECORD_WORDS = 8;

/** A limit that several regions of one arena share. Bytes; a limit of 0 is no limit. */
export class Budget {
  readonly arena: Arena;
  readonly address: Pointer;

  private constructor(arena: Arena, address: Pointer) {
    this.arena = arena;
    this.address = address;
  }

  /** @throws FfqError MEMORY_LIMIT when the arena is full */
  static create(arena: Arena, limitBytes = 0): Budget {
    // What the arena cannot hold needs no limit, nor has the record room for one of 4 GiB.
    return new Budget(arena, record(arena, { [LIMIT]: limitBytes < arena.maximumBytes ? limitBytes : 0 }));
  }

  static attach(arena: Arena, address: Pointer): Budget {
    return new Budget(arena, address);
  }

  get usedBytes(): number {
    return this.arena.view().u32[field(this.address, USED)] as number;
  }

  get peakBytes(): number {
    return this.arena.view().u32[field(this.address, PEAK)] as number;
  }

  get limitBytes(): number {
    return this.arena.view().u32[field(this.address, LIMIT)] as number;
  }

  /** Gives the record back; no region may use the budget any more. */
  release(): void {
    withLock(this.arena, () => giveBlock(this.arena.view().u32, blockOf(this.address)));
  }
}

export class Region {
  readonly arena: Arena;
  readonly address: Pointer;

  private constructor(arena: Arena, address: Pointer) {
    this.arena = arena;
    this.address = address;
  }

  /** @throws FfqError MEMORY_LIMIT when the arena is full */
  static create(arena: Arena, budget: Budget): Region {
    return new Region(arena, record(arena, { [BUDGET]: budget.address }));
  }

  /** A region charged to the same budget, which this one frees with itself. @throws FfqError MEMORY_LIMIT */
  createChild(): Region {
    const { arena, address } = this;
    const child = record(arena, { [PARENT]: address });
    withLock(arena, () => {
      const { u32 } = arena.view();
      u32[field(child, BUDGET)] = u32[field(address, BUDGET)] as number;
      u32[field(child, NEXT_SIBLING)] = u32[field(address, FIRST_CHILD)] as number;
      u32[field(address, FIRST_CHILD)] = child;
    });
    return new Region(arena, child);
  }

  static attach(arena: Arena, address: Pointer): Region {
    return new Region(arena, address);
  }

  get usedBytes(): number {
    return this.arena.view().u32[field(this.address, USED)] as number;
  }

  get peakBytes(): number {
    return this.arena.view().u32[field(this.address, PEAK)] as number;
  }

  /**
   * `bytes` of memory, 16-byte aligned, not cleared, with 16 readable bytes behind it.
   * @throws FfqError MEMORY_LIMIT when the budget or the arena is exhausted
   */
  allocate(bytes: number): Pointer {
    const pointer = this.tryAllocate(bytes);
    if (pointer === 0) throw memoryLimit(this, bytes);
    return pointer;
  }

  /** As allocate, with every byte 0. */
  allocateZeroed(bytes: number): Pointer {
    const pointer = this.allocate(bytes);
    // With the readable bytes behind it.
    fillBytes(this.arena, 0, pointer, pointer + bytes + 16);
    return pointer;
  }

  /** As allocate, but 0 instead of an error: for operators that can spill. */
  tryAllocate(bytes: number): Pointer {
    const { arena } = this;
    let { u32 } = lock(arena);
    try {
      const own = this.address >>> 2;
      const budget = (u32[own + BUDGET] as number) >>> 2;
      const limit = u32[budget + LIMIT] as number;
      if (limit !== 0 && (u32[budget + USED] as number) + chargeOf(bytes) > limit) return 0;
      const block = takeBlock(arena, bytes);
      if (block === 0) return 0;
      ({ u32 } = arena.view());
      const size = sizeOf(u32, block);
      charge(u32, own, size);
      charge(u32, budget, size);
      const head = u32[own + HEAD] as number;
      const header = block >>> 2;
      u32[header + REGION] = this.address;
      u32[header + REGION_NEXT] = head;
      u32[header + REGION_PREVIOUS] = 0;
      if (head !== 0) u32[(head >>> 2) + REGION_PREVIOUS] = block;
      u32[own + HEAD] = block;
      return payloadOf(block);
    } finally {
      unlock(arena.view());
    }
  }

  /** Copies to a larger block and frees the old one (0: plain allocation). The new part is not cleared. */
  reallocate(pointer: Pointer, usedBytes: number, bytes: number): Pointer {
    if (pointer !== 0 && this.capacityOf(pointer) >= bytes) return pointer;
    const grown = this.allocate(bytes);
    if (pointer !== 0) {
      copyBytes(this.arena, grown, pointer, usedBytes);
      this.free(pointer);
    }
    return grown;
  }

  /** Bytes that can be used at `pointer` (at least what was asked for; 16 bytes of padding not counted). */
  capacityOf(pointer: Pointer): number {
    return sizeOf(this.arena.view().u32, blockOf(pointer)) - 16;
  }

  /** Frees one allocation of this region; 0 is allowed. */
  free(pointer: Pointer): void {
    if (pointer === 0) return;
    const view = lock(this.arena);
    try {
      unlink(view.u32, blockOf(pointer));
    } finally {
      unlock(view);
    }
  }

  /** Frees everything the region and its children hold, and the children; it can be used again. */
  freeAll(): void {
    withLock(this.arena, () => freeBlocks(this.arena, this.address));
  }

  /** Frees everything and the region itself. */
  release(): void {
    const { arena, address } = this;
    withLock(arena, () => {
      freeBlocks(arena, address);
      leaveParent(arena, address);
      giveBlock(arena.view().u32, blockOf(address));
    });
  }

  /** Ends a child: what it holds is its parent's from now on. */
  dissolve(): void {
    const { arena, address } = this;
    withLock(arena, () => {
      const { u32 } = arena.view();
      const parent = leaveParent(arena, address);
      const first = u32[field(address, HEAD)] as number;
      if (first !== 0) {
        let last = first;
        for (let block = first; block !== 0; block = u32[field(block, REGION_NEXT)] as number) {
          if (u32[field(block, REGION)] !== address) throw heapDamage(`a block of region ${address}`);
          u32[field(block, REGION)] = parent;
          last = block;
        }
        const head = u32[field(parent, HEAD)] as number;
        u32[field(last, REGION_NEXT)] = head;
        if (head !== 0) u32[field(head, REGION_PREVIOUS)] = last;
        u32[field(parent, HEAD)] = first;
        charge(u32, parent >>> 2, u32[field(address, USED)] as number);
      }
      giveBlock(u32, blockOf(address));
    });
  }

  /** What the budget leaves, or what the arena could still grow to. Other threads may take of it at any time. */
  get freeBytes(): number {
    const { u32 } = this.arena.view();
    const budget = u32[field(this.address, BUDGET)] as number;
    const limit = u32[field(budget, LIMIT)] as number;
    const inArena = this.arena.maximumBytes - usedBytes(this.arena);
    return limit === 0 ? inArena : Math.min(inArena, limit - (u32[field(budget, USED)] as number));
  }
}

function record(arena: Arena, words: Readonly<Record<number, number>>): Pointer {
  const block = withLock(arena, () => takeBlock(arena, 4 * RECORD_WORDS));
  if (block === 0) throw new FfqError("MEMORY_LIMIT", "the arena is full", { sqlstate: "53200" });
  const { u32 } = arena.view();
  const address = payloadOf(block);
  for (let word = 0; word < RECORD_WORDS; word++) u32[field(address, word)] = words[word] ?? 0;
  return address;
}

/** Frees the blocks of a region and of all below it, and those regions. The caller holds the lock. */
function freeBlocks(arena: Arena, region: Pointer): void {
  const left = [region];
  for (let one = left.pop(); one !== undefined; one = left.pop()) {
    const { u32 } = arena.view();
    for (let child = u32[field(one, FIRST_CHILD)] as number; child !== 0; ) {
      // Each is met once: a list that does not end is no list.
      if (u32[field(child, PARENT)] !== one) throw heapDamage(`a child of region ${one}`);
      u32[field(child, PARENT)] = 0;
      left.push(child);
      child = u32[field(child, NEXT_SIBLING)] as number;
    }
    for (let head = u32[field(one, HEAD)] as number; head !== 0; head = u32[field(one, HEAD)] as number) {
      if (u32[field(head, REGION)] !== one) throw heapDamage(`a block of region ${one}`);
      unlink(u32, head);
    }
    if (one !== region) giveBlock(u32, blockOf(one));
  }
  arena.view().u32[field(region, FIRST_CHILD)] = 0;
}

/** Takes a region out of its parent's list, if it has one; answers the parent. The caller holds the lock. */
function leaveParent(arena: Arena, region: Pointer): Pointer {
  const { u32 } = arena.view();
  const parent = u32[field(region, PARENT)] as number;
  if (parent === 0) return 0;
  let at = field(parent, FIRST_CHILD);
  while (u32[at] !== region) {
    const sibling = u32[at];
    if (sibling === undefined || u32[field(sibling, PARENT)] !== parent)
      throw heapDamage(`a child of region ${parent}`);
    at = field(sibling, NEXT_SIBLING);
  }
  u32[at] = u32[field(region, NEXT_SIBLING)] as number;
  return parent;
}

/** @param record word index of a region's or a budget's record */
function charge(u32: Uint32Array, record: number, bytes: number): void {
  const used = (u32[record + USED] as number) + bytes;
  u32[record + USED] = used;
  if (used > (u32[record + PEAK] as number)) u32[record + PEAK] = used;
}

function unlink(u32: Uint32Array, block: Pointer): void {
  const header = block >>> 2;
  const region = (u32[header + REGION] as number) >>> 2;
  const budget = (u32[region + BUDGET] as number) >>> 2;
  const size = sizeOf(u32, block);
  u32[region + USED] = (u32[region + USED] as number) - size;
  u32[budget + USED] = (u32[budget + USED] as number) - size;
  const next = u32[header + REGION_NEXT] as number;
  const previous = u32[header + REGION_PREVIOUS] as number;
  if (next !== 0) u32[(next >>> 2) + REGION_PREVIOUS] = previous;
  if (previous !== 0) u32[(previous >>> 2) + REGION_NEXT] = next;
  else u32[region + HEAD] = next;
  giveBlock(u32, block);
}

function memoryLimit(region: Region, bytes: number): FfqError {
  const { u32 } = region.arena.view();
  const budget = u32[field(region.address, BUDGET)] as number;
  const limit = u32[field(budget, LIMIT)] as number;
  const used = u32[field(budget, USED)] as number;
  return new FfqError(
    "MEMORY_LIMIT",
    limit === 0
      ? `the arena is full: ${bytes} bytes more were asked for`
      : `the query needs more than its memory limit of ${limit} bytes (${used} in use, ${bytes} more asked for)`,
    { sqlstate: "53200", hint: "Raise memoryLimit, or select fewer rows or columns." },
  );
}
