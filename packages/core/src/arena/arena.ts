// A memory of the engine (memories.ts has all of them): a WebAssembly.Memory that kernels, emitted code and typed-array
// views share, with its allocator's state inside it, so every thread that holds the Memory sees the same heap.
//
// The rule: a view is taken with `view()` where it is used and never kept across anything that may allocate
// (growth of an unshared memory detaches every older view; growth of a shared one leaves older views short).
//
// Address map: 0..1023 never used, so 0 is "no pointer"; 1024..8191 arena header (layout.ts); 8 KiB..HEAP_START
// static data of the kernel modules; from there the heap.
import { FfqError } from "../common/error.ts";
import { formatHeap } from "./allocator.ts";
import { HEADER, HEAP_START, INITIAL_PAGES, PAGE } from "./layout.ts";

/** Word of the header that says how large the memory is. */
const PAGES = HEADER.pages >> 2;

/** A byte address inside the arena; 0 is no address. */
export type Pointer = number;

/** Typed-array views of the whole memory. Indexes are byte addresses divided by the element width. */
export interface ArenaView {
  readonly buffer: ArrayBufferLike;
  readonly u8: Uint8Array;
  readonly i32: Int32Array;
  readonly u32: Uint32Array;
  readonly i64: BigInt64Array;
  readonly u64: BigUint64Array;
  readonly f32: Float32Array;
  readonly f64: Float64Array;
}

export interface ArenaOptions {
  /** Shared between threads (needs cross-origin isolation on web pages). Default true. */
  readonly shared?: boolean;
  /** The most bytes the memory may ever have, at most 4 GiB. Default 4 GiB. */
  readonly maximumBytes?: number;
  /** Bytes at the start. Default 16 MiB. */
  readonly initialBytes?: number;
  /** Which of its engine's memories it is. Default 0. */
  readonly number?: number;
}

export class Arena {
  readonly memory: WebAssembly.Memory;
  readonly shared: boolean;
  /** Which of its engine's memories it is: the same on every thread. */
  readonly number: number;
  #view: ArenaView & { readonly pages: number };
  #isLent = false;
  #isDamaged = false;

  private constructor(memory: WebAssembly.Memory, shared: boolean, number: number) {
    this.memory = memory;
    this.shared = shared;
    this.number = number;
    this.#view = viewsOf(memory.buffer);
  }

  /** A new, formatted arena. @throws FfqError CONFIG when the host cannot provide the memory */
  static create(options: ArenaOptions = {}): Arena {
    const shared = options.shared ?? true;
    const maximum = Math.ceil((options.maximumBytes ?? 65536 * PAGE) / PAGE);
    const initial = Math.min(
      maximum,
      Math.max(
        options.initialBytes === undefined ? INITIAL_PAGES : Math.ceil(options.initialBytes / PAGE),
        HEAP_START / PAGE + 1,
      ),
    );
    let memory: WebAssembly.Memory;
    try {
      memory = new WebAssembly.Memory({ initial, maximum, shared });
    } catch (thrown) {
      throw new FfqError(
        "CONFIG",
        `cannot reserve ${maximum * PAGE} bytes of memory`,
        { hint: "Lower arenaBytes." },
        thrown,
      );
    }
    const arena = new Arena(memory, shared, options.number ?? 0);
    const { i32 } = arena.#view;
    i32[HEADER.pages >> 2] = initial;
    i32[HEADER.maximumPages >> 2] = maximum;
    formatHeap(arena);
    return arena;
  }

  /** The arena that another thread created. */
  static attach(memory: WebAssembly.Memory, number = 0): Arena {
    return new Arena(memory, !(memory.buffer instanceof ArrayBuffer), number);
  }

  /** The memory for another thread, which attaches to it. */
  lend(): WebAssembly.Memory {
    this.#isLent = true;
    return this.memory;
  }

  /** Its bytes are not trusted any more: on this thread nothing is allocated in it, and nothing freed. */
  markDamaged(): void {
    this.#isDamaged = true;
  }

  get isDamaged(): boolean {
    return this.#isDamaged;
  }

  /** Another thread has or had it. */
  get isLent(): boolean {
    return this.#isLent;
  }

  /** Views that cover every address allocated so far. Take them anew after anything that may allocate. */
  view(): ArenaView {
    const view = this.#view;
    // Whoever has an address from another thread has heard from it since that thread wrote the pages: a plain read does, and
    // this is asked for thousands of times a query. A detached view has no word there.
    if (view.i32[PAGES] === view.pages) return view;
    // Another thread grew the memory, or this one did: grow(0) refreshes this thread's buffer object.
    if (this.shared) this.memory.grow(0);
    this.#view = viewsOf(this.memory.buffer);
    return this.#view;
  }

  /** What the memory may grow to. */
  get maximumBytes(): number {
    return (this.view().i32[HEADER.maximumPages >> 2] as number) * PAGE;
  }

  /** Adds pages; false when the maximum is reached or the host refuses. The caller holds the heap's lock. */
  grow(pages: number): boolean {
    const { i32 } = this.view();
    const before = Atomics.load(i32, HEADER.pages >> 2);
    if (before + pages > (i32[HEADER.maximumPages >> 2] as number)) return false;
    try {
      this.memory.grow(pages);
    } catch {
      return false; // The host's refusal is an expected answer: the allocation then reports MEMORY_LIMIT.
    }
    this.#view = viewsOf(this.memory.buffer);
    Atomics.store(this.#view.i32, HEADER.pages >> 2, before + pages);
    return true;
  }
}

function viewsOf(buffer: ArrayBufferLike): ArenaView & { readonly pages: number } {
  return {
    buffer,
    pages: buffer.byteLength / PAGE,
    u8: new Uint8Array(buffer),
    i32: new Int32Array(buffer),
    u32: new Uint32Array(buffer),
    i64: new BigInt64Array(buffer),
    u64: new BigUint64Array(buffer),
    f32: new Float32Array(buffer),
    f64: new Float64Array(buffer),
  };
}
