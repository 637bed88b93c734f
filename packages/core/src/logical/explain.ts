// Logical plans as indented text, one line a node: for tests and for EXPLAIN.
import { unreachable } from "../common/unreachable.ts";
import { isOnce } from "../expr/drawn-once.ts";
import { printFrame } from "../expr/window-frame.ts";
import type { Datum } from "../type/datum.ts";
import { printType } from "../type/logical-type.ts";
import type { LogicalExpr, LogicalPlan, OutputColumn, SortKey, WindowCall } from "./plan.ts";
import { childrenOf } from "./tree.ts";

/** The plan, inputs below their node by two blanks. */
export function explainLogical(plan: LogicalPlan): string {
  const lines: string[] = [];
  const stack: { readonly node: LogicalPlan; readonly depth: number }[] = [{ node: plan, depth: 0 }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node, depth } = next;
    lines.push("  ".repeat(depth) + describe(node));
    for (const child of [...childrenOf(node)].reverse()) stack.push({ node: child, depth: depth + 1 });
  }
  return lines.join("\n");
}

function describe(plan: LogicalPlan): string {
  switch (plan.kind) {
    case "scan": {
      const filters = plan.filters.length === 0 ? "" : ` where ${list(plan.filters)}`;
      return `scan ${plan.table.name} [${plan.columns.map(({ output }) => name(output)).join(", ")}]${filters}`;
    }
    case "values":
      return `values [${plan.columns.map(name).join(", ")}] ${plan.rows.map((row) => `(${list(row)})`).join(", ")}`;
    case "table-function":
      return `table-function ${plan.overload} (${list(plan.args)}) [${plan.columns.map(name).join(", ")}]`;
    case "filter":
      return `filter ${explainExpr(plan.predicate)}`;
    case "project":
      return `project ${plan.exprs.map(named).join(", ")}`;
    case "join":
      return `${plan.lateral ? "lateral " : ""}${plan.join} join${plan.on.length === 0 ? "" : ` on ${list(plan.on)}`}`;
    case "aggregate": {
      const sets = plan.groupingSets === undefined ? "" : ` sets ${JSON.stringify(plan.groupingSets)}`;
      const calls = plan.aggregates.map(({ output, overload, args, distinct, filter, order }) => {
        const suffix = filter === undefined ? "" : ` filter ${explainExpr(filter)}`;
        const by = order.length === 0 ? "" : ` order ${keys(order)}`;
        return `${name(output)} := ${overload}(${distinct ? "distinct " : ""}${list(args)}${by})${suffix}`;
      });
      return `aggregate by [${plan.groups.map(named).join(", ")}]${sets} [${calls.join(", ")}]`;
    }
    case "unnest": {
      const ordinality = plan.ordinality === undefined ? "" : ` ordinality ${name(plan.ordinality)}`;
      return `unnest${plan.outer ? " outer" : ""} [${plan.lists.map(named).join(", ")}]${ordinality}`;
    }
    case "window": {
      const partition = plan.partitionBy.length === 0 ? "" : ` partition by ${list(plan.partitionBy)}`;
      const order = plan.orderBy.length === 0 ? "" : ` order by ${keys(plan.orderBy)}`;
      return `window${partition}${order} [${plan.calls.map(windowCall).join(", ")}]`;
    }
    case "distinct":
      return `distinct${plan.on === undefined ? "" : ` on ${list(plan.on)}`}`;
    case "sort":
      return `sort ${keys(plan.keys)}`;
    case "limit": {
      const limit = plan.limit === undefined ? "" : ` ${explainExpr(plan.limit)}`;
      const offset = plan.offset === undefined ? "" : ` offset ${explainExpr(plan.offset)}`;
      return `limit${limit}${offset}${plan.withTies ? " with ties" : ""}`;
    }
    case "set-operation":
      return `${plan.operator}${plan.all ? " all" : ""} [${plan.columns.map(({ output }) => name(output)).join(", ")}]`;
    case "cte":
      return `cte ${plan.name}`;
    case "cte-ref":
      return `cte-ref ${plan.name}`;
    case "recursive-cte":
      return `recursive-cte ${plan.name}`;
    default:
      return unreachable(plan);
  }
}

const name = (column: OutputColumn): string => `${column.name}#${column.id}`;
const list = (exprs: readonly LogicalExpr[]): string => exprs.map(explainExpr).join(", ");
const named = ({ output, expr }: { readonly output: OutputColumn; readonly expr: LogicalExpr }): string =>
  `${name(output)} := ${explainExpr(expr)}`;
const windowCall = ({ output, overload, args, filter, frame }: WindowCall): string => {
  const suffix = filter === undefined ? "" : ` filter ${explainExpr(filter)}`;
  const shown = printFrame(frame, ({ amount }) => explainExpr(amount));
  return `${name(output)} := ${overload}(${list(args)})${suffix} ${shown}`;
};
const keys = (order: readonly SortKey[]): string =>
  order
    .map(({ expr, descending, nullsFirst }) => {
      const direction = descending ? " desc" : "";
      return `${explainExpr(expr)}${direction}${nullsFirst === descending ? "" : nullsFirst ? " nulls first" : " nulls last"}`;
    })
    .join(", ");

/** One expression, columns as `#id`. */
export function explainExpr(expr: LogicalExpr): string {
  switch (expr.kind) {
    case "column":
      return `#${expr.column}`;
    case "constant":
      return `${datum(expr.value)}:${printType(expr.type)}`;
    case "call":
      return isOnce(expr.overload) ? list(expr.args) : `${expr.overload}(${list(expr.args)})`;
    case "cast":
      return `cast(${explainExpr(expr.input)} as ${printType(expr.type)})`;
    case "and":
    case "or":
      return `(${expr.args.map(explainExpr).join(` ${expr.kind} `)})`;
    case "not":
      return `not ${explainExpr(expr.input)}`;
    case "is-null":
      return `${explainExpr(expr.input)} is null`;
    case "case":
      return `case ${expr.branches.map(({ when, then }) => `when ${explainExpr(when)} then ${explainExpr(then)}`).join(" ")} else ${explainExpr(expr.otherwise)} end`;
    case "coalesce":
      return `coalesce(${list(expr.args)})`;
    case "in-list":
      return `${explainExpr(expr.input)} in (${[...expr.values.map(datum), ...(expr.hasNull ? ["null"] : [])].join(", ")})`;
    case "scalar-subquery":
    case "exists-subquery":
      return `${expr.kind}{${explainLogical(expr.plan).replaceAll("\n", "; ")}}`;
    case "any-subquery":
    case "all-subquery":
      return `${expr.kind}(${explainExpr(expr.comparison)}){${explainLogical(expr.plan).replaceAll("\n", "; ")}}`;
    default:
      return unreachable(expr);
  }
}

function datum(value: Datum): string {
  if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`;
  if (value instanceof Uint8Array) return `(${value.length} bytes)`;
  if (value !== null && typeof value === "object") return `${value.months}m${value.days}d${value.micros}us`;
  return String(value);
}
