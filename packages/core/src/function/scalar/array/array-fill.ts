// array_fill(value, lengths, lower_bounds) (PostgreSQL manual, section 9.19).
import { choose, fail, isNull } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { listMake } from "../../../ir/list.ts";
import { elementCode } from "../../../type/element-code.ts";
import { elementOf } from "../../../type/list-value.ts";
import { type LogicalType, listOf } from "../../../type/logical-type.ts";
import { list } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { computedFirst } from "../../strictly.ts";

const NULL_BOUNDS = { sqlstate: "22004", message: "dimension array or low bound array cannot be null" };

/** @param args the value, the lengths and perhaps the lower bounds */
function filled(args: readonly IrExpr[], result: LogicalType): IrExpr {
  return computedFirst(args, ([value, ...bounds]) => filledWith(value as IrExpr, bounds, result));
}

function filledWith(value: IrExpr, bounds: readonly IrExpr[], result: LogicalType): IrExpr {
  const one = listMake(elementCode(elementOf(result)), [value]);
  const made = list(bounds.length === 1 ? "filledFromOne" : "filled", "ref", [one, ...bounds]);
  const missing = bounds.filter(({ nullable }) => nullable);
  if (missing.length === 0) return made;
  return choose(
    missing.map((bound) => ({ when: isNull(bound), then: fail("ref", NULL_BOUNDS) })),
    made,
  );
}

const row = {
  volatility: "immutable",
  strict: false,
  canFail: true,
  name: "array_fill",
  result: ([first]: readonly LogicalType[]): LogicalType => listOf(first as LogicalType),
} as const;

export const arrayFill: FunctionFamily = functionFamily(["array_fill"], () => [
  {
    ...row,
    args: ["any", "list"],
    elements: ["known", "integers"],
    doc: "An array of so many copies of a value, by the lengths of its dimensions.",
    lower: (args, { result }) => filled(args, result),
  },
  {
    ...row,
    args: ["any", "list", "list"],
    elements: ["known", "integers", "integers"],
    doc: "As with lengths alone, with the dimensions' lower bounds.",
    lower: (args, { result }) => filled(args, result),
  },
]);
