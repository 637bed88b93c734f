// A scan's rows whose value of a column lies in the task's range (catalog/scan-ranges.ts). Each row passes in exactly one
// task, whatever statistics say: it is tested here. Of a sorted table nearly every batch lies in the range as a whole,
// which its least and greatest value show. Where one does not, the rows that are left out are another task's, which has
// read them only if the row group's statistics are true: then those are checked, too.

import type { Arena, Pointer } from "../arena/arena.ts";
import type { Morsel } from "../catalog/table-provider.ts";
import { Predicate } from "../codegen/predicate.ts";
import type { Batch, Vector } from "../column/vector.ts";
import { internal } from "../common/error.ts";
import { isClaimTrue, untrueStatistics } from "../format/parquet/claimed-values.ts";
import type { ParquetFileShape, ParquetMorsel } from "../format/parquet/parquet-table.ts";
import { PARQUET } from "../format/parquet/parquet-table.ts";
import { joinKernels } from "../kernel/join.ts";
import { resultKernels } from "../kernel/result.ts";
import { type BatchSource, IDLE_BATCHES, type TaskContext } from "./operator.ts";
import type { RowRange } from "./pipeline-spec.ts";

/** What a batch's column holds. Least > greatest: nothing but NULL. */
interface Held {
  readonly least: bigint;
  readonly greatest: bigint;
  readonly hasNulls: boolean;
}

export function createRangeScan(context: TaskContext, rows: BatchSource, range: RowRange, morsel: Morsel): BatchSource {
  const scan = new RangeScan(context, rows, range, morsel);
  return { next: () => scan.next(), close: () => scan.close() };
}

class RangeScan {
  readonly #context: TaskContext;
  readonly #rows: BatchSource;
  readonly #range: RowRange;
  readonly #morsel: Morsel;
  /** Where kernels put least and greatest. */
  readonly #bounds: Pointer;
  #predicate: Predicate | undefined;

  constructor(context: TaskContext, rows: BatchSource, range: RowRange, morsel: Morsel) {
    this.#context = context;
    this.#rows = rows;
    this.#range = range;
    this.#morsel = morsel;
    this.#bounds = context.region.allocate(16);
  }

  next(): Batch | undefined {
    for (let idle = 1; ; idle++) {
      const batch = this.#rows.next();
      if (batch === undefined) return undefined;
      const kept = this.#inRange(batch);
      if (kept.rows > 0 || idle === IDLE_BATCHES) return kept;
      this.#context.checkCancelled();
    }
  }

  close(): void {
    this.#predicate?.close();
    this.#context.region.free(this.#bounds);
    this.#rows.close();
  }

  #inRange(batch: Batch): Batch {
    const held = this.#heldBy(batch);
    if (liesIn(held, this.#range)) return batch;
    this.#checkClaim(held);
    this.#predicate ??= new Predicate(this.#context, this.#range.predicate);
    return this.#predicate.filter(batch);
  }

  #heldBy({ rows, columns }: Batch): Held {
    const vector = columns[this.#range.position];
    if (vector === undefined) throw internal("a column by which a scan is divided was not read");
    const { region } = this.#context;
    const hasNulls = vector.validity !== 0 && this.#countNulls(vector, rows) > 0;
    return { ...boundsOf(region.arena, vector, rows, this.#bounds), hasNulls };
  }

  #countNulls({ validity, index }: Vector, rows: number): number {
    const { region } = this.#context;
    const flags = region.allocate(rows);
    const nulls = resultKernels(region.arena).flagValid(validity, index, rows, flags);
    region.free(flags);
    return nulls;
  }

  /** @throws FfqError BAD_FILE where others have not read rows that they should have */
  #checkClaim(held: Held): void {
    if (this.#morsel.reader !== PARQUET) return;
    const { claim, rowGroup } = this.#morsel.payload as ParquetMorsel;
    if (claim === undefined || isClaimTrue(claim, held)) return;
    throw untrueStatistics((this.#morsel.common as ParquetFileShape).file, rowGroup);
  }
}

function liesIn({ least, greatest, hasNulls }: Held, { from, to }: RowRange): boolean {
  if (hasNulls && from !== undefined) return false;
  if (least > greatest) return true;
  return (from === undefined || least >= from) && (to === undefined || greatest < to);
}

const LEAST = -(2n ** 63n);
const GREATEST = 2n ** 63n - 1n;

function boundsOf(
  arena: Arena,
  { storage, data, index, validity }: Vector,
  rows: number,
  at: Pointer,
): Pick<Held, "least" | "greatest"> {
  arena.view().i64.set([GREATEST, LEAST], at >>> 3);
  const kernels = joinKernels(arena);
  if (storage === "i32") kernels.joinRangeI32(data, index, validity, rows, at);
  else if (storage === "i64") kernels.joinRangeI64(data, index, validity, rows, at);
  else throw internal(`integers in the storage ${storage}`);
  const { i64 } = arena.view();
  return { least: i64[at >>> 3] as bigint, greatest: i64[(at >>> 3) + 1] as bigint };
}
