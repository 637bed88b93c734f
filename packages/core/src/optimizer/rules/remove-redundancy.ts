// Nodes that do nothing: projections that pass everything on or lie on one another, DISTINCT over rows that are
// distinct or whose number does not matter, sorts that nobody sees, filters that are always or never true and
// what follows from relations without rows.

import type { CteId } from "../../common/ids.ts";
import { walk } from "../../expr/tree.ts";
import { isVolatile } from "../../function/expr-facts.ts";
import { isKept, kept } from "../../logical/column-ref.ts";
import type { LogicalExpr, LogicalLeaf, LogicalPlan, OutputColumn } from "../../logical/plan.ts";
import { childrenOf } from "../../logical/tree.ts";
import { narrowed, nullOf, substitute } from "../build.ts";
import { call, type Deep, mapDeep, runDeep } from "../deep.ts";
import { factsOf } from "../facts.ts";
import { nodesOf, rewritePlan, withInputs } from "../rewrite-plan.ts";
import type { Rule, RuleContext } from "../rule.ts";
import { isUnique } from "../unique-keys.ts";

export const removeRedundancy: Rule = {
  name: "remove-redundancy",
  reason: "after the rules that leave projections and constant conditions behind",
  required: false,
  rewrite: (plan, context) => {
    const rounds = new Map<CteId, Of<"recursive-cte">>();
    for (const node of nodesOf(plan)) if (node.kind === "recursive-cte") rounds.set(node.cte, node);
    const seen = runDeep(needed(plan, { order: true, count: true }));
    return rewritePlan(seen, (node) => {
      const before = node.kind === "recursive-cte" ? rounds.get(node.cte) : undefined;
      if (before === undefined || node.kind !== "recursive-cte") return reduced(node, context);
      // Rounds are matched by position.
      const base = narrowed(node.base, factsOf(before.base).columns);
      return { ...node, base, step: narrowed(node.step, factsOf(before.step).columns) };
    });
  },
};

type Of<Kind extends LogicalPlan["kind"]> = Extract<LogicalPlan, { readonly kind: Kind }>;

/** What is asked of a node's rows. */
interface Asked {
  /** In which order they come. */
  readonly order: boolean;
  /** How often each comes. */
  readonly count: boolean;
}

/** Without sorts and DISTINCTs that nothing above asks for. */
function* needed(plan: LogicalPlan, asked: Asked): Deep<LogicalPlan> {
  const nothing = { order: false, count: true };
  switch (plan.kind) {
    case "sort":
      if (!asked.order) return yield* call(needed(plan.input, asked));
      return withInputs(plan, [yield* call(needed(plan.input, { ...asked, order: false }))]);
    case "distinct":
      if (plan.on === undefined && !asked.count) return yield* call(needed(plan.input, asked));
      return withInputs(plan, [
        yield* call(needed(plan.input, { order: plan.on !== undefined, count: plan.on !== undefined })),
      ]);
    case "project":
    case "filter":
      return withInputs(plan, [yield* call(needed(plan.input, asked))]);
    case "unnest":
      return withInputs(plan, [yield* call(needed(plan.input, { order: asked.order, count: true }))]);
    case "limit":
      return withInputs(plan, [yield* call(needed(plan.input, { order: true, count: true }))]);
    case "join": {
      const setOnly = plan.join === "semi" || plan.join === "anti" || plan.join === "mark";
      const left = yield* call(needed(plan.left, { order: asked.order, count: asked.count || !setOnly }));
      return withInputs(plan, [left, yield* call(needed(plan.right, { order: false, count: !setOnly }))]);
    }
    case "cte": {
      const definition = yield* call(needed(plan.definition, { order: true, count: true }));
      const body = yield* call(needed(plan.body, asked));
      return withInputs(plan, [definition, body]);
    }
    case "aggregate":
    case "set-operation":
    case "window":
      return withInputs(plan, yield* call(mapDeep(childrenOf(plan), (input) => needed(input, nothing))));
    case "scan":
    case "values":
    case "table-function":
    case "cte-ref":
    case "recursive-cte":
      return withInputs(
        plan,
        yield* call(mapDeep(childrenOf(plan), (input) => needed(input, { order: true, count: true }))),
      );
  }
}

