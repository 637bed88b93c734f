// Takes subqueries out of expressions: each becomes the right side of a join below its node, lateral when it is
// correlated. Scalar subqueries become single joins, EXISTS, ANY and ALL mark joins, or semi and anti joins
// where they are conjuncts of WHERE. After this no expression holds a plan.
//
// A subquery is then evaluated for every row, also where PostgreSQL would not ask for it (a branch of CASE
// that is not taken). What could show is an error: "more than one row" is guarded by the branch's condition;
// an error inside the subquery's own expressions is not.
import { internal, unsupported } from "../../common/error.ts";
import type { ColumnId } from "../../common/ids.ts";
import { unreachable } from "../../common/unreachable.ts";
import { childrenOf, isInner, withChildren } from "../../expr/tree.ts";
import { offsetsOf } from "../../expr/window-frame.ts";
import { kept, refTo } from "../../logical/column-ref.ts";
import { canBeNull } from "../../logical/nullability.ts";
import type {
  JoinKind,
  LogicalExpr,
  LogicalLeaf,
  LogicalPlan,
  NamedExpr,
  OutputColumn,
  SortKey,
  Subquery,
} from "../../logical/plan.ts";
import { exprsOf, childrenOf as inputsOf, mapExprs } from "../../logical/tree.ts";
import { BOOL } from "../../type/logical-type.ts";
import { conjunctsOf, filtered, isNull, isTrue, narrowed, not, nullOf } from "../build.ts";
import { copyPlan, type PlanCopy, renamed } from "../copy-plan.ts";
import { call, type Deep, mapDeep, runDeep } from "../deep.ts";
import { factsOf, subqueriesIn, touches } from "../facts.ts";
import { producedBy } from "../producers.ts";
import { nodesOf, withInputs } from "../rewrite-plan.ts";
import { constantOf, isNumber, rowBounds } from "../row-bounds.ts";
import type { Rule, RuleContext } from "../rule.ts";
import { unionAll } from "../union-all.ts";

export const hoistSubqueries: Rule = {
  name: "hoist-subqueries",
  reason: "no other rule looks into plans inside expressions, and execution runs none",
  required: true,
  concerns: ({ hasSubqueries }) => hasSubqueries,
  rewrite: (plan, context) => runDeep(new Hoist(context).plan(plan)),
};

type Join = Extract<LogicalPlan, { readonly kind: "join" }>;
type Of<Kind extends LogicalPlan["kind"]> = Extract<LogicalPlan, { readonly kind: Kind }>;

const holds = (expr: LogicalExpr): boolean => subqueriesIn(expr).length > 0;

class Hoist {
  readonly #context: RuleContext;
  /** Plans that have their place, by a column that each produces: a second use of one needs ids of its own. */
  readonly #placed = new Set<ColumnId>();

  constructor(context: RuleContext) {
    this.#context = context;
  }

