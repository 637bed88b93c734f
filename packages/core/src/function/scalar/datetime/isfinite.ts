// isfinite(x) (PostgreSQL manual, section 9.9).
import { bind, not } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";
import { datetimeRow } from "./datetime-row.ts";
import { type InfiniteKind, isInfinite } from "./infinity.ts";

const finite = (kind: InfiniteKind): ScalarOverload => ({
  ...datetimeRow,
  name: "isfinite",
  args: [kind],
  result: "bool",
  canFail: false,
  doc: "Whether the value is no infinity.",
  lower: ([arg]) => bind("finite", arg as IrExpr, (value) => not(isInfinite(kind, value))),
});

export const isfinite: FunctionFamily = functionFamily(["isfinite"], () => [
  finite("date"),
  finite("timestamp"),
  { ...finite("timestamp"), args: ["timestamptz"] },
  finite("interval"),
]);
