// Makes the right side of a lateral join independent by pulling what depends on the left side up into the join:
// correlated conjuncts of filters and inner joins become join conditions, correlated projections are computed
// above. Where that would change the answer (below an outer join's optional side, a limit, a set operation
// ...) there is no result, and unnest-by-domain.ts takes over.
import type { ColumnId } from "../../common/ids.ts";
import { unreachable } from "../../common/unreachable.ts";
import { exprKey } from "../../expr/key.ts";
import { walk } from "../../expr/tree.ts";
import { isVolatile } from "../../function/expr-facts.ts";
import { kept, refTo } from "../../logical/column-ref.ts";
import type { LogicalExpr, LogicalLeaf, LogicalPlan, NamedExpr, OutputColumn } from "../../logical/plan.ts";
import { exprsOf } from "../../logical/tree.ts";
import { conjunctsOf, filtered, narrowed, substitute } from "../build.ts";
import { call, type Deep } from "../deep.ts";
import { asEquality, equalityOf } from "../equality.ts";
import { columnsIn, factsOf } from "../facts.ts";
import { isAtLeastOne } from "../row-bounds.ts";
import type { RuleContext } from "../rule.ts";
import { areDisjoint, isSubset } from "../sets.ts";
import { sinkLimit } from "./sink-limit.ts";

export interface Pulled {
  /** Reads nothing of the left side. */
  readonly plan: LogicalPlan;
  /** WHERE conditions over the left side's columns and the plan's. */
  readonly predicates: readonly LogicalExpr[];
  /** What stands for output columns that depended on the left side. */
  readonly computed: ReadonlyMap<ColumnId, LogicalExpr>;
}

export interface PullRequest {
  readonly context: RuleContext;
  /** Columns of the left side. */
  readonly outer: ReadonlySet<ColumnId>;
  /** How often a row comes does not matter. */
  readonly setOnly: boolean;
  /** Only whether there is a row matters. */
  readonly anyRow: boolean;
}

const NOTHING: ReadonlyMap<ColumnId, LogicalExpr> = new Map();
type Of<Kind extends LogicalPlan["kind"]> = Extract<LogicalPlan, { readonly kind: Kind }>;
type Result = Deep<Pulled | undefined>;

const reads = (expr: LogicalExpr, columns: ReadonlySet<ColumnId>): boolean => !areDisjoint(columnsIn(expr), columns);

export function* pullUp(plan: LogicalPlan, request: PullRequest): Result {
  if (areDisjoint(factsOf(plan).free, request.outer)) return { plan, predicates: [], computed: NOTHING };
  switch (plan.kind) {
    case "filter":
      return yield* call(pullFilter(plan, request));
    case "project":
      return yield* call(pullProject(plan, request));
    case "join":
      return yield* call(pullJoin(plan, request));
    case "distinct":
      return yield* call(pullDistinct(plan, request));
    case "sort":
      return yield* call(pullUp(plan.input, request));
    case "limit": {
      const sunk = sinkLimit(plan);
      if (sunk !== plan) return yield* call(pullUp(sunk, request));
      if (!request.anyRow || !isAtLeastOne(plan, request.context)) return undefined;
      return yield* call(pullUp(plan.input, request));
    }
    case "aggregate":
      return yield* call(pullGrouped(plan, request));
    case "cte": {
      if (!areDisjoint(factsOf(plan.definition).free, request.outer)) return undefined;
      const body = yield* call(pullUp(plan.body, request));
      return body && { ...body, plan: { ...plan, body: body.plan } };
    }
    case "scan":
    case "values":
    case "table-function":
    case "window":
    case "unnest":
    case "set-operation":
    case "cte-ref":
    case "recursive-cte":
      return undefined;
    default:
      return unreachable(plan);
  }
}

function* pullFilter(plan: Of<"filter">, request: PullRequest): Result {
  const input = yield* call(pullUp(plan.input, { ...request, anyRow: false }));
  if (input === undefined || readsDrawn([plan.predicate], input.computed, request.context)) return undefined;
  const conjuncts = conjunctsOf(plan.predicate).map((conjunct) => substitute(conjunct, input.computed));
  const [pulled, own] = split(conjuncts, request);
  return { ...input, plan: filtered(input.plan, own), predicates: [...input.predicates, ...pulled] };
}

