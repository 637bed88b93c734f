// The integer types, and the error of a value that is not in their range.
import type { IrFailure } from "../../../ir/ir.ts";
import { BIGINT_RANGE, INTEGER_RANGE, SMALLINT_RANGE } from "../../failures.ts";

export type IntegerKind = "int2" | "int4" | "int8";

/** From the narrowest to the widest. */
export const integerKinds: readonly IntegerKind[] = ["int2", "int4", "int8"];

export const integerRanges: Readonly<Record<IntegerKind, IrFailure>> = {
  int2: SMALLINT_RANGE,
  int4: INTEGER_RANGE,
  int8: BIGINT_RANGE,
};
