// The parts of one batch's sums: 64 bits for each update and group, zero between batches. They are added to the states
// by the kernels that add rows, a part being a row of its group, so that what leaves a state's type is found as ever.
import type { Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import { FfqError } from "../common/error.ts";
import type { IrUpdate } from "../ir/ir.ts";
import { aggregateKernels } from "../kernel/aggregate-kernels.ts";
import { keyKernels } from "../kernel/key.ts";
import { MOST_PARTS, PARTS_STRIDE } from "./call-block.ts";

/** How a sum is kept from batch to batch. */
export type StateUpdate = Exclude<IrUpdate, { state: "part" }>;

/** A sum's elements, and a byte for each that says whether a value came. */
export interface SumAddresses {
  readonly state: Pointer;
  readonly seen: Pointer;
}

/** Who has marked the groups of a batch's rows as seen. */
export type Marked = "by-row" | "not-yet";

export class BatchParts {
  readonly #region: Region;
  readonly #updates: readonly StateUpdate[];
  #address: Pointer = 0;
  /** u32: 0, 1, 2 and so on. */
  #numbers: Pointer = 0;

  constructor(region: Region, updates: readonly StateUpdate[]) {
    this.#region = region;
    this.#updates = updates;
  }

  /** Whether there is room for so many groups. */
  hold(groups: number): boolean {
    return groups <= MOST_PARTS;
  }

  /** Where compiled code adds to them (call-block.ts). @throws FfqError MEMORY_LIMIT */
  get address(): Pointer {
    if (this.#address === 0) this.#address = this.#region.allocateZeroed(this.#updates.length * PARTS_STRIDE);
    return this.#address;
  }

  /** The group of each part; 0 where there is one, which needs no kernels of keys. */
  #groupsOf(groups: number): Pointer {
    if (groups === 1) return 0;
    if (this.#numbers === 0) {
      this.#numbers = this.#region.allocate(4 * MOST_PARTS);
      keyKernels(this.#region.arena).rowNumbers(MOST_PARTS, this.#numbers);
    }
    return this.#numbers;
  }

  /**
   * Adds the parts of the first `groups` groups to the states, and zeroes them. Groups that rows did not mark all have
   * a value.
   * @throws FfqError DATA when a sum leaves its type
   */
  carry(groups: number, sums: readonly SumAddresses[], marked: readonly Marked[]): void {
    const kernels = aggregateKernels(this.#region.arena);
    const numbers = this.#groupsOf(groups);
    for (const [at, update] of this.#updates.entries()) {
      if (update.state === "f64") continue;
      const { state, seen } = sums[at] as SumAddresses;
      const parts = this.#address + at * PARTS_STRIDE;
      const validity = marked[at] === "by-row" ? seen : 0;
      const add = kernels.sum(update.state === "i64" ? "sumI64" : "sumI64Wide");
      const status = add(parts, 0, validity, 0, groups, numbers, state, seen);
      const { sqlstate, message } = update.failure;
      if (status !== 0) throw new FfqError("DATA", message, { sqlstate });
      this.#region.arena.view().f64.fill(0, parts >>> 3, (parts >>> 3) + groups);
    }
  }

  close(): void {
    this.#region.free(this.#address);
    this.#region.free(this.#numbers);
    this.#address = this.#numbers = 0;
  }
}