/** Whether what chance decides is read more often than `most`: put in the readers' places it would be drawn for each. */
export function readsDrawn(
  exprs: readonly LogicalExpr[],
  computed: ReadonlyMap<ColumnId, LogicalExpr>,
  { functions }: RuleContext,
  most = 0,
): boolean {
  for (const [id, value] of computed) {
    if (!isVolatile(value, functions)) continue;
    let reads = 0;
    for (const expr of exprs) {
      walk<LogicalLeaf>(expr, (node) => {
        if (node.kind === "column" && node.column === id) reads++;
      });
    }
    if (reads > most) return true;
  }
  return false;
}

function split(conjuncts: readonly LogicalExpr[], { outer }: PullRequest): [LogicalExpr[], LogicalExpr[]] {
  const correlated = conjuncts.filter((conjunct) => reads(conjunct, outer));
  return [correlated, conjuncts.filter((conjunct) => !correlated.includes(conjunct))];
}

function* pullProject(plan: Of<"project">, request: PullRequest): Result {
  const input = yield* call(pullUp(plan.input, request));
  const own = plan.exprs.map(({ expr }) => expr);
  if (input === undefined || readsDrawn(own, input.computed, request.context, 1)) return undefined;
  const computed = new Map<ColumnId, LogicalExpr>();
  const exprs: NamedExpr[] = [];
  for (const { output, expr } of plan.exprs) {
    const value = substitute(expr, input.computed);
    if (reads(value, request.outer)) computed.set(output.id, value);
    else exprs.push({ output, expr: value });
  }
  return {
    plan: project(input.plan, exprs, [...input.predicates, ...computed.values()]),
    predicates: input.predicates,
    computed,
  };
}

/** A projection that also keeps the input's columns that these expressions read. */
function project(input: LogicalPlan, exprs: readonly NamedExpr[], above: readonly LogicalExpr[]): LogicalPlan {
  const there = new Set(exprs.map(({ output }) => output.id));
  const asked = new Set(above.flatMap((expr) => [...columnsIn(expr)]));
  const further = factsOf(input).columns.filter(({ id }) => asked.has(id) && !there.has(id));
  return { kind: "project", input, exprs: [...exprs, ...further.map(kept)] };
}

/** Inner joins give up all conditions; other kinds only what comes from their preserved side. */
function* pullJoin(plan: Of<"join">, request: PullRequest): Result {
  const inner = plan.join === "inner";
  const rightRead = !areDisjoint(factsOf(plan.right).free, request.outer);
  if (plan.join === "right" || plan.join === "full") return undefined;
  if (rightRead && (!inner || plan.lateral)) return undefined;
  const below = { ...request, anyRow: false };
  const left = yield* call(pullUp(plan.left, below));
  const right = yield* call(pullUp(plan.right, below));
  if (left === undefined || right === undefined) return undefined;
  if (plan.lateral && [...factsOf(plan.right).free].some((id) => left.computed.has(id))) return undefined;
  const computed = new Map([...left.computed, ...right.computed]);
  if (readsDrawn(plan.on, computed, request.context)) return undefined;
  const [pulled, own] = split(
    plan.on.map((conjunct) => substitute(conjunct, computed)),
    request,
  );
  if (pulled.length > 0 && !inner) return undefined;
  const predicates = [...left.predicates, ...right.predicates, ...pulled];
  return { plan: { ...plan, left: left.plan, right: right.plan, on: own }, predicates, computed };
}

