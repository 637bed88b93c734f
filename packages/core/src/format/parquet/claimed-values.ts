// Checks what a row group's statistics said of a column against the values in it, batch by batch. Other tasks have
// skipped the row group because of them: where they do not hold, those would lack rows.
import type { Arena, Pointer } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import type { MorselReader } from "../../catalog/table-provider.ts";
import type { Batch, Vector } from "../../column/vector.ts";
import { FfqError, internal } from "../../common/error.ts";
import { joinKernels } from "../../kernel/join.ts";
import { resultKernels } from "../../kernel/result.ts";
import type { ColumnClaim } from "./column-claim.ts";

const LEAST = -(2n ** 63n);
const GREATEST = 2n ** 63n - 1n;

/** The context of the error by which a query's session knows that it can run it another way. */
export const UNTRUE_STATISTICS = "untrue statistics";

export interface CheckedRowGroup {
  readonly arena: Arena;
  readonly region: Region;
  readonly file: string;
  readonly rowGroup: number;
}

/** The reader's rows, once it is sure that what was claimed of them is true. */
export function checked(reader: MorselReader, claim: ColumnClaim, group: CheckedRowGroup): MorselReader {
  const { region } = group;
  const range = region.allocate(16);
  return {
    next(maximumRows) {
      const batch = reader.next(maximumRows);
      if (batch !== undefined && !isTrue(group, range, batch, claim)) throw untrue(group);
      return batch;
    },
    close() {
      region.free(range);
      reader.close();
    },
  };
}

function isTrue(
  { arena, region }: CheckedRowGroup,
  range: Pointer,
  { rows, columns }: Batch,
  claim: ColumnClaim,
): boolean {
  const vector = columns[claim.position];
  if (vector === undefined) throw internal("a column of which something is claimed was not read");
  arena.view().i64.set([GREATEST, LEAST], range >>> 3);
  addRange(arena, vector, rows, range);
  const { i64 } = arena.view();
  const [least, greatest] = [i64[range >>> 3] as bigint, i64[(range >>> 3) + 1] as bigint];
  if (least < claim.least || greatest > claim.greatest) return false;
  return claim.hasNulls || vector.validity === 0 || !hasNull(region, vector, rows);
}

function addRange(arena: Arena, { storage, data, index, validity }: Vector, rows: number, range: Pointer): void {
  const kernels = joinKernels(arena);
  if (storage === "i32") kernels.joinRangeI32(data, index, validity, rows, range);
  else if (storage === "i64") kernels.joinRangeI64(data, index, validity, rows, range);
  else throw internal(`integers in the storage ${storage}`);
}

function hasNull(region: Region, { validity, index }: Vector, rows: number): boolean {
  const flags = region.allocate(rows);
  const nulls = resultKernels(region.arena).flagValid(validity, index, rows, flags);
  region.free(flags);
  return nulls > 0;
}

function untrue({ file, rowGroup }: CheckedRowGroup): FfqError {
  const what = "holds values of a column that its statistics exclude";
  return new FfqError("BAD_FILE", `row group ${rowGroup} of ${file} ${what}`, {
    sqlstate: "XX001",
    context: { file, rowGroup, reason: UNTRUE_STATISTICS },
  });
}
