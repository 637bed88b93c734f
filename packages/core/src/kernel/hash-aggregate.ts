// Aggregate states: one element per group, updated by whole batches. Which function of SQL uses which kind is
// the caller's business (avg is a sum and a count); an overflow is answered, not thrown, since only the caller
// knows the type's name.

import type { Pointer } from "../arena/arena.ts";
import { fillBytes } from "../arena/bulk-memory.ts";
import type { Region } from "../arena/region.ts";
import { FfqError } from "../common/error.ts";
import { type AggregateKernels, aggregateKernels } from "./aggregate-kernels.ts";
import {
  type AggregateKind,
  aggregateStorage,
  isCount,
  isPick,
  mergeOfSum,
  type PickAggregate,
  type PickKind,
  type SumKind,
  stateWidth,
} from "./aggregate-kind.ts";
import { type ConcatKernel, type PickKernel, powerOfTwo } from "./hash.ts";

export { type AggregateKind, aggregateStorage, type PickKind, type SumKind } from "./aggregate-kind.ts";

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

type ConcatAggregate = Extract<AggregateKind, { readonly kind: "concat" }>;
type SketchAggregate = Extract<AggregateKind, { readonly kind: "sketch" }>;

const pickCodes: Readonly<Record<PickKind, number>> = { min: 0, max: 1, first: 2, bitAnd: 3, bitOr: 4, bitXor: 5 };
const FIRST_CHUNK = 4096;
/** The status of a full heap. */
const NO_ROOM = -1;

function valuesOf(data: Pointer, seen: Pointer): AggregateInput {
  return { data, index: 0, validity: seen };
}

