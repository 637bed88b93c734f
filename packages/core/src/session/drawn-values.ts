// Values that chance decides as columns of their own, below the node whose expressions read them: the left side of a comparison
// with a subquery's rows, which would be drawn for each row; and what aggregates take, of which equal expressions would be computed
// once for all calls.
import { ColumnId } from "../common/ids.ts";
import { isOnce } from "../expr/drawn-once.ts";
import { exprKey } from "../expr/key.ts";
import { replaceTopDown, walk } from "../expr/tree.ts";
import { exprCanFail, isVolatile } from "../function/expr-facts.ts";
import type { FunctionRegistry } from "../function/registry.ts";
import { kept, refTo } from "../logical/column-ref.ts";
import type { AggregateCall, LogicalExpr, LogicalLeaf, LogicalPlan, NamedExpr } from "../logical/plan.ts";
import { exprsOf, mapExprs } from "../logical/tree.ts";
import { narrowed, nullOf } from "../optimizer/build.ts";
import { factsOf } from "../optimizer/facts.ts";
import { largestIds } from "../optimizer/largest-ids.ts";
import { callsIn } from "./expr-nodes.ts";
import { rewriteEverywhere } from "./rewrite-everywhere.ts";

/** An equal plan that draws no oftener. */
export function withDrawnValues(plan: LogicalPlan, functions: FunctionRegistry): LogicalPlan {
  if (![...callsIn(plan)].some((key) => functions.overload(key).volatility === "volatile")) return plan;
  const drawing = new DrawnValues(functions, largestIds(plan).column);
  return rewriteEverywhere(plan, (node) => {
    return drawing.comparedOnce(node.kind === "aggregate" ? drawing.perCall(node) : node);
  });
}

type Aggregate = Extract<LogicalPlan, { readonly kind: "aggregate" }>;

class DrawnValues {
  readonly #functions: FunctionRegistry;
  #lastColumn: number;

  constructor(functions: FunctionRegistry, lastColumn: number) {
    this.#functions = functions;
    this.#lastColumn = lastColumn;
  }

  /** The node over columns in the places of values that are compared with a subquery's rows. */
  comparedOnce(node: LogicalPlan): LogicalPlan {
    const compared = exprsOf(node).flatMap(comparedIn);
    if (compared.length === 0) return node;
    switch (node.kind) {
      case "project":
      case "aggregate":
      case "filter":
      case "window":
      case "distinct":
      case "sort":
      case "unnest": {
        const drawn = new Map<string, NamedExpr>();
        for (const { overload, args } of compared) {
          const [value] = args as readonly [LogicalExpr];
          // It may stand where rows that it fails for do not come.
          if (drawn.has(overload) || exprCanFail(value, this.#functions)) continue;
          drawn.set(overload, this.#column(value));
        }
        if (drawn.size === 0) return node;
        const input = this.#extended(node.input, [...drawn.values()]);
        const reading = mapExprs({ ...node, input }, (expr) => read(expr, drawn));
        return narrowed(reading, factsOf(node).columns);
      }
      default:
        return node;
    }
  }

  /**
   * The node with a column for each volatile argument of each call; keys that a call orders by are its arguments, if they equal
   * them. Rows that a FILTER leaves out draw nothing.
   */
  perCall(node: Aggregate): Aggregate {
    const [filters, values]: [NamedExpr[], NamedExpr[]] = [[], []];
    const take = (expr: LogicalExpr, into: NamedExpr[], filter?: LogicalExpr): LogicalExpr => {
      if (!isVolatile(expr, this.#functions)) return expr;
      const column = this.#column(filter === undefined ? expr : onlyWhere(filter, expr));
      into.push(column);
      return refTo(column.output);
    };
    const aggregates = node.aggregates.map((call): AggregateCall => {
      const filter = call.filter === undefined ? undefined : take(call.filter, filters);
      const own = new Map<string, LogicalExpr>();
      const args = call.args.map((arg) => {
        const taken = take(arg, values, filter);
        own.set(exprKey(arg), taken);
        return taken;
      });
      const order = call.order.map((key) => ({
        ...key,
        expr: own.get(exprKey(key.expr)) ?? take(key.expr, values, filter),
      }));
      return { ...call, args, order, ...(filter === undefined ? {} : { filter }) };
    });
    if (filters.length + values.length === 0) return node;
    return { ...node, aggregates, input: this.#extended(this.#extended(node.input, filters), values) };
  }

  #column(expr: LogicalExpr): NamedExpr {
    return { output: { id: ColumnId(++this.#lastColumn), name: "drawn", type: expr.type, nullable: true }, expr };
  }

  #extended(input: LogicalPlan, drawn: readonly NamedExpr[]): LogicalPlan {
    if (drawn.length === 0) return input;
    return { kind: "project", input, exprs: [...factsOf(input).columns.map(kept), ...drawn] };
  }
}

function onlyWhere(when: LogicalExpr, then: LogicalExpr): LogicalExpr {
  return { kind: "case", branches: [{ when, then }], otherwise: nullOf(then.type), type: then.type };
}

type Reader = Extract<LogicalExpr, { readonly kind: "call" }>;

/** Readers in the comparisons of an expression's subqueries. */
function comparedIn(root: LogicalExpr): readonly Reader[] {
  const found: Reader[] = [];
  walk<LogicalLeaf>(root, (leaf) => {
    if (!("comparison" in leaf)) return;
    walk<LogicalLeaf>(leaf.comparison, (node) => {
      if (node.kind === "call" && isOnce(node.overload)) found.push(node);
    });
    found.push(...comparedIn(leaf.comparison));
  });
  return found;
}

/** The expression over the columns that were drawn. */
function read(root: LogicalExpr, drawn: ReadonlyMap<string, NamedExpr>): LogicalExpr {
  return replaceTopDown<LogicalLeaf>(root, (node) => {
    const known = node.kind === "call" ? drawn.get(node.overload) : undefined;
    if (known !== undefined) return refTo(known.output);
    return "comparison" in node ? { ...node, comparison: read(node.comparison, drawn) } : undefined;
  });
}
