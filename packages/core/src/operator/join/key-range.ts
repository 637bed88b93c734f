// The least and the greatest value of each key of a join's build side, for keys that are integers in memory:
// rows and row groups of the probe side that lie outside match nothing, so its scan may leave them out.
import type { Pointer } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import type { Vector } from "../../column/vector.ts";
import { joinKernels } from "../../kernel/join.ts";

/** Inclusive, in the units of the key's storage (type/storage.ts). Least > greatest: no value but NULL. */
export interface KeyRange {
  readonly least: bigint;
  readonly greatest: bigint;
}

/** Of several parts of a build side. */
export function joinRanges(parts: readonly (readonly (KeyRange | undefined)[])[]): readonly (KeyRange | undefined)[] {
  const [first = []] = parts;
  return first.map((_, key) => {
    const ranges = parts.map((part) => part[key]);
    return ranges.reduce((left, right) => {
      if (left === undefined || right === undefined) return undefined;
      return {
        least: left.least < right.least ? left.least : right.least,
        greatest: left.greatest > right.greatest ? left.greatest : right.greatest,
      };
    });
  });
}

const LEAST = -(2n ** 63n);
const GREATEST = 2n ** 63n - 1n;

/** Watches key columns pass by. */
export class KeyRanges {
  readonly #region: Region;
  readonly #ranges: (Pointer | undefined)[] = [];

  constructor(region: Region) {
    this.#region = region;
  }

  add(keys: readonly Vector[], rows: number): void {
    const kernels = joinKernels(this.#region.arena);
    for (const [at, { storage, data, index, validity }] of keys.entries()) {
      if (storage === "i32") kernels.joinRangeI32(data, index, validity, rows, this.#rangeOf(at));
      else if (storage === "i64") kernels.joinRangeI64(data, index, validity, rows, this.#rangeOf(at));
    }
  }

  /** By key; undefined where the range is not known. Frees the memory. */
  finish(keys: number): readonly (KeyRange | undefined)[] {
    const { i64 } = this.#region.arena.view();
    const found = Array.from({ length: keys }, (_, at): KeyRange | undefined => {
      const range = this.#ranges[at];
      if (range === undefined) return undefined;
      return { least: i64[range >>> 3] as bigint, greatest: i64[(range >>> 3) + 1] as bigint };
    });
    for (const range of this.#ranges) this.#region.free(range ?? 0);
    return found;
  }

  #rangeOf(at: number): Pointer {
    let range = this.#ranges[at];
    if (range === undefined) {
      range = this.#region.allocate(16);
      this.#region.arena.view().i64.set([GREATEST, LEAST], range >>> 3);
      this.#ranges[at] = range;
    }
    return range;
  }
}
