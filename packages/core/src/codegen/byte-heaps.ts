// The memory that row functions write new bytes to (texts, digits) while a compiled function runs over a batch:
// one heap per module of the kernel library that it calls. A full heap makes the batch run again with one twice
// as large, so a heap's size settles after the first batches; what a batch made lives until the next one. Heaps that would
// take much of what is free stay as they are: whoever can takes the batch in parts then.
import type { Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import type { ModuleControls } from "../kernel/library.ts";

/** Heaps of one user grow to this part of what is free: there are others, on other threads too, and who takes what they hold. */
const PART_OF_FREE = 16;

interface Heap {
  readonly start: Pointer;
  readonly bytes: number;
}

/** The heaps of one user of compiled code. Nothing is taken before a function that calls a module runs. */
export class ByteHeaps {
  readonly #region: Region;
  readonly #firstBytes: number;
  readonly #heaps = new Map<string, Heap>();

  constructor(region: Region, batchRows: number) {
    this.#region = region;
    this.#firstBytes = 4096 + batchRows * 8;
  }

  /** Opens the whole of each module's heap. */
  give(modules: ReadonlyMap<string, ModuleControls>): void {
    for (const [name, module] of modules) {
      let heap = this.#heaps.get(name);
      if (heap === undefined) {
        heap = { start: this.#region.allocate(this.#firstBytes), bytes: this.#firstBytes };
        this.#heaps.set(name, heap);
      }
      module.setHeap(heap.start, heap.start + heap.bytes);
    }
  }

  /** Whether heaps that `grow` would leave are a small part of what is free. */
  get mayGrow(): boolean {
    let held = 0;
    for (const { bytes } of this.#heaps.values()) held += bytes;
    return PART_OF_FREE * (2 * held) <= this.#region.freeBytes + held;
  }

  /** Replaces the heap that was exhausted (it is not said which: all of them) by a larger one. */
  grow(modules: ReadonlyMap<string, ModuleControls>): void {
    for (const name of modules.keys()) {
      const heap = this.#heaps.get(name);
      if (heap === undefined) continue;
      this.#heaps.delete(name);
      this.#region.free(heap.start);
      const bytes = heap.bytes * 2;
      this.#heaps.set(name, { start: this.#region.allocate(bytes), bytes });
    }
  }

  close(): void {
    for (const { start } of this.#heaps.values()) this.#region.free(start);
    this.#heaps.clear();
  }
}
