// The rows of a task whose share of a table is a range of values, as its scan tests them (operator/range-scan.ts). Pure.
import type { ScanRange } from "../catalog/scan-ranges.ts";
import { internal } from "../common/error.ts";
import type { InputRef, PhysicalExpr } from "../expr/expr.ts";
import type { RowRange } from "../operator/pipeline-spec.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import type { Datum } from "../type/datum.ts";
import { BOOL } from "../type/logical-type.ts";

const TRUE: PhysicalExpr = { kind: "constant", value: true, type: BOOL };

export function rowRangeOf(
  { columns, fields }: Extract<PhysicalPlan, { readonly kind: "scan" }>,
  { column, from, to }: ScanRange,
): RowRange {
  const position = columns.indexOf(column);
  const type = fields[position]?.type;
  if (type === undefined) throw internal("a scan is divided by a column that it does not read");
  const key: InputRef = { kind: "input", index: position, type };
  return {
    position,
    ...(from === undefined ? {} : { from: integer(from) }),
    ...(to === undefined ? {} : { to: integer(to) }),
    predicate: isInRange(key, from, to),
  };
}

function integer(value: Datum): bigint {
  if (typeof value === "bigint" || typeof value === "number") return BigInt(value);
  throw internal("a scan is divided at a value that is no integer");
}

function isInRange(key: InputRef, from: Datum | undefined, to: Datum | undefined): PhysicalExpr {
  const { type } = key;
  const compare = (operator: string, value: Datum): PhysicalExpr => ({
    kind: "call",
    overload: `${operator}(${type.kind},${type.kind})`,
    args: [key, { kind: "constant", value, type }],
    type: BOOL,
  });
  if (to === undefined) return from === undefined ? TRUE : compare(">=", from);
  if (from !== undefined) return { kind: "and", args: [compare(">=", from), compare("<", to)], type: { kind: "bool" } };
  const isNull: PhysicalExpr = { kind: "is-null", input: key, type: { kind: "bool" } };
  return { kind: "or", args: [compare("<", to), isNull], type: { kind: "bool" } };
}
