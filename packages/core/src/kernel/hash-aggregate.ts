// Aggregate states: one element per group, updated by whole batches. Which function of SQL uses which kind is
// the caller's business (avg is a sum and a count); an overflow is answered, not thrown, since only the caller
// knows the type's name.
import type { Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import type { Storage } from "../type/storage.ts";
import { type HashKernels, hashKernels, type PickKernel, powerOfTwo, type SumKernel } from "./hash.ts";

/** "sumI64Wide" sums i64 into an i128 state, "sumF32Wide" f32 into f64. */
export type SumKind =
  | "sumI32"
  | "sumI64"
  | "sumI32Wide"
  | "sumI64Wide"
  | "sumI128"
  | "sumF32"
  | "sumF32Wide"
  | "sumF64";
export type PickKind = "min" | "max" | "first";

/** What a state computes. Bool and/or are the min and max of u8. */
export type AggregateKind =
  | { readonly kind: "countRows" }
  | { readonly kind: "count" }
  | { readonly kind: SumKind }
  | { readonly kind: PickKind; readonly storage: Storage };

/** A column of values: the addresses of a Vector. */
export interface AggregateInput {
  readonly data: Pointer;
  readonly index: Pointer;
  readonly validity: Pointer;
}

/** Which rows an update takes, and the group of each. */
export interface AggregateRows {
  /** How many rows, or entries of `list`. */
  readonly rows: number;
  /** u32 row numbers to take, 0 = all; see HashKernels.rowsOfTrue for a FILTER. */
  readonly list: Pointer;
  /** u32 group id per row (not per entry of `list`), 0 = all rows belong to group 0. */
  readonly groups: Pointer;
}

/** An aggregate state as plain data. */
export interface AggregateStateData {
  readonly aggregate: AggregateKind;
  readonly state: Pointer;
  readonly seen: Pointer;
  readonly capacity: number;
  /** Of ref states: the free part of the newest heap chunk. */
  readonly heapTop: Pointer;
  readonly heapEnd: Pointer;
  readonly chunks: readonly Pointer[];
}

const sums: Readonly<Record<SumKind, { readonly output: Storage; readonly width: number; readonly merge: SumKind }>> = {
  sumI32: { output: "i64", width: 8, merge: "sumI64" },
  sumI64: { output: "i64", width: 8, merge: "sumI64" },
  sumI32Wide: { output: "i128", width: 16, merge: "sumI128" },
  sumI64Wide: { output: "i128", width: 16, merge: "sumI128" },
  sumI128: { output: "i128", width: 16, merge: "sumI128" },
  sumF32: { output: "f32", width: 4, merge: "sumF32" },
  sumF32Wide: { output: "f64", width: 8, merge: "sumF64" },
  sumF64: { output: "f64", width: 8, merge: "sumF64" },
};
const pickWidths: Readonly<Record<Storage, number>> = { u8: 1, i32: 4, i64: 8, f32: 4, f64: 8, i128: 16, ref: 16 };
const pickCodes: Readonly<Record<PickKind, number>> = { min: 0, max: 1, first: 2 };
const FIRST_CHUNK = 4096;

function isPick(aggregate: AggregateKind): aggregate is { readonly kind: PickKind; readonly storage: Storage } {
  return "storage" in aggregate;
}

function stateWidth(aggregate: AggregateKind): number {
  if (isPick(aggregate)) return pickWidths[aggregate.storage];
  return aggregate.kind === "countRows" || aggregate.kind === "count" ? 8 : sums[aggregate.kind].width;
}

/** How an aggregate's results lie in memory. */
export function aggregateStorage(aggregate: AggregateKind): Storage {
  if (isPick(aggregate)) return aggregate.storage;
  return aggregate.kind === "countRows" || aggregate.kind === "count" ? "i64" : sums[aggregate.kind].output;
}

export class AggregateState {
  readonly region: Region;
  readonly aggregate: AggregateKind;
  readonly #kernels: HashKernels;
  #state: Pointer = 0;
  #seen: Pointer = 0;
  #capacity = 0;
  #heapTop: Pointer = 0;
  #heapEnd: Pointer = 0;
  #chunks: Pointer[] = [];
  #nextChunk = FIRST_CHUNK;

  private constructor(region: Region, aggregate: AggregateKind) {
    this.region = region;
    this.aggregate = aggregate;
    this.#kernels = hashKernels(region.arena);
  }

  /** A state of no groups; reserve() before the first update. */
  static create(region: Region, aggregate: AggregateKind): AggregateState {
    return new AggregateState(region, aggregate);
  }

  static attach(region: Region, data: AggregateStateData): AggregateState {
    const state = new AggregateState(region, data.aggregate);
    state.#state = data.state;
    state.#seen = data.seen;
    state.#capacity = data.capacity;
    state.#heapTop = data.heapTop;
    state.#heapEnd = data.heapEnd;
    state.#chunks = [...data.chunks];
    return state;
  }

  toData(): AggregateStateData {
    return {
      aggregate: this.aggregate,
      state: this.#state,
      seen: this.#seen,
      capacity: this.#capacity,
      heapTop: this.#heapTop,
      heapEnd: this.#heapEnd,
      chunks: [...this.#chunks],
    };
  }

  /** Address of a byte per group: 1 when a value was taken. Counts need none: they are never NULL. */
  get seen(): Pointer {
    return this.#seen;
  }

  /** Address of the results, laid out as aggregateStorage says; ref states give theirs by writeRefs. */
  get state(): Pointer {
    return this.#state;
  }

  /** Makes room for groups 0..groups-1; new ones are empty. @throws FfqError MEMORY_LIMIT */
  reserve(groups: number): void {
    if (groups <= this.#capacity) return;
    const capacity = powerOfTwo(Math.max(16, groups));
    const width = stateWidth(this.aggregate);
    const before = this.#capacity;
    this.#state = this.region.reallocate(this.#state, before * width, capacity * width);
    this.#seen = this.region.reallocate(this.#seen, before, capacity);
    const { u8 } = this.region.arena.view();
    u8.fill(0, this.#state + before * width, this.#state + capacity * width);
    u8.fill(0, this.#seen + before, this.#seen + capacity);
    this.#capacity = capacity;
  }

  /** Takes a batch; every group of it has been reserved. False: a sum left the range of its type. */
  update(input: AggregateInput, rows: AggregateRows): boolean {
    const { aggregate } = this;
    if (isPick(aggregate)) {
      this.#pick(aggregate, input, rows);
      return true;
    }
    if (aggregate.kind === "countRows" || (aggregate.kind === "count" && input.validity === 0)) {
      this.#kernels.countRows(rows.list, rows.rows, rows.groups, this.#state);
      return true;
    }
    if (aggregate.kind === "count") {
      this.#kernels.countValid(input.index, input.validity, rows.list, rows.rows, rows.groups, this.#state);
      return true;
    }
    return this.#sum(aggregate.kind, input, rows);
  }

  /** Takes the first `groups` groups of another state; its group g is this one's remap[g] (u32), or g's 0. */
  merge(other: AggregateStateData, groups: number, remap: Pointer): boolean {
    const { aggregate } = this;
    const rows: AggregateRows = { rows: groups, list: 0, groups: remap };
    if (isPick(aggregate)) {
      if (aggregate.storage !== "ref") {
        this.#pick(aggregate, { data: other.state, index: 0, validity: other.seen }, rows);
        return true;
      }
      const refs = this.region.allocate(8 * groups);
      try {
        this.#kernels.refsOf(other.state, groups, refs);
        this.#pick(aggregate, { data: refs, index: 0, validity: other.seen }, rows);
      } finally {
        this.region.free(refs);
      }
      return true;
    }
    if (aggregate.kind === "countRows" || aggregate.kind === "count") {
      return this.#sum("sumI64", { data: other.state, index: 0, validity: 0 }, rows);
    }
    return this.#sum(sums[aggregate.kind].merge, { data: other.state, index: 0, validity: other.seen }, rows);
  }

  /** Of a ref state: the refs of groups 0..groups-1, into this state's memory, which they do not outlive. */
  writeRefs(groups: number, out: Pointer): void {
    this.#kernels.refsOf(this.#state, groups, out);
  }

  /** Frees the state's memory. */
  release(): void {
    for (const pointer of [this.#state, this.#seen, ...this.#chunks]) this.region.free(pointer);
    this.#chunks = [];
    this.#state = this.#seen = this.#capacity = this.#heapTop = this.#heapEnd = 0;
  }

  #sum(kind: SumKind, input: AggregateInput, rows: AggregateRows): boolean {
    const kernel: SumKernel = this.#kernels[kind];
    return (
      kernel(input.data, input.index, input.validity, rows.list, rows.rows, rows.groups, this.#state, this.#seen) === 0
    );
  }

  #pick(
    aggregate: { readonly kind: PickKind; readonly storage: Storage },
    input: AggregateInput,
    rows: AggregateRows,
  ): void {
    const kernel = this.#pickKernel(aggregate.storage);
    kernel(
      input.data,
      input.index,
      input.validity,
      rows.list,
      rows.rows,
      rows.groups,
      this.#state,
      this.#seen,
      pickCodes[aggregate.kind],
    );
    if (aggregate.storage !== "ref") return;
    // The refs point into the batch now: copy what stays before the batch goes.
    const scope = rows.groups === 0 ? Math.min(rows.rows, 1) : rows.rows;
    const list = rows.groups === 0 ? 0 : rows.list;
    const bytes = this.#kernels.refsToKeep(list, scope, rows.groups, this.#state, this.#seen) >>> 0;
    if (bytes > this.#heapEnd - this.#heapTop) this.#addChunk(bytes);
    this.#kernels.refsKeep(list, scope, rows.groups, this.#state, this.#seen, this.#heapTop);
    this.#heapTop += bytes;
  }

  #pickKernel(storage: Storage): PickKernel {
    const kernels = this.#kernels;
    switch (storage) {
      case "u8":
        return kernels.pickU8;
      case "i32":
        return kernels.pickI32;
      case "i64":
        return kernels.pickI64;
      case "f32":
        return kernels.pickF32;
      case "f64":
        return kernels.pickF64;
      case "i128":
        return kernels.pickI128;
      case "ref":
        return kernels.pickRefs;
    }
  }

  #addChunk(bytes: number): void {
    const size = Math.max(bytes, this.#nextChunk);
    this.#heapTop = this.region.allocate(size);
    this.#heapEnd = this.#heapTop + size;
    this.#chunks.push(this.#heapTop);
    this.#nextChunk = Math.min(2 * this.#nextChunk, 1 << 24);
  }
}
