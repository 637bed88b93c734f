// Where the parts of a leaving batch are copied to: a buffer outside of the arena, or a block in it. Places are counted from
// where the batch begins.

import type { Arena, Pointer } from "../arena/arena.ts";
import { copyBytes } from "../arena/bulk-memory.ts";
import { columnKernels } from "../kernel/column.ts";

export interface BatchCopy {
  copy(from: Pointer, bytes: number, to: number): void;
  /** A byte per row (0 or 1) to a bit per row. */
  packBits(from: Pointer, rows: number, to: number): void;
}

export class BufferCopy implements BatchCopy {
  readonly #arena: Arena;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #packed: Pointer;

  /** @param packed room in the arena for the bits of a column */
  constructor(arena: Arena, buffer: ArrayBuffer, packed: Pointer) {
    this.#arena = arena;
    this.#bytes = new Uint8Array(buffer);
    this.#packed = packed;
  }

  copy(from: Pointer, bytes: number, to: number): void {
    if (bytes > 0) this.#bytes.set(this.#arena.view().u8.subarray(from, from + bytes), to);
  }

  packBits(from: Pointer, rows: number, to: number): void {
    columnKernels(this.#arena).packBits(from, this.#packed, rows);
    this.copy(this.#packed, Math.ceil(rows / 8), to);
  }
}

export class ArenaCopy implements BatchCopy {
  readonly #arena: Arena;
  readonly #block: Pointer;

  constructor(arena: Arena, block: Pointer) {
    this.#arena = arena;
    this.#block = block;
  }

  copy(from: Pointer, bytes: number, to: number): void {
    copyBytes(this.#arena, this.#block + to, from, bytes);
  }

  packBits(from: Pointer, rows: number, to: number): void {
    columnKernels(this.#arena).packBits(from, this.#block + to, rows);
  }
}
