// The memory in which a thread encodes, and its kernels: values are copied in, what becomes of them is copied out.
// What one grew to is kept for the next work of its thread, within reason.
import { FfqError } from "../common/error.ts";
import { ENCODE_HEAP_START, type EncodeKernels, encodeKernels } from "../kernel/encode.ts";

const PAGE = 65536;
const ALIGNMENT = 16;
/** Kernels read and write so far past the end of a buffer. */
const PADDING = 64;
/** Memories that come to more than this are not kept. */
const KEPT_BYTES = 256 * 1024 * 1024;

export class EncodeSpace {
  readonly kernels: EncodeKernels;
  readonly #memory: WebAssembly.Memory;
  #next = ENCODE_HEAP_START;

  constructor() {
    this.#memory = new WebAssembly.Memory({ initial: 32 });
    this.kernels = encodeKernels(this.#memory);
  }

  get bytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /** Gives all buffers back, or those from `address` on. */
  reset(address: number = ENCODE_HEAP_START): void {
    this.#next = address;
  }

  /** Where the next buffer will begin: to `reset` to. */
  get mark(): number {
    return this.#next;
  }

  /** A buffer. Views that were taken before are no longer good. */
  allocate(bytes: number): number {
    const address = this.#next;
    this.#next = Math.ceil((address + bytes + PADDING) / ALIGNMENT) * ALIGNMENT;
    const missing = this.#next - this.bytes;
    // Grown by an eighth at least: memory that is grown often is copied often.
    if (missing > 0) this.#grow(missing, this.bytes / 8);
    return address;
  }

  #grow(missing: number, wanted: number): void {
    try {
      this.#memory.grow(Math.ceil(Math.max(missing, wanted) / PAGE));
    } catch (thrown) {
      const facts = { sqlstate: "53200", hint: "Write smaller row groups." };
      throw new FfqError("MEMORY_LIMIT", "a row group does not fit into memory", facts, thrown);
    }
  }

  /** A buffer of zeros. */
  allocateZeroed(bytes: number): number {
    const address = this.allocate(bytes);
    this.u8(address, bytes).fill(0);
    return address;
  }

  u8(address: number, bytes: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#memory.buffer as ArrayBuffer, address, bytes);
  }

  copy(from: number, bytes: number, to: number): void {
    new Uint8Array(this.#memory.buffer).copyWithin(to, from, from + bytes);
  }

  i16(address: number, count: number): Int16Array {
    return new Int16Array(this.#memory.buffer, address, count);
  }

  i32(address: number, count: number): Int32Array {
    return new Int32Array(this.#memory.buffer, address, count);
  }

  u32(address: number, count: number): Uint32Array {
    return new Uint32Array(this.#memory.buffer, address, count);
  }
}

/** This thread's that nobody has. */
const free: EncodeSpace[] = [];

/** One with nothing in it, for whoever gives it back. */
export function takeSpace(): EncodeSpace {
  const space = free.pop() ?? new EncodeSpace();
  space.reset();
  return space;
}

/** It must not be used any more. */
export function giveBackSpace(space: EncodeSpace): void {
  const kept = free.reduce((sum, { bytes }) => sum + bytes, space.bytes);
  if (kept <= KEPT_BYTES) free.push(space);
}
