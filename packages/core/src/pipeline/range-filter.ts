// The rows of a task whose share of a table is a range of values: what its reader does not leave out is dropped by this
// test. It alone decides, whatever statistics say: each row passes in exactly one task. Pure.
import type { ScanRange } from "../catalog/scan-ranges.ts";
import { internal } from "../common/error.ts";
import type { InputRef, PhysicalExpr } from "../expr/expr.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import type { Datum } from "../type/datum.ts";
import { BOOL } from "../type/logical-type.ts";

const TRUE: PhysicalExpr = { kind: "constant", value: true, type: BOOL };

/** Over the scan's output. */
export function isInRange(
  { columns, fields }: Extract<PhysicalPlan, { readonly kind: "scan" }>,
  { column, from, to }: ScanRange,
): PhysicalExpr {
  const index = columns.indexOf(column);
  const type = fields[index]?.type;
  if (type === undefined) throw internal("a scan is divided by a column that it does not read");
  const key: InputRef = { kind: "input", index, type };
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
