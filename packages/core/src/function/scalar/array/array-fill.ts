// array_fill(value, lengths, lower_bounds) (PostgreSQL manual, section 9.19).
import { choose, fail, isNull } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { listMake } from "../../../ir/list.ts";
import { elementCode } from "../../../type/element-code.ts";
import { elementOf } from "../../../type/list-value.ts";
import { type LogicalType, listOf } from "../../../type/logical-type.ts";
import { list } from "../../kernel-call.ts";
import { emptyList } from "../../list-ir.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { computedFirst } from "../../strictly.ts";

const NULL_BOUNDS = { sqlstate: "22004", message: "dimension array or low bound array cannot be null" };

function filled(args: readonly [IrExpr, IrExpr, IrExpr], result: LogicalType): IrExpr {
  return computedFirst(args, ([value, lengths, lowers]) =>
    filledWith(value as IrExpr, lengths as IrExpr, lowers as IrExpr, result),
  );
}

function filledWith(value: IrExpr, lengths: IrExpr, lowers: IrExpr, result: LogicalType): IrExpr {
  const made = list("filled", "ref", [listMake(elementCode(elementOf(result)), [value]), lengths, lowers]);
  const missing = [lengths, lowers].filter((bounds) => bounds.nullable);
  if (missing.length === 0) return made;
  return choose(
    missing.map((bounds) => ({ when: isNull(bounds), then: fail("ref", NULL_BOUNDS) })),
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
    lower: ([value, lengths], { result }) =>
      filled([value as IrExpr, lengths as IrExpr, emptyList({ kind: "int4" })], result),
  },
  {
    ...row,
    args: ["any", "list", "list"],
    elements: ["known", "integers", "integers"],
    doc: "As with lengths alone, with the dimensions' lower bounds.",
    lower: ([value, lengths, lowers], { result }) =>
      filled([value as IrExpr, lengths as IrExpr, lowers as IrExpr], result),
  },
]);
