// A correlated aggregate without GROUP BY has one row for every left row, also where its input has none. It
// becomes an aggregate by the correlated keys, left-joined, with counts of nothing mended to 0; projections
// and conditions above the aggregate are computed over that one row.
import { internal } from "../../common/error.ts";
import type { ColumnId } from "../../common/ids.ts";
import { unreachable } from "../../common/unreachable.ts";
import { isVolatile } from "../../function/expr-facts.ts";
import { kept, refTo } from "../../logical/column-ref.ts";
import type { AggregateCall, LogicalExpr, LogicalPlan, NamedExpr, OutputColumn } from "../../logical/plan.ts";
import { exprsOf } from "../../logical/tree.ts";
import { and, conjunctsOf, FALSE, filtered, isTrue, narrowed, not, nullOf, substitute } from "../build.ts";
import { runDeep } from "../deep.ts";
import { factsOf } from "../facts.ts";
import { isAtLeastOne, isStatic } from "../row-bounds.ts";
import type { RuleContext } from "../rule.ts";
import { type PullRequest, pullAggregate } from "./pull-up.ts";
import type { Join } from "./unnest-by-pulling.ts";

type Aggregate = Extract<LogicalPlan, { readonly kind: "aggregate" }>;

/** undefined when the right side is no such aggregate, or its input cannot be made independent. */
export function unnestStaticAggregate(node: Join, request: PullRequest): LogicalPlan | undefined {
  const chain = chainAbove(node.right, request.context);
  if (chain === undefined || chain.steps.some((step) => draws(step, request.context))) return undefined;
  const grouped = runDeep(pullAggregate(chain.aggregate, request));
  if (grouped === undefined) return undefined;
  const { plan: aggregate, values } = mendCounts(grouped.plan, chain.aggregate, request.context);
  const join = grouped.predicates.length === 0 ? "inner" : "left";
  const input: LogicalPlan = {
    kind: "join",
    join,
    left: node.left,
    right: aggregate,
    on: grouped.predicates,
    lateral: false,
  };
  const conditions: LogicalExpr[] = [];
  let columns = values;
  for (const step of chain.steps) {
    if (step.kind === "filter") {
      conditions.push(...conjunctsOf(step.predicate).map((conjunct) => substitute(conjunct, columns)));
    } else {
      columns = new Map(step.exprs.map(({ output, expr }) => [output.id, substitute(expr, columns)]));
    }
  }
  const on = node.on.map((conjunct) => substitute(conjunct, columns));
  return oneRow(node, input, { conditions, on, value: (id) => columns.get(id) });
}

/** Computed in the places of those who read it, what chance decides would be drawn for each. */
function draws(step: Step, { functions }: RuleContext): boolean {
  return exprsOf(step).some((expr) => isVolatile(expr, functions));
}

type Step = Extract<LogicalPlan, { readonly kind: "filter" | "project" }>;

/** The projections and filters above the aggregate, innermost first. */
function chainAbove(
  plan: LogicalPlan,
  context: RuleContext,
): { readonly aggregate: Aggregate; readonly steps: readonly Step[] } | undefined {
  const steps: Step[] = [];
  let node = plan;
  while (!isStatic(node)) {
    switch (node.kind) {
      case "project":
      case "filter":
        steps.push(node);
        break;
      case "sort":
        break;
      case "distinct":
        if (node.on !== undefined) return undefined;
        break;
      case "limit":
        if (!isAtLeastOne(node, context)) return undefined;
        break;
      default:
        return undefined;
    }
    node = node.input;
  }
  return { aggregate: node, steps: steps.reverse() };
}

/** What an aggregate call gives for no rows, where that is not NULL. */
export function emptyValue({ output }: AggregateCall): LogicalExpr | undefined {
  if (output.nullable) return undefined;
  if (output.type.kind !== "int8") throw internal(`the value of ${output.name} over no rows`);
  return { kind: "constant", value: 0n, type: output.type };
}

/** Calls under new ids, and what stands for the old ones: `coalesce(count, 0)` for counts. */
export function mendCounts(
  plan: Aggregate,
  before: Aggregate,
  context: RuleContext,
): { readonly plan: Aggregate; readonly values: ReadonlyMap<ColumnId, LogicalExpr> } {
  const values = new Map<ColumnId, LogicalExpr>();
  const aggregates = plan.aggregates.map((one) => {
    const empty = emptyValue(one);
    const output = context.fresh(one.output);
    const value = refTo(output);
    values.set(
      one.output.id,
      empty === undefined ? value : { kind: "coalesce", args: [value, empty], type: value.type },
    );
    return { ...one, output };
  });
  for (const { output } of before.groups) values.set(output.id, refTo(output));
  return { plan: { ...plan, aggregates }, values };
}

interface OneRow {
  /** The right row is there when all are true. */
  readonly conditions: readonly LogicalExpr[];
  readonly on: readonly LogicalExpr[];
  /** The right row's columns, over `input`. */
  value(id: ColumnId): LogicalExpr | undefined;
}

/** The join of `node` where every left row of `input` has its one right row beside it. */
function oneRow(node: Join, input: LogicalPlan, { conditions, on, value }: OneRow): LogicalPlan {
  const left = factsOf(node.left).columns;
  const all = [...conditions, ...on];
  const named = (wrap: (expr: LogicalExpr) => LogicalExpr, nullable: boolean): NamedExpr[] =>
    factsOf(node.right).columns.map((column) => {
      const expr = value(column.id);
      if (expr === undefined) throw internal(`column #${column.id} of an aggregate is missing`);
      return { output: { ...column, nullable: column.nullable || nullable }, expr: wrap(expr) };
    });
  const project = (from: LogicalPlan, exprs: readonly NamedExpr[]): LogicalPlan => ({
    kind: "project",
    input: from,
    exprs: [...left.map(kept), ...exprs],
  });
  switch (node.join) {
    case "inner":
      return project(
        filtered(input, all),
        named((expr) => expr, false),
      );
    case "left":
    case "single":
      return project(
        input,
        named((expr) => onlyWhen(all, expr, nullOf(expr.type)), true),
      );
    case "semi":
      return narrowed(filtered(input, all), left);
    case "anti":
      return narrowed(filtered(input, [not(isTrue(and(all)))]), left);
    case "mark":
      return project(input, [{ output: node.mark as OutputColumn, expr: onlyWhen(conditions, and(on), FALSE) }]);
    case "right":
    case "full":
      throw internal(`a lateral ${node.join} join`);
    default:
      return unreachable(node.join);
  }
}

function onlyWhen(conditions: readonly LogicalExpr[], then: LogicalExpr, otherwise: LogicalExpr): LogicalExpr {
  if (conditions.length === 0) return then;
  return { kind: "case", branches: [{ when: and(conditions), then }], otherwise, type: then.type };
}
