// LIMIT and OFFSET become numbers while planning; a sort right below keeps only the rows that are asked for.
import { FfqError, internal, unsupported } from "../common/error.ts";
import type { LogicalExpr, LogicalPlan } from "../logical/plan.ts";
import type { Lowered } from "./context.ts";
import { lowerExpr } from "./lower-expr.ts";
import type { Lowering } from "./lowering.ts";

export function lowerLimit(lowering: Lowering, plan: Extract<LogicalPlan, { readonly kind: "limit" }>): Lowered {
  if (plan.withTies) throw unsupported("FETCH FIRST WITH TIES");
  const limit = rowCount(lowering, plan.limit, "LIMIT", "2201W");
  const offset = rowCount(lowering, plan.offset, "OFFSET", "2201X") ?? 0;
  if (limit === undefined && offset === 0) return lowering.lower(plan.input);
  const { plan: input, columns } = lowering.lower(plan.input, limit === undefined ? undefined : limit + offset);
  const rows = Math.max(0, input.estimatedRows - offset);
  const node: Lowered["plan"] = {
    kind: "limit",
    state: lowering.ids.state(),
    input,
    ...(limit === undefined ? {} : { limit }),
    offset,
    fields: input.fields,
    estimatedRows: Math.min(rows, limit ?? rows),
  };
  return { plan: node, columns };
}

/** Undefined for no clause and for NULL, which is no limit. */
function rowCount(
  { context }: Lowering,
  expr: LogicalExpr | undefined,
  clause: string,
  sqlstate: string,
): number | undefined {
  if (expr === undefined) return undefined;
  const value = context.fold(lowerExpr(expr, new Map()));
  if (value === undefined) throw unsupported(`${clause} with a value that is not known before the query runs`);
  if (value === null) return undefined;
  if (typeof value !== "bigint" && typeof value !== "number") throw internal(`${clause} with a ${typeof value}`);
  if (value < 0) throw new FfqError("DATA", `${clause} must not be negative`, { sqlstate });
  // Beyond any number of rows: exactness is not needed.
  return Math.min(Number(value), Number.MAX_SAFE_INTEGER / 4);
}