/** Further columns in a DISTINCT change nothing when the left row's value decides them. */
function* pullDistinct(plan: Of<"distinct">, request: PullRequest): Result {
  const input = yield* call(pullUp(plan.input, request));
  if (input === undefined) return undefined;
  // One row of each key is another set, but for who only asks whether there are rows.
  if (plan.on !== undefined) return request.anyRow ? input : undefined;
  if (request.setOnly) return input;
  if ([...input.computed.values()].some((expr) => !isOuterOnly(expr, request))) return undefined;
  const own = factsOf(plan).columns.filter(({ id }) => !input.computed.has(id));
  const there = new Set(own.map(({ id }) => id));
  const further = new Map<ColumnId, OutputColumn>();
  for (const predicate of input.predicates) {
    const missing = [...columnsIn(predicate)].filter((id) => factsOf(input.plan).byId.has(id) && !there.has(id));
    if (missing.length === 0) continue;
    const sides = correlatedEquality(predicate, input.plan, request);
    if (sides?.inner.kind !== "column") return undefined;
    further.set(sides.inner.column, factsOf(input.plan).byId.get(sides.inner.column) as OutputColumn);
  }
  return { ...input, plan: { ...plan, input: narrowed(input.plan, [...own, ...further.values()]) } };
}

function isOuterOnly(expr: LogicalExpr, { outer }: PullRequest): boolean {
  return isSubset(columnsIn(expr), outer);
}

/** A conjunct that says what value an expression of the plan has for a left row. */
export function correlatedEquality(
  predicate: LogicalExpr,
  plan: LogicalPlan,
  { outer }: PullRequest,
): { readonly inner: LogicalExpr; readonly rebuild: (inner: LogicalExpr) => LogicalExpr } | undefined {
  const equality = asEquality(predicate);
  if (equality === undefined) return undefined;
  const { left, right } = equality;
  const { byId } = factsOf(plan);
  const isInner = (expr: LogicalExpr): boolean => [...columnsIn(expr)].every((id) => byId.has(id));
  const isOuter = (expr: LogicalExpr): boolean =>
    [...columnsIn(expr)].every((id) => !byId.has(id)) && reads(expr, outer);
  if (isInner(left) && isOuter(right)) return { inner: left, rebuild: (inner) => equalityOf(equality, inner, right) };
  if (isInner(right) && isOuter(left)) return { inner: right, rebuild: (inner) => equalityOf(equality, left, inner) };
  return undefined;
}

/** Groups by what equalities say the left row decides. */
function* pullGrouped(plan: Of<"aggregate">, request: PullRequest): Result {
  if (plan.groups.length === 0 || plan.groupingSets !== undefined) return undefined;
  const grouped = yield* call(pullAggregate(plan, request));
  return grouped && { plan: grouped.plan, predicates: grouped.predicates, computed: NOTHING };
}

/** The aggregate with correlated equalities below it as further groups. Of one without groups, the caller mends empty input. */
export function* pullAggregate(
  plan: Of<"aggregate">,
  request: PullRequest,
): Deep<{ readonly plan: Of<"aggregate">; readonly predicates: readonly LogicalExpr[] } | undefined> {
  const input = yield* call(pullUp(plan.input, { ...request, setOnly: false, anyRow: false }));
  if (input === undefined) return undefined;
  const own = exprsOf(plan).map((expr) => substitute(expr, input.computed));
  if (own.some((expr) => reads(expr, request.outer))) return undefined;
  const groups = plan.groups.map(({ output, expr }) => ({ output, expr: substitute(expr, input.computed) }));
  const predicates: LogicalExpr[] = [];
  for (const predicate of input.predicates) {
    const sides = correlatedEquality(predicate, input.plan, request);
    if (sides === undefined) return undefined;
    const key = exprKey(sides.inner);
    let group = groups.find(({ expr }) => exprKey(expr) === key);
    if (group === undefined) {
      group = { output: request.context.column("key", sides.inner.type, true), expr: sides.inner };
      groups.push(group);
    }
    predicates.push(sides.rebuild(refTo(group.output)));
  }
  const aggregates = plan.aggregates.map((one) => ({
    ...one,
    args: one.args.map((arg) => substitute(arg, input.computed)),
    order: one.order.map((key) => ({ ...key, expr: substitute(key.expr, input.computed) })),
    ...(one.filter === undefined ? {} : { filter: substitute(one.filter, input.computed) }),
  }));
  return { plan: { ...plan, input: input.plan, groups, aggregates }, predicates };
}
