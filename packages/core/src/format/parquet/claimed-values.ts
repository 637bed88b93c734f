// Whether what a row group's statistics said of a column is true of the values in it. Other tasks have skipped the row
// group because of them: where they are not true, those lack rows.
import { FfqError } from "../../common/error.ts";
import type { ColumnClaim } from "./column-claim.ts";

/** The context of the error by which a query's session knows that it can run it another way. */
export const UNTRUE_STATISTICS = "untrue statistics";

/** @param held what rows of it hold; least > greatest: no value but NULL */
export function isClaimTrue(
  claim: Pick<ColumnClaim, "least" | "greatest" | "hasNulls">,
  held: Pick<ColumnClaim, "least" | "greatest" | "hasNulls">,
): boolean {
  if (held.hasNulls && !claim.hasNulls) return false;
  return held.least > held.greatest || (held.least >= claim.least && held.greatest <= claim.greatest);
}

export function untrueStatistics(file: string, rowGroup: number): FfqError {
  const what = "holds values of a column that its statistics exclude";
  return new FfqError("BAD_FILE", `row group ${rowGroup} of ${file} ${what}`, {
    sqlstate: "XX001",
    context: { file, rowGroup, reason: UNTRUE_STATISTICS },
  });
}