function reduced(node: LogicalPlan, context: RuleContext): LogicalPlan {
  switch (node.kind) {
    case "filter":
      return reducedFilter(node);
    case "project":
      return reducedProject(node, context);
    case "join":
      return reducedJoin(node);
    case "distinct":
      if (isEmpty(node.input)) return node.input;
      return node.on === undefined && isUnique(node.input, new Set(factsOf(node.input).byId.keys()))
        ? node.input
        : node;
    case "aggregate":
      return isEmpty(node.input) && node.groups.length > 0 && !hasEmptySet(node) ? empty(factsOf(node).columns) : node;
    case "window":
    case "unnest":
      return isEmpty(node.input) ? empty(factsOf(node).columns) : node;
    case "sort":
      return isEmpty(node.input) || node.keys.length === 0 ? node.input : node;
    case "limit": {
      const isNothing = (expr: LogicalExpr | undefined): boolean =>
        expr === undefined || (expr.kind === "constant" && expr.value === null);
      return isEmpty(node.input) || (isNothing(node.limit) && isNothing(node.offset)) ? node.input : node;
    }
    case "set-operation":
      return reducedSetOperation(node);
    case "scan":
    case "values":
    case "table-function":
    case "cte":
    case "cte-ref":
    case "recursive-cte":
      return node;
  }
}

function empty(columns: readonly OutputColumn[]): LogicalPlan {
  return { kind: "values", columns, rows: [] };
}

function isEmpty(plan: LogicalPlan): boolean {
  return plan.kind === "values" && plan.rows.length === 0;
}

function hasEmptySet({ groupingSets }: Of<"aggregate">): boolean {
  return groupingSets?.some((set) => set.length === 0) ?? false;
}

function reducedFilter(node: Of<"filter">): LogicalPlan {
  if (isEmpty(node.input)) return node.input;
  if (node.predicate.kind !== "constant") return node;
  return node.predicate.value === true ? node.input : empty(factsOf(node).columns);
}

function reducedProject(node: Of<"project">, context: RuleContext): LogicalPlan {
  const { input, exprs } = node;
  if (isEmpty(input)) return empty(factsOf(node).columns);
  if (exprs.every(isKept) && exprs.length === factsOf(input).columns.length) return input;
  if (input.kind !== "project" || !canMerge(node, input, context)) return node;
  const values = new Map(input.exprs.map(({ output, expr }) => [output.id, expr]));
  const merged = exprs.map(({ output, expr }) => ({ output, expr: substitute(expr, values) }));
  return reducedProject({ ...node, input: input.input, exprs: merged }, context);
}

/** What the lower one computes must not be computed more often. */
function canMerge(upper: Of<"project">, lower: Of<"project">, context: RuleContext): boolean {
  const uses = new Map<number, number>();
  for (const { expr } of upper.exprs) {
    walk<LogicalLeaf>(expr, (node) => {
      if (node.kind === "column") uses.set(node.column, (uses.get(node.column) ?? 0) + 1);
    });
  }
  return lower.exprs.every(({ output, expr }) => {
    if (expr.kind === "column" || expr.kind === "constant") return true;
    return (uses.get(output.id) ?? 0) <= 1 && !isVolatile(expr, context.functions);
  });
}

/** Joins with a side that has no rows. */
function reducedJoin(node: Of<"join">): LogicalPlan {
  const [left, right] = [isEmpty(node.left), isEmpty(node.right)];
  if (!left && !right) return node;
  const none = (): LogicalPlan => empty(factsOf(node).columns);
  const withNulls = (): LogicalPlan => {
    const [side, other] = right ? [node.left, node.right] : [node.right, node.left];
    const { byId } = factsOf(other);
    const exprs = factsOf(node).columns.map((output) =>
      byId.has(output.id) ? { output, expr: nullOf(output.type) } : kept(output),
    );
    return { kind: "project", input: side, exprs };
  };
  switch (node.join) {
    case "inner":
      return none();
    case "left":
    case "single":
      return left ? none() : withNulls();
    case "right":
      return right ? none() : withNulls();
    case "full":
      return left && right ? none() : withNulls();
    case "semi":
      return none();
    case "anti":
      return left ? none() : node.left;
    case "mark":
      return left ? none() : node;
  }
}

function reducedSetOperation(node: Of<"set-operation">): LogicalPlan {
  const [left, right] = [isEmpty(node.left), isEmpty(node.right)];
  if (!left && !right) return node;
  if ((left && right) || node.operator === "intersect" || (left && node.operator === "except")) {
    return empty(factsOf(node).columns);
  }
  const exprs = node.columns.map(({ output, left: first, right: second }) => ({
    output,
    expr: { kind: "column", column: left ? second : first, type: output.type } as const,
  }));
  const rows: LogicalPlan = { kind: "project", input: left ? node.right : node.left, exprs };
  return node.all ? rows : { kind: "distinct", input: rows, order: [] };
}