  *plan(plan: LogicalPlan): Deep<LogicalPlan> {
    const inputs = yield* call(mapDeep(inputsOf(plan), (input) => this.plan(input)));
    const node = withInputs(plan, inputs);
    if (!exprsOf(node).some(holds)) return node;
    switch (node.kind) {
      case "filter":
        return yield* call(this.#filter(node));
      case "project": {
        const over = new Extended(node.input);
        const exprs = yield* call(this.#named(over, node.exprs));
        return { ...node, input: over.plan, exprs };
      }
      case "aggregate":
        return yield* call(this.#aggregate(node));
      case "window":
      case "unnest":
        return yield* call(this.#window(node));
      case "sort":
      case "distinct":
        return yield* call(this.#ordered(node));
      case "join":
        return yield* call(this.#join(node));
      case "values":
        return yield* call(this.#values(node));
      case "limit":
        throw unsupported("a subquery in LIMIT or OFFSET");
      case "table-function":
        return yield* call(this.#tableFunction(node));
      case "scan":
      case "set-operation":
      case "cte":
      case "cte-ref":
      case "recursive-cte":
        throw internal(`a subquery in ${node.kind}`);
      default:
        return unreachable(node);
    }
  }

  /** Conjuncts without subqueries go first: they make the subqueries' input smaller. */
  *#filter(node: Of<"filter">): Deep<LogicalPlan> {
    const conjuncts = conjunctsOf(node.predicate);
    const plain = conjuncts.filter((conjunct) => !holds(conjunct));
    const over = new Extended(filtered(node.input, plain));
    const rest: LogicalExpr[] = [];
    for (const conjunct of conjuncts.filter(holds)) {
      if (yield* call(this.#asSemiJoin(over, conjunct))) continue;
      rest.push(yield* call(this.#expr(over, conjunct, [])));
    }
    return narrowed(filtered(over.plan, rest), factsOf(node.input).columns);
  }

  /** EXISTS, NOT EXISTS, = ANY and the negation of ALL need no mark when they are a conjunct. */
  *#asSemiJoin(over: Extended, conjunct: LogicalExpr): Deep<boolean> {
    const negated = conjunct.kind === "not";
    const test = negated ? conjunct.input : conjunct;
    if (test.kind === "exists-subquery") {
      over.join(negated ? "anti" : "semi", yield* call(this.#subplan(test)), []);
      return true;
    }
    if (test.kind !== (negated ? "all-subquery" : "any-subquery")) return false;
    const right = yield* call(this.#subplan(test));
    const comparison = yield* call(this.#expr(over, renamed(test.comparison, right), []));
    over.join("semi", right, conjunctsOf(negated ? not(comparison) : comparison));
    return true;
  }

  *#aggregate(node: Of<"aggregate">): Deep<LogicalPlan> {
    const over = new Extended(node.input);
    const groups = yield* call(this.#named(over, node.groups));
    const aggregates = [];
    for (const one of node.aggregates) {
      const filter = one.filter === undefined ? [] : [yield* call(this.#expr(over, one.filter, []))];
      const args = yield* call(this.#exprs(over, one.args, filter));
      const order = yield* call(this.#keys(over, one.order, filter));
      aggregates.push({ ...one, args, order, ...(filter[0] === undefined ? {} : { filter: filter[0] }) });
    }
    return { ...node, input: over.plan, groups, aggregates };
  }

  /** Nodes whose output is their input's and further columns. */
  *#window(node: Of<"window"> | Of<"unnest">): Deep<LogicalPlan> {
    if (
      node.kind === "window" &&
      node.calls.some(({ frame }) => offsetsOf(frame).some(({ amount }) => holds(amount)))
    ) {
      throw unsupported("a frame offset with a value that is not known before the query runs");
    }
    const over = new Extended(node.input);
    const exprs = yield* call(this.#exprs(over, exprsOf(node), []));
    let next = 0;
    const mapped = mapExprs({ ...node, input: over.plan }, () => exprs[next++] as LogicalExpr);
    return narrowed(mapped, factsOf(node).columns);
  }

  *#ordered(node: Of<"sort"> | Of<"distinct">): Deep<LogicalPlan> {
    const over = new Extended(node.input);
    const order = yield* call(this.#keys(over, node.kind === "sort" ? node.keys : node.order, []));
    const columns = factsOf(node.input).columns;
    if (node.kind === "sort") return narrowed({ ...node, input: over.plan, keys: order }, columns);
    if (node.on === undefined) throw internal("a subquery in a DISTINCT without ON");
    const on = yield* call(this.#exprs(over, node.on, []));
    return narrowed({ ...node, input: over.plan, on, order }, columns);
  }

  /** A condition on the optional side alone filters it; one that needs both makes that side lateral. */
  *#join(node: Join): Deep<LogicalPlan> {
    const plain = node.on.filter((conjunct) => !holds(conjunct));
    const asked = node.on.filter(holds);
    switch (node.join) {
      case "inner":
        return yield* call(this.plan(filtered({ ...node, on: plain }, asked)));
      case "left": {
        const lateral = node.lateral || asked.some((conjunct) => touches(conjunct, node.left));
        const right = yield* call(this.plan(filtered(node.right, asked)));
        return { ...node, on: plain, right, lateral };
      }
      case "right": {
        const swapped: Join = { ...node, join: "left", left: node.right, right: node.left };
        return narrowed(yield* call(this.#join(swapped)), factsOf(node).columns);
      }
      case "full":
        return yield* call(this.#fullJoin(node, plain, asked));
      case "semi":
      case "anti":
      case "single":
      case "mark":
        throw internal(`a subquery in the condition of a ${node.join} join`);
      default:
        return unreachable(node.join);
    }
  }

  *#fullJoin(node: Join, plain: readonly LogicalExpr[], asked: readonly LogicalExpr[]): Deep<LogicalPlan> {
    const sides = { left: new Extended(node.left), right: new Extended(node.right) };
    const on = [...plain];
    for (const conjunct of asked) {
      const [left, right] = [touches(conjunct, node.left), touches(conjunct, node.right)];
      if (left && right) return yield* call(this.#fullJoinOverBoth(node));
      on.push(yield* call(this.#expr(left ? sides.left : sides.right, conjunct, [])));
    }
    return narrowed({ ...node, left: sides.left.plan, right: sides.right.plan, on }, factsOf(node).columns);
  }

  /** As the left join, and the right rows for which no left row holds. */
  *#fullJoinOverBoth(node: Join): Deep<LogicalPlan> {
    const columns = factsOf(node).columns;
    const matches = yield* call(this.#join({ ...node, join: "left" }));
    const missing: LogicalExpr = {
      kind: "exists-subquery",
      plan: filtered(node.left, node.on),
      type: { kind: "bool" },
    };
    const others = yield* call(this.plan(filtered(node.right, [not(missing)])));
    const { byId } = factsOf(node.right);
    const exprs = columns.map((column) => (byId.has(column.id) ? kept(column) : nulls(this.#context, column)));
    const sides = [narrowed(matches, columns), { kind: "project", input: others, exprs } as const];
    return unionAll(
      this.#context,
      columns,
      sides.map((side) => copyPlan(side, this.#context).plan),
    );
  }

  /** Rows with subqueries become projections, put together by UNION ALL. */
  *#values(node: Of<"values">): Deep<LogicalPlan> {
    const rows = yield* call(
      mapDeep(node.rows, (row) => {
        const exprs = row.map((expr, at) => ({ output: this.#context.fresh(node.columns[at] as OutputColumn), expr }));
        return this.plan({ kind: "project", input: { kind: "values", columns: [], rows: [[]] }, exprs });
      }),
    );
    return unionAll(this.#context, node.columns, rows);
  }

  /** The arguments become a row, and the function one over its columns. */
  *#tableFunction(node: Of<"table-function">): Deep<LogicalPlan> {
    const named = node.args.map((expr) => ({ output: this.#context.column("argument", expr.type, true), expr }));
    const one: LogicalPlan = { kind: "values", columns: [], rows: [[]] };
    const left = yield* call(this.plan({ kind: "project", input: one, exprs: named }));
    const right = { ...node, args: named.map(({ output }) => refTo(output)) };
    return narrowed({ kind: "join", join: "inner", left, right, on: [], lateral: true }, node.columns);
  }

  *#named(over: Extended, named: readonly NamedExpr[]): Deep<readonly NamedExpr[]> {
    const plain = named.map(({ expr }) => expr);
    const exprs = yield* call(this.#exprs(over, plain, []));
    return named.map(({ output }, at) => ({ output, expr: exprs[at] as LogicalExpr }));
  }

  *#keys(over: Extended, keys: readonly SortKey[], guards: readonly LogicalExpr[]): Deep<readonly SortKey[]> {
    const plain = keys.map(({ expr }) => expr);
    const exprs = yield* call(this.#exprs(over, plain, guards));
    return keys.map((key, at) => ({ ...key, expr: exprs[at] as LogicalExpr }));
  }

  *#exprs(over: Extended, exprs: readonly LogicalExpr[], guards: readonly LogicalExpr[]): Deep<readonly LogicalExpr[]> {
    return yield* call(mapDeep(exprs, (expr) => this.#expr(over, expr, guards)));
  }

  /** The expression with columns for its subqueries. It is only asked for when all `guards` are true. */
  *#expr(over: Extended, expr: LogicalExpr, guards: readonly LogicalExpr[]): Deep<LogicalExpr> {
    if (!holds(expr)) return expr;
    if (!isInner<LogicalLeaf>(expr)) return yield* call(this.#subquery(over, expr as Subquery, guards));
    if (expr.kind === "case") {
      const branches = [];
      let passed = guards;
      for (const { when, then } of expr.branches) {
        const condition = yield* call(this.#expr(over, when, passed));
        branches.push({ when: condition, then: yield* call(this.#expr(over, then, [...passed, condition])) });
        passed = [...passed, not(isTrue(condition))];
      }
      return { ...expr, branches, otherwise: yield* call(this.#expr(over, expr.otherwise, passed)) };
    }
    const args: LogicalExpr[] = [];
    let passed = guards;
    for (const child of childrenOf<LogicalLeaf>(expr)) {
      const arg = yield* call(this.#expr(over, child, passed));
      args.push(arg);
      if (expr.kind === "coalesce") passed = [...passed, isNull(arg)];
    }
    return withChildren<LogicalLeaf>(expr, args);
  }

  *#subquery(over: Extended, node: Subquery, guards: readonly LogicalExpr[]): Deep<LogicalExpr> {
    const found = yield* call(this.#subplan(node));
    const scalar = node.kind === "scalar-subquery";
    const right = scalar ? { ...found, plan: withoutLooseLimit(found.plan, this.#context) } : found;
    switch (node.kind) {
      case "scalar-subquery": {
        const { atLeast, atMostOne } = rowBounds(right.plan, this.#context);
        const [column] = factsOf(right.plan).columns;
        if (column === undefined) throw internal("a scalar subquery without a column");
        if (atMostOne) over.join(atLeast === 1 ? "inner" : "left", right, []);
        else over.join("single", right, guards);
        return refTo(column);
      }
      case "exists-subquery":
        return refTo(over.mark(right, [], this.#context, false));
      case "any-subquery":
      case "all-subquery": {
        const comparison = yield* call(this.#expr(over, renamed(node.comparison, right), guards));
        const all = node.kind === "all-subquery";
        const nullable = canBeNull(comparison, this.#context.functions, (id) => {
          return (factsOf(over.plan).byId.get(id) ?? factsOf(right.plan).byId.get(id))?.nullable ?? true;
        });
        const mark = refTo(over.mark(right, conjunctsOf(all ? not(comparison) : comparison), this.#context, nullable));
        return all ? not(mark) : mark;
      }
      default:
        return unreachable(node);
    }
  }

  *#subplan(node: Subquery): Deep<PlanCopy> {
    const first = firstProduced(node.plan);
    const again = first !== undefined && this.#placed.has(first);
    if (first !== undefined) this.#placed.add(first);
    const plan = yield* call(this.plan(node.plan));
    return again ? copyPlan(plan, this.#context) : { plan, ids: new Map() };
  }
}

/** A node's input, growing by the subqueries of its expressions. */
class Extended {
  plan: LogicalPlan;

  constructor(plan: LogicalPlan) {
    this.plan = plan;
  }

  join(join: JoinKind, { plan: right }: PlanCopy, on: readonly LogicalExpr[], mark?: OutputColumn): void {
    const { byId } = factsOf(this.plan);
    const lateral = [...factsOf(right).free].some((id) => byId.has(id));
    this.plan = { kind: "join", join, left: this.plan, right, on, lateral, ...(mark === undefined ? {} : { mark }) };
  }

  mark(right: PlanCopy, on: readonly LogicalExpr[], context: RuleContext, nullable: boolean): OutputColumn {
    const mark = context.column("mark", BOOL, nullable);
    this.join("mark", right, on, mark);
    return mark;
  }
}

/** The same in every use of a plan, also where rules rewrote each use by itself. */
function firstProduced(plan: LogicalPlan): ColumnId | undefined {
  for (const node of nodesOf(plan)) {
    const [column] = producedBy(node);
    if (column !== undefined) return column.id;
  }
  return undefined;
}

function nulls(context: RuleContext, column: OutputColumn): NamedExpr {
  return { output: context.fresh(column), expr: nullOf(column.type) };
}

/** A second row is an error, so whether a third may come does not matter. */
function withoutLooseLimit(plan: LogicalPlan, context: RuleContext): LogicalPlan {
  if (plan.kind === "project") return { ...plan, input: withoutLooseLimit(plan.input, context) };
  if (plan.kind !== "limit" || plan.limit === undefined || plan.offset !== undefined) return plan;
  const limit = constantOf(plan.limit, context);
  return isNumber(limit, (count) => count >= 2n) ? plan.input : plan;
}
