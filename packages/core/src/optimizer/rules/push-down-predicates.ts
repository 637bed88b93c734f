// Conditions go as far down as the answer allows, at best into the scans, which skip what cannot match. On the
// way joins become stricter kinds: an outer join whose missing rows a condition rejects is an inner one (or an
// anti join, when it asks for nothing else), a mark that a condition demands is a semi or anti join.
//
// A condition that can fail (a division) is pushed as PostgreSQL pushes it: it may then meet rows that a join
// would have removed. Volatile conditions stay where they are.
import type { ColumnId } from "../../common/ids.ts";
import { unreachable } from "../../common/unreachable.ts";
import { isVolatile } from "../../function/expr-facts.ts";
import { kept, refTo } from "../../logical/column-ref.ts";
import { canBeNull } from "../../logical/nullability.ts";
import type { LogicalExpr, LogicalPlan, NamedExpr } from "../../logical/plan.ts";
import { and, conjunctsOf, FALSE, filtered, narrowed, nullOf, substitute, TRUE } from "../build.ts";
import { copyPlan, renamed } from "../copy-plan.ts";
import { call, type Deep, runDeep } from "../deep.ts";
import { columnsIn, factsOf, isOver } from "../facts.ts";
import { rejectsNulls } from "../null-rejection.ts";
import { withInputs } from "../rewrite-plan.ts";
import type { Rule, RuleContext } from "../rule.ts";
import { areDisjoint, isSubset } from "../sets.ts";
import { withoutRepetitions } from "../simplify/logic.ts";
import { alternativesOver, transitiveConjuncts } from "./infer-conjuncts.ts";

export const pushDownPredicates: Rule = {
  name: "push-down-predicates",
  reason: "after unnesting, whose conditions it places; before join ordering, which needs each relation's own filters",
  required: false,
  rewrite: (plan, context) => runDeep(new PushDown(context).push(plan, [])),
};

type Of<Kind extends LogicalPlan["kind"]> = Extract<LogicalPlan, { readonly kind: Kind }>;
type Join = Of<"join">;
type Conjuncts = readonly LogicalExpr[];

class PushDown {
  readonly #context: RuleContext;

  constructor(context: RuleContext) {
    this.#context = context;
  }