export class AggregateState {
  readonly region: Region;
  readonly aggregate: AggregateKind;
  readonly #kernels: AggregateKernels;
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
    this.#kernels = aggregateKernels(region.arena);
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
    const { arena } = this.region;
    fillBytes(arena, 0, this.#state + before * width, this.#state + capacity * width);
    fillBytes(arena, 0, this.#seen + before, this.#seen + capacity);
    this.#capacity = capacity;
  }

  /** Notes that the groups [from, to) have taken a value: for who updates the state without these kernels. */
  markSeen(from: number, to: number): void {
    fillBytes(this.region.arena, 1, this.#seen + from, this.#seen + to);
  }

  /** Takes a batch; every group of it has been reserved. False: a sum left the range of its type. */
  update(input: AggregateInput, rows: AggregateRows): boolean {
    const { aggregate } = this;
    if (isPick(aggregate)) {
      this.#pick(aggregate, input, rows);
      return true;
    }
    if (aggregate.kind === "concat") {
      this.#concat(this.#concatKernel(aggregate.width), input, rows);
      return true;
    }
    if (aggregate.kind === "sketch") {
      this.#concat(this.#sketchKernel(aggregate), input, rows);
      return true;
    }
    if (aggregate.kind === "countRows" || (aggregate.kind === "count" && input.validity === 0)) {
      this.#kernels.hash.countRows(rows.list, rows.rows, rows.groups, this.#state);
      return true;
    }
    if (aggregate.kind === "count") {
      this.#kernels.hash.countValid(input.index, input.validity, rows.list, rows.rows, rows.groups, this.#state);
      return true;
    }
    return this.#sum(aggregate.kind, input, rows);
  }

  /** Takes the first `groups` groups of another state; its group g is this one's remap[g] (u32), or g's 0. */
  merge(other: AggregateStateData, groups: number, remap: Pointer): boolean {
    const { aggregate } = this;
    const rows: AggregateRows = { rows: groups, list: 0, groups: remap };
    if (isCount(aggregate)) {
      return this.#sum("sumI64", { data: other.state, index: 0, validity: 0 }, rows);
    }
    if (aggregateStorage(aggregate) !== "ref") return this.#take(aggregate, valuesOf(other.state, other.seen), rows);
    const refs = this.region.allocate(8 * groups);
    try {
      this.#kernels.hash.refsOf(other.state, groups, refs);
      return this.#take(aggregate, valuesOf(refs, other.seen), rows);
    } finally {
      this.region.free(refs);
    }
  }

  /**
   * Takes running values of another state of this aggregate, as a column (of ref states: writeRefs), with `seen` as its
   * validity.
   */
  takeValues(input: AggregateInput, rows: AggregateRows): boolean {
    const { aggregate } = this;
    if (isCount(aggregate)) {
      return this.#sum("sumI64", input, rows);
    }
    return this.#take(aggregate, input, rows);
  }

  /** Takes running values: sums are added, the others picked from. */
  #take(
    aggregate: PickAggregate | { readonly kind: SumKind } | ConcatAggregate | SketchAggregate,
    input: AggregateInput,
    rows: AggregateRows,
  ): boolean {
    if (isPick(aggregate)) this.#pick(aggregate, input, rows);
    else if (aggregate.kind === "concat") this.#concat(this.#kernels.hash.concatRefs, input, rows);
    else if (aggregate.kind === "sketch") {
      this.#concat(this.#sketchKernel({ ...aggregate, takes: "states" }), input, rows);
    } else return this.#sum(mergeOfSum(aggregate.kind), input, rows);
    return true;
  }

  /** Of a ref state: the refs of groups 0..groups-1, into this state's memory, which they do not outlive. */
  writeRefs(groups: number, out: Pointer): void {
    this.#kernels.hash.refsOf(this.#state, groups, out);
  }

  /** Frees the state's memory. */
  release(): void {
    for (const pointer of [this.#state, this.#seen, ...this.#chunks]) this.region.free(pointer);
    this.#chunks = [];
    this.#state = this.#seen = this.#capacity = this.#heapTop = this.#heapEnd = 0;
  }

  #sum(kind: SumKind, input: AggregateInput, rows: AggregateRows): boolean {
    if (kind === "sumNumeric") return this.#sumNumeric(input, rows);
    const kernel = this.#kernels.sum(kind);
    return (
      kernel(input.data, input.index, input.validity, rows.list, rows.rows, rows.groups, this.#state, this.#seen) === 0
    );
  }

  /** The sums' digits go to this state's heap, which a batch may exhaust several times. */
  #sumNumeric(input: AggregateInput, rows: AggregateRows): boolean {
    const { numeric } = this.#kernels;
    let start = 0;
    for (;;) {
      numeric.setHeap(this.#heapTop, this.#heapEnd);
      const status = numeric.sumNumerics(
        input.data,
        input.index,
        input.validity,
        rows.list,
        start,
        rows.rows,
        rows.groups,
        this.#state,
        this.#seen,
      );
      this.#heapTop = numeric.getHeapNext() >>> 0;
      if (status === 0) return true;
      if (status !== NO_ROOM) return false;
      start = numeric.numericRowsTaken();
      // Chunks grow, so that a sum of any size finds room at last.
      this.#addChunk(this.#nextChunk);
    }
  }

  /** The bytes go to this state's heap, which a batch may exhaust several times. @throws FfqError 54000 */
  #concat(kernel: ConcatKernel, input: AggregateInput, rows: AggregateRows): void {
    const { region } = this;
    const cursor = region.allocateZeroed(16);
    const at = cursor >>> 2;
    try {
      for (;;) {
        region.arena.view().u32.set([this.#heapTop, this.#heapEnd], at + 1);
        const { data, index, validity } = input;
        const { list, rows: count, groups } = rows;
        const status = kernel(data, index, validity, list, count, groups, this.#state, this.#seen, cursor);
        const { u32 } = region.arena.view();
        this.#heapTop = u32[at + 1] as number;
        if (status === 0) return;
        if (status !== NO_ROOM) {
          const message = "the values of a group have more than 1073741823 bytes";
          throw new FfqError("DATA", message, { sqlstate: "54000" });
        }
        this.#addChunk(u32[at + 3] as number);
      }
    } finally {
      region.free(cursor);
    }
  }

  #concatKernel(width: ConcatAggregate["width"]): ConcatKernel {
    const { concat1, concat4, concat8, concat16, concatRefs } = this.#kernels.hash;
    switch (width) {
      case "ref":
        return concatRefs;
      case 1:
        return concat1;
      case 4:
        return concat4;
      case 8:
        return concat8;
      case 16:
        return concat16;
    }
  }

  #sketchKernel({ of, takes }: SketchAggregate): ConcatKernel {
    const { distinctOfHashes, distinctOfStates, histogramOfDoubles, histogramOfStates } = this.#kernels.hash;
    if (of === "distinct") return takes === "values" ? distinctOfHashes : distinctOfStates;
    return takes === "values" ? histogramOfDoubles : histogramOfStates;
  }

  #pick(aggregate: PickAggregate, input: AggregateInput, rows: AggregateRows): void {
    const kernel = this.#pickKernel(aggregate);
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
    const bytes = this.#kernels.hash.refsToKeep(list, scope, rows.groups, this.#state, this.#seen);
    if (bytes > this.#heapEnd - this.#heapTop) this.#addChunk(bytes);
    this.#kernels.hash.refsKeep(list, scope, rows.groups, this.#state, this.#seen, this.#heapTop);
    this.#heapTop += bytes;
  }

  #pickKernel({ kind, storage, order }: PickAggregate): PickKernel {
    // The first value needs no order.
    return order === undefined || kind === "first" ? this.#kernels.pickOf(storage) : this.#kernels.pickBy(order);
  }

  #addChunk(bytes: number): void {
    const size = Math.max(bytes, this.#nextChunk);
    this.#heapTop = this.region.allocate(size);
    this.#heapEnd = this.#heapTop + size;
    this.#chunks.push(this.#heapTop);
    this.#nextChunk = Math.min(2 * this.#nextChunk, 1 << 24);
  }
}
