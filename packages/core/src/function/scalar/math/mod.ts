// The remainder of a division (PostgreSQL manual, section 9.3).
import { arithmetic } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { DIVISION_BY_ZERO } from "../../failures.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";
import { integerKinds } from "./integer-kind.ts";
import { numericRemainder } from "./numeric-remainder.ts";

export const mod: FunctionFamily = functionFamily(["mod"], () => [
  ...integerKinds.map(
    (kind): ScalarOverload => ({
      strict: true,
      volatility: "immutable",
      name: "mod",
      args: [kind, kind],
      result: kind,
      canFail: true,
      doc: "Remainder, with the sign of the dividend.",
      lower: ([left, right]) => arithmetic("rem", left as IrExpr, right as IrExpr, { zero: DIVISION_BY_ZERO }),
    }),
  ),
  numericRemainder("mod"),
]);