  /** The plan's rows for which all conjuncts are true. */
  *push(plan: LogicalPlan, conjuncts: Conjuncts): Deep<LogicalPlan> {
    switch (plan.kind) {
      case "filter": {
        const own = conjunctsOf(plan.predicate);
        const fixed = own.filter((conjunct) => this.#isFixed(conjunct));
        const free = own.filter((conjunct) => !fixed.includes(conjunct));
        // Nothing passes a volatile condition: it would see fewer rows.
        if (fixed.length > 0) return filtered(filtered(yield* call(this.push(plan.input, free)), fixed), conjuncts);
        return yield* call(this.push(plan.input, withoutRepetitions([...free, ...conjuncts], this.#context.functions)));
      }
      case "project":
        return yield* call(this.#project(plan, conjuncts));
      case "join":
        return yield* call(this.#join(plan, conjuncts));
      case "aggregate":
        return yield* call(this.#aggregate(plan, conjuncts));
      case "distinct": {
        const on = plan.on && new Set(plan.on.flatMap((expr) => (expr.kind === "column" ? [expr.column] : [])));
        const [down, above] = partition(conjuncts, (one) => on === undefined || isSubset(columnsIn(one), on));
        return filtered(withInputs(plan, [yield* call(this.push(plan.input, down))]), above);
      }
      case "sort":
        return withInputs(plan, [yield* call(this.push(plan.input, conjuncts))]);
      case "window": {
        // Only whole partitions may go.
        const keys = new Set(plan.partitionBy.flatMap((expr) => (expr.kind === "column" ? [expr.column] : [])));
        const isWhole = (one: LogicalExpr): boolean => columnsIn(one).size > 0 && isSubset(columnsIn(one), keys);
        const [down, above] = partition(conjuncts, (one) => isWhole(one) && !this.#isFixed(one));
        return filtered(withInputs(plan, [yield* call(this.push(plan.input, down))]), above);
      }
      case "unnest": {
        const input = factsOf(plan.input).byId;
        const isBelow = (one: LogicalExpr): boolean => isSubset(columnsIn(one), new Set(input.keys()));
        const [down, above] = partition(
          conjuncts,
          (one) => columnsIn(one).size > 0 && isBelow(one) && !this.#isFixed(one),
        );
        return filtered(withInputs(plan, [yield* call(this.push(plan.input, down))]), above);
      }
      case "limit":
        return filtered(withInputs(plan, [yield* call(this.push(plan.input, []))]), conjuncts);
      case "set-operation":
        return yield* call(this.#setOperation(plan, conjuncts));
      case "cte": {
        const definition = yield* call(this.push(plan.definition, []));
        return { ...plan, definition, body: yield* call(this.push(plan.body, conjuncts)) };
      }
      case "recursive-cte": {
        // Rounds are matched by position.
        const base = narrowed(yield* call(this.push(plan.base, [])), factsOf(plan.base).columns);
        const step = narrowed(yield* call(this.push(plan.step, [])), factsOf(plan.step).columns);
        return filtered({ ...plan, base, step }, conjuncts);
      }
      case "scan": {
        const [down, above] = partition(conjuncts, (one) => columnsIn(one).size > 0 && isOver(one, plan));
        if (down.length === 0) return filtered(plan, above);
        return filtered(
          { ...plan, filters: withoutRepetitions([...plan.filters, ...down], this.#context.functions) },
          above,
        );
      }
      case "values":
      case "table-function":
      case "cte-ref":
        return filtered(plan, conjuncts);
      default:
        return unreachable(plan);
    }
  }

  #isFixed(expr: LogicalExpr): boolean {
    return isVolatile(expr, this.#context.functions);
  }

  *#project(plan: Of<"project">, conjuncts: Conjuncts): Deep<LogicalPlan> {
    const fixed = new Set(plan.exprs.filter(({ expr }) => this.#isFixed(expr)).map(({ output }) => output.id));
    const [down, above] = partition(conjuncts, (one) => areDisjoint(columnsIn(one), fixed));
    const values = valuesOf(plan.exprs);
    const input = yield* call(
      this.push(
        plan.input,
        down.map((one) => substitute(one, values)),
      ),
    );
    return filtered(withInputs(plan, [input]), above);
  }

  /** Below grouping go conditions on columns that every grouping set groups by. */
  *#aggregate(plan: Of<"aggregate">, conjuncts: Conjuncts): Deep<LogicalPlan> {
    const sets = plan.groupingSets ?? [plan.groups.map((_, at) => at)];
    const usable = plan.groups.filter(({ expr }, at) => sets.every((set) => set.includes(at)) && !this.#isFixed(expr));
    const ids = new Set(usable.map(({ output }) => output.id));
    const grouped = sets.every((set) => set.length > 0);
    const [down, above] = partition(conjuncts, (one) => grouped && isSubset(columnsIn(one), ids));
    const values = valuesOf(usable);
    const input = yield* call(
      this.push(
        plan.input,
        down.map((one) => substitute(one, values)),
      ),
    );
    return filtered(withInputs(plan, [input]), above);
  }

  *#setOperation(plan: Of<"set-operation">, conjuncts: Conjuncts): Deep<LogicalPlan> {
    const side = (input: LogicalPlan, id: (column: (typeof plan.columns)[number]) => ColumnId): Deep<LogicalPlan> => {
      const { byId } = factsOf(input);
      const values = new Map(
        plan.columns.map((column): [ColumnId, LogicalExpr] => {
          const own = byId.get(id(column));
          return [column.output.id, refTo({ ...column.output, ...own })];
        }),
      );
      return this.push(
        input,
        conjuncts.map((one) => substitute(one, values)),
      );
    };
    const left = yield* call(side(plan.left, (column) => column.left));
    return withInputs(plan, [left, yield* call(side(plan.right, (column) => column.right))]);
  }

  *#join(plan: Join, conjuncts: Conjuncts): Deep<LogicalPlan> {
    switch (plan.join) {
      case "inner":
        return yield* call(this.#innerJoins(plan, conjuncts));
      case "left":
        return yield* call(this.#leftJoin(plan, conjuncts));
      case "right": {
        const swapped: Join = { ...plan, join: "left", left: plan.right, right: plan.left };
        return yield* call(this.#leftJoin(swapped, conjuncts));
      }
      case "full":
        return yield* call(this.#fullJoin(plan, conjuncts));
      case "semi":
      case "anti":
      case "single":
        return yield* call(this.#oneSided(plan, conjuncts));
      case "mark":
        return yield* call(this.#markJoin(plan, conjuncts));
      default:
        return unreachable(plan.join);
    }
  }

  /** All inner joins that stand together, with the conditions of all of them. */
  *#innerJoins(plan: Join, conjuncts: Conjuncts): Deep<LogicalPlan> {
    const pool: LogicalExpr[] = [...conjuncts];
    const leaves: LogicalPlan[] = [];
    const stripped = yield* call(this.#strip(plan, pool, leaves));
    const conditions = withoutRepetitions(pool, this.#context.functions);
    const inferred = [...conditions, ...transitiveConjuncts(conditions, conditions, this.#context.functions)];
    for (const condition of conditions) {
      for (const leaf of leaves) {
        const own = alternativesOver(condition, leaf);
        if (own !== undefined) inferred.push(own);
      }
    }
    return yield* call(
      this.#distribute(stripped, new Set(leaves), withoutRepetitions(inferred, this.#context.functions)),
    );
  }

  *#strip(plan: LogicalPlan, pool: LogicalExpr[], leaves: LogicalPlan[]): Deep<LogicalPlan> {
    if (plan.kind === "filter" && !this.#isFixed(plan.predicate)) {
      pool.push(...conjunctsOf(plan.predicate));
      return yield* call(this.#strip(plan.input, pool, leaves));
    }
    if (plan.kind !== "join" || plan.join !== "inner" || plan.on.some((one) => this.#isFixed(one))) {
      leaves.push(plan);
      return plan;
    }
    pool.push(...plan.on);
    const left = yield* call(this.#strip(plan.left, pool, leaves));
    return { ...plan, left, right: yield* call(this.#strip(plan.right, pool, leaves)), on: [] };
  }

  *#distribute(plan: LogicalPlan, leaves: ReadonlySet<LogicalPlan>, conjuncts: Conjuncts): Deep<LogicalPlan> {
    if (plan.kind !== "join" || leaves.has(plan)) {
      if (plan.kind === "join" && plan.join === "inner") return filtered(plan, conjuncts);
      return yield* call(this.push(plan, conjuncts));
    }
    const [toLeft, others] = partition(conjuncts, (one) => isOver(one, plan.left));
    const [toRight, on] = partition(others, (one) => isOver(one, plan.right));
    const left = yield* call(this.#distribute(plan.left, leaves, toLeft));
    return { ...plan, left, right: yield* call(this.#distribute(plan.right, leaves, toRight)), on };
  }

  *#leftJoin(plan: Join, conjuncts: Conjuncts): Deep<LogicalPlan> {
    const right = factsOf(plan.right).byId;
    const isMissing = (id: ColumnId): boolean => right.has(id);
    if (conjuncts.some((one) => rejectsNulls(one, this.#context.functions, isMissing))) {
      return yield* call(this.#innerJoins({ ...plan, join: "inner" }, conjuncts));
    }
    const absent = conjuncts.find((one) => this.#asksForMissing(one, plan));
    if (absent === undefined) return yield* call(this.#oneSided(plan, conjuncts));
    const nulls = factsOf(plan.right).columns.map((column) => ({
      output: { ...column, nullable: true },
      expr: nullOf(column.type),
    }));
    const copy = copyPlan(plan.right, this.#context);
    const anti: Join = { ...plan, join: "anti", right: copy.plan, on: plan.on.map((one) => renamed(one, copy)) };
    const exprs: readonly NamedExpr[] = [...factsOf(plan.left).columns.map(kept), ...nulls];
    const rest = conjuncts.filter((one) => one !== absent);
    return yield* call(this.push({ kind: "project", input: anti, exprs }, rest));
  }

  /** `column IS NULL` for a column that no matching row leaves NULL. */
  #asksForMissing(conjunct: LogicalExpr, plan: Join): boolean {
    if (conjunct.kind !== "is-null" || conjunct.input.kind !== "column") return false;
    const asked = conjunct.input.column;
    const column = factsOf(plan.right).byId.get(asked);
    if (column === undefined) return false;
    return !column.nullable || rejectsNulls(and(plan.on), this.#context.functions, (id) => id === asked);
  }

  *#fullJoin(plan: Join, conjuncts: Conjuncts): Deep<LogicalPlan> {
    const { functions } = this.#context;
    const keeps = (side: LogicalPlan): boolean => {
      const { byId } = factsOf(side);
      return conjuncts.some((one) => rejectsNulls(one, functions, (id) => byId.has(id)));
    };
    // A condition that rejects a side's NULLs rejects the other side's rows without a match.
    const [left, right] = [keeps(plan.left), keeps(plan.right)];
    if (left) return yield* call(this.#join({ ...plan, join: right ? "inner" : "left" }, conjuncts));
    if (right) return yield* call(this.#join({ ...plan, join: "right" }, conjuncts));
    const below = { left: yield* call(this.push(plan.left, [])), right: yield* call(this.push(plan.right, [])) };
    return filtered({ ...plan, ...below }, conjuncts);
  }

  /** left, single, semi, anti: conditions on the left side go there, and what follows for the right side there. */
  *#oneSided(plan: Join, conjuncts: Conjuncts): Deep<LogicalPlan> {
    const { functions } = this.#context;
    const [toLeft, above] = partition(conjuncts, (one) => isOver(one, plan.left));
    const [own, others] = partition(
      withoutRepetitions(plan.on, functions),
      (one) => columnsIn(one).size > 0 && isOver(one, plan.right),
    );
    const [down, on] = partition(others, (one) => plan.join === "semi" && isOver(one, plan.left));
    const inferred = transitiveConjuncts(on, [...toLeft, ...down], functions).filter((one) => isOver(one, plan.right));
    const left = yield* call(this.push(plan.left, withoutRepetitions([...toLeft, ...down], this.#context.functions)));
    const right = yield* call(
      this.push(plan.right, withoutRepetitions([...own, ...inferred], this.#context.functions)),
    );
    return filtered({ ...plan, left, right, on }, above);
  }

  *#markJoin(plan: Join, conjuncts: Conjuncts): Deep<LogicalPlan> {
    const mark = plan.mark?.id;
    const isColumn = (expr: LogicalExpr | undefined): boolean => expr?.kind === "column" && expr.column === mark;
    const isTrueMark = (expr: LogicalExpr): boolean =>
      expr.kind === "coalesce" && isColumn(expr.args[0]) && expr.args[1] === FALSE;
    const isMark = (expr: LogicalExpr): boolean => isColumn(expr) || isTrueMark(expr);
    const asked = conjuncts.find(isMark);
    if (asked !== undefined) return yield* call(this.#withoutMark(plan, "semi", conjuncts, asked));
    const refused = conjuncts.find((one) => one.kind === "not" && isMark(one.input));
    const decided = refused?.kind === "not" && isTrueMark(refused.input);
    if (refused !== undefined && (decided || !this.#canMarkBeNull(plan))) {
      return yield* call(this.#withoutMark(plan, "anti", conjuncts, refused));
    }
    const [toLeft, above] = partition(conjuncts, (one) => isOver(one, plan.left));
    const left = yield* call(this.push(plan.left, toLeft));
    return filtered(withInputs(plan, [left, yield* call(this.push(plan.right, []))]), above);
  }

  #canMarkBeNull(plan: Join): boolean {
    if (plan.mark?.nullable !== true) return false;
    const [left, right] = [factsOf(plan.left).byId, factsOf(plan.right).byId];
    return canBeNull(and(plan.on), this.#context.functions, (id) => (left.get(id) ?? right.get(id))?.nullable ?? true);
  }

  *#withoutMark(plan: Join, join: "semi" | "anti", conjuncts: Conjuncts, used: LogicalExpr): Deep<LogicalPlan> {
    const { mark, ...rest } = plan;
    const input: Join = { ...rest, join };
    const value = {
      output: { ...(mark as NamedExpr["output"]), nullable: false },
      expr: join === "semi" ? TRUE : FALSE,
    };
    const exprs: readonly NamedExpr[] = [...factsOf(plan.left).columns.map(kept), value];
    const others = conjuncts.filter((one) => one !== used);
    return yield* call(this.push({ kind: "project", input, exprs }, others));
  }
}

function valuesOf(exprs: readonly NamedExpr[]): ReadonlyMap<ColumnId, LogicalExpr> {
  return new Map(exprs.map(({ output, expr }) => [output.id, expr]));
}

function partition<Item>(items: readonly Item[], test: (item: Item) => boolean): [Item[], Item[]] {
  const yes: Item[] = [];
  const no: Item[] = [];
  for (const item of items) (test(item) ? yes : no).push(item);
  return [yes, no];
}
