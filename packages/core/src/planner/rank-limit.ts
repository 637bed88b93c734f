// What a condition on a window's ranks says about the rows that are wanted: `row_number() <= 2` needs no third row of
// any partition. Only where all that the window computes are ranks, which depend on nothing but the rows before.
import type { LogicalExpr, LogicalPlan } from "../logical/plan.ts";
import type { RankLimit } from "../physical/plan.ts";

type Window = Extract<LogicalPlan, { readonly kind: "window" }>;

const rankings: Readonly<Record<string, RankLimit["ranking"]>> = {
  "row_number()": "row-number",
  "rank()": "rank",
  "dense_rank()": "dense-rank",
};

/** The least limit among the conjuncts of a filter above the window; undefined when there is none. */
export function rankLimitOf({ calls }: Window, predicate: LogicalExpr): RankLimit | undefined {
  if (calls.some((call) => call.function !== "window" || rankings[call.overload] === undefined)) return undefined;
  const byColumn = new Map<number, string>(calls.map(({ output, overload }) => [output.id, overload]));
  let least: RankLimit | undefined;
  for (const conjunct of predicate.kind === "and" ? predicate.args : [predicate]) {
    const bound = upperBound(conjunct);
    const ranking = rankings[byColumn.get(bound?.column ?? -1) ?? ""];
    if (bound === undefined || ranking === undefined || bound.most < 1) continue;
    if (least === undefined || bound.most < least.most) least = { ranking, most: bound.most };
  }
  return least;
}

/** The greatest value that a comparison of a column with a constant lets through. */
function upperBound(expr: LogicalExpr): { readonly column: number; readonly most: number } | undefined {
  if (expr.kind !== "call") return undefined;
  const [left, right] = expr.args;
  const symbol = expr.overload.slice(0, expr.overload.indexOf("("));
  if (left?.kind === "column") return boundOf(symbol, left.column, right);
  if (right?.kind === "column") return boundOf(mirrored[symbol] ?? "", right.column, left);
  return undefined;
}

const mirrored: Readonly<Record<string, string>> = { ">=": "<=", ">": "<", "=": "=" };

function boundOf(
  symbol: string,
  column: number,
  other: LogicalExpr | undefined,
): { readonly column: number; readonly most: number } | undefined {
  if (other?.kind !== "constant") return undefined;
  const { value } = other;
  // Of numeric and of every other type a value does not stand for itself.
  const isInteger = other.type.kind === "int8" || other.type.kind === "int4" || other.type.kind === "int2";
  if (!isInteger || (typeof value !== "bigint" && typeof value !== "number")) return undefined;
  const most = Number(value) - (symbol === "<" ? 1 : 0);
  const isBound = symbol === "<=" || symbol === "<" || symbol === "=";
  return isBound && Number.isSafeInteger(most) ? { column, most } : undefined;
}
