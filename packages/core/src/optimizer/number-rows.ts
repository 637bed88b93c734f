// LIMIT and OFFSET as conditions on row numbers: where rows are counted per key of a correlated subquery, and where
// the peers of the last row come too (FETCH FIRST ... WITH TIES).
import { FfqError, unsupported } from "../common/error.ts";
import type { WindowFrame } from "../expr/window-frame.ts";
import { refTo } from "../logical/column-ref.ts";
import type { FrameOffset, LogicalExpr, LogicalPlan, OutputColumn, SortKey, WindowCall } from "../logical/plan.ts";
import { BOOL, INT8 } from "../type/logical-type.ts";
import { FALSE, filtered, narrowed } from "./build.ts";
import { factsOf } from "./facts.ts";
import { constantOf } from "./row-bounds.ts";
import type { RuleContext } from "./rule.ts";

type Limit = Extract<LogicalPlan, { readonly kind: "limit" }>;

export interface WantedRows {
  readonly offset: bigint;
  /** undefined: all that follow. */
  readonly limit: bigint | undefined;
  /** The peers of the last row come too. */
  readonly withTies: boolean;
}

/** What a limit asks for. @throws FfqError 2201W, 2201X, or UNSUPPORTED where its counts are not constants */
export function wantedRows(plan: Limit, context: RuleContext): WantedRows {
  const limit = countOf(plan.limit, "LIMIT", "2201W", context);
  const offset = countOf(plan.offset, "OFFSET", "2201X", context) ?? 0n;
  if (plan.withTies && plan.limit !== undefined && limit === undefined) {
    const message = "row count cannot be null in FETCH FIRST ... WITH TIES clause";
    throw new FfqError("DATA", message, { sqlstate: "2201W" });
  }
  return { offset, limit, withTies: plan.withTies };
}

function countOf(
  expr: LogicalExpr | undefined,
  clause: string,
  sqlstate: string,
  context: RuleContext,
): bigint | undefined {
  if (expr === undefined) return undefined;
  const value = constantOf(expr, context);
  if (value === null) return undefined;
  if (typeof value !== "bigint" && typeof value !== "number") {
    throw unsupported(`${clause} with a value that is not known before the query runs`);
  }
  if (value < 0) throw new FfqError("DATA", `${clause} must not be negative`, { sqlstate });
  return BigInt(value);
}

const FRAME: WindowFrame<FrameOffset> = {
  mode: "range",
  start: { kind: "unbounded-preceding" },
  end: { kind: "current-row" },
  exclude: "no-others",
};

/** The wanted rows of each partition in that order. The same columns. */
export function numberedRows(
  input: LogicalPlan,
  { partitionBy, orderBy }: { readonly partitionBy: readonly LogicalExpr[]; readonly orderBy: readonly SortKey[] },
  { offset, limit, withTies }: WantedRows,
  context: RuleContext,
): LogicalPlan {
  if (limit === 0n) return filtered(input, [FALSE]);
  const calls: WindowCall[] = [];
  const call = (overload: string, name: string): OutputColumn => {
    const output = context.column(name, INT8, false);
    calls.push({ output, function: "window", overload, args: [], frame: FRAME });
    return output;
  };
  const number = offset === 0n && withTies ? undefined : call("row_number()", "row number");
  const last = number === undefined || withTies ? call("rank()", "rank") : number;
  const conditions = [
    ...(number === undefined || offset === 0n ? [] : [compare(">", number, offset)]),
    ...(limit === undefined ? [] : [compare("<=", last, offset + limit)]),
  ];
  const window: LogicalPlan = { kind: "window", input, partitionBy, orderBy, calls };
  return narrowed(filtered(window, conditions), factsOf(input).columns);
}

function compare(symbol: ">" | "<=", column: OutputColumn, value: bigint): LogicalExpr {
  // Beyond any number of rows.
  const bound = BigInt.asIntN(64, value) === value ? value : 2n ** 63n - 1n;
  const args: readonly LogicalExpr[] = [refTo(column), { kind: "constant", value: bound, type: INT8 }];
  return { kind: "call", overload: `${symbol}(int8,int8)`, args, type: BOOL };
}
