// A WebAssembly memory of one thread in which buffers lie one behind the other and are given back together: what a writer works
// on outside of the arena. V8 counts its bytes once, however often they are used again; ArrayBuffers of that size make it collect
// garbage.
import { FfqError } from "../common/error.ts";

const PAGE = 65536;
const ALIGNMENT = 16;
/** Kernels read and write so far past the end of a buffer. */
const PADDING = 64;

export class BumpMemory {
  readonly #memory: WebAssembly.Memory = new WebAssembly.Memory({ initial: 32 });
  readonly #start: number;
  #next: number;

  /** Buffers begin at `start`. */
  constructor(start: number) {
    this.#start = start;
    this.#next = start;
  }

  protected get memory(): WebAssembly.Memory {
    return this.#memory;
  }

  get bytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /** Gives all buffers back, or those from `address` on. */
  reset(address: number = this.#start): void {
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

  i32(address: number, count: number): Int32Array<ArrayBuffer> {
    return new Int32Array(this.#memory.buffer as ArrayBuffer, address, count);
  }

  u32(address: number, count: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.#memory.buffer as ArrayBuffer, address, count);
  }
}
