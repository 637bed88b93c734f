// The memory in which a thread encodes, and its kernels: values are copied in, what becomes of them is copied out.
// It holds nothing between two columns; what it grew to is kept for the next one, within reason.
import { ENCODE_HEAP_START, type EncodeKernels, encodeKernels } from "../kernel/encode.ts";

const PAGE = 65536;
const ALIGNMENT = 16;
/** Kernels read and write so far past the end of a buffer. */
const PADDING = 64;
/** A memory that grew beyond this is given back after the row group. */
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
    if (missing > 0) this.#memory.grow(Math.ceil(Math.max(missing, this.bytes / 8) / PAGE));
    return address;
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

  i32(address: number, count: number): Int32Array {
    return new Int32Array(this.#memory.buffer, address, count);
  }

  u32(address: number, count: number): Uint32Array {
    return new Uint32Array(this.#memory.buffer, address, count);
  }
}

let ofThread: EncodeSpace | undefined;

/** This thread's, with nothing in it. Whoever uses it is done with it before anyone else's turn comes. */
export function encodeSpace(): EncodeSpace {
  if (ofThread === undefined || ofThread.bytes > KEPT_BYTES) ofThread = new EncodeSpace();
  return ofThread;
}
