// Brings the domain of a lateral join's left side down its right side, one rule a node: the result has, beside
// the node's columns, the domain's values for which each row is (its keys), and reads nothing of the left side.
// Where a node compares, groups or counts rows, it does so per key.
import { internal } from "../../common/error.ts";
import type { ColumnId, CteId } from "../../common/ids.ts";
import { unreachable } from "../../common/unreachable.ts";
import { kept, refTo } from "../../logical/column-ref.ts";
import type { LogicalExpr, LogicalPlan, OutputColumn, SortKey } from "../../logical/plan.ts";
import { mapExprs } from "../../logical/tree.ts";
import { filtered, narrowed, substitute } from "../build.ts";
import { call, type Deep } from "../deep.ts";
import { factsOf } from "../facts.ts";
import { numberedRows, wantedRows } from "../number-rows.ts";
import { rewritePlan } from "../rewrite-plan.ts";
import { isStatic, rowBounds } from "../row-bounds.ts";
import type { RuleContext } from "../rule.ts";
import { areDisjoint } from "../sets.ts";
import { unionAll } from "../union-all.ts";
import { type Domain, eitherKey, type Keyed, type Keys, keptKeys, refsOf, sameKeys } from "./domain.ts";
import { withEmptySets } from "./empty-grouping-sets.ts";
import { seriesByRecursion } from "./series-by-recursion.ts";
import { sinkLimit } from "./sink-limit.ts";
import { mendCounts } from "./unnest-static-aggregate.ts";

type Of<Kind extends LogicalPlan["kind"]> = Extract<LogicalPlan, { readonly kind: Kind }>;

export class PushDomain {
  readonly #domain: Domain;
  readonly #context: RuleContext;
  /** CTEs whose definitions have keys, by the left side's column. */
  readonly #ctes = new Map<CteId, Keys>();

  constructor(domain: Domain, context: RuleContext) {
    this.#domain = domain;
    this.#context = context;
  }

  *push(plan: LogicalPlan): Deep<Keyed> {
    if (!this.#depends(plan)) return this.#beside(plan);
    switch (plan.kind) {
      case "filter": {
        const { plan: input, keys } = yield* call(this.push(plan.input));
        return { plan: { ...plan, input, predicate: substitute(plan.predicate, refsOf(keys)) }, keys };
      }
      case "project": {
        const { plan: input, keys } = yield* call(this.push(plan.input));
        const exprs = plan.exprs.map(({ output, expr }) => ({ output, expr: substitute(expr, refsOf(keys)) }));
        return { plan: { ...plan, input, exprs: [...exprs, ...keptKeys(keys)] }, keys };
      }
      case "join":
        return yield* call(this.#join(plan));
      case "aggregate":
        return yield* call(isStatic(plan) ? this.#staticAggregate(plan) : this.#aggregate(plan));
      case "window": {
        const { plan: input, keys } = yield* call(this.push(plan.input));
        const partitionBy = [...plan.partitionBy, ...[...keys.values()].map(refTo)];
        return { plan: mapExprs({ ...plan, input, partitionBy }, (expr) => substitute(expr, refsOf(keys))), keys };
      }
      case "unnest": {
        const { plan: input, keys } = yield* call(this.push(plan.input));
        return { plan: mapExprs({ ...plan, input }, (expr) => substitute(expr, refsOf(keys))), keys };
      }
      case "distinct":
        return yield* call(this.#distinct(plan));
      // Nothing but a limit sees an order, and it looks for its sort itself.
      case "sort":
        return yield* call(this.push(plan.input));
      case "limit":
        return yield* call(this.#limit(plan));
      case "set-operation":
        return yield* call(this.#setOperation(plan));
      case "cte": {
        const dependent = this.#depends(plan.definition);
        const definition = dependent ? yield* call(this.push(plan.definition)) : undefined;
        if (definition !== undefined) this.#ctes.set(plan.cte, definition.keys);
        const body = yield* call(this.push(plan.body));
        const outer = { ...plan, definition: definition?.plan ?? plan.definition, body: body.plan };
        return { plan: outer, keys: body.keys };
      }
      case "cte-ref": {
        const keyed = this.#keyedReference(plan);
        if (keyed === undefined) throw internal("a reference that depends on nothing");
        return keyed;
      }
      case "recursive-cte":
        return yield* call(this.#recursion(plan));
      case "values":
        return this.#values(plan);
      case "table-function":
        return seriesByRecursion(plan, this.#domain.use(), this.#context);
      case "scan":
        return yield* call(this.push(filtered({ ...plan, filters: [] }, plan.filters)));
      default:
        return unreachable(plan);
    }
  }

  #depends(plan: LogicalPlan): boolean {
    const { free, freeCtes } = factsOf(plan);
    return !areDisjoint(free, this.#domain.columns) || !areDisjoint(freeCtes, this.#ctes);
  }

  /** What reads nothing of the left side is the same for every key. */
  #beside(plan: LogicalPlan): Keyed {
    const { plan: left, keys } = this.#domain.use();
    return { plan: { kind: "join", join: "inner", left, right: plan, on: [], lateral: false }, keys };
  }

  #sameKeys(left: Keys, right: Keys): readonly LogicalExpr[] {
    return sameKeys(left, right, this.#context);
  }

  *#join(plan: Of<"join">): Deep<Keyed> {
    switch (plan.join) {
      case "inner": {
        if (plan.lateral) return yield* call(this.#lateral(plan));
        if (!this.#depends(plan.right)) return yield* call(this.#leftPreserved(plan));
        if (!this.#depends(plan.left)) return yield* call(this.#rightPreserved(plan));
        return yield* call(this.#leftPreserved(plan));
      }
      case "left":
      case "semi":
      case "anti":
      case "single":
      case "mark":
        return yield* call(plan.lateral ? this.#lateral(plan) : this.#leftPreserved(plan));
      case "right":
        return yield* call(this.#rightPreserved(plan));
      case "full": {
        const left = yield* call(this.push(plan.left));
        const right = yield* call(this.push(plan.right));
        const on = plan.on.map((conjunct) => substitute(conjunct, refsOf(left.keys)));
        const join = {
          ...plan,
          left: left.plan,
          right: right.plan,
          on: [...on, ...this.#sameKeys(left.keys, right.keys)],
        };
        return eitherKey(join, left.keys, right.keys, {
          columns: factsOf(plan).columns.map(kept),
          context: this.#context,
        });
      }
      default:
        return unreachable(plan.join);
    }
  }

  *#leftPreserved(plan: Of<"join">): Deep<Keyed> {
    const left = yield* call(this.push(plan.left));
    const on = plan.on.map((conjunct) => substitute(conjunct, refsOf(left.keys)));
    if (!this.#depends(plan.right)) return { plan: { ...plan, left: left.plan, on }, keys: left.keys };
    const right = yield* call(this.push(plan.right));
    const same = this.#sameKeys(left.keys, right.keys);
    return { plan: { ...plan, left: left.plan, right: right.plan, on: [...on, ...same] }, keys: left.keys };
  }

  *#rightPreserved(plan: Of<"join">): Deep<Keyed> {
    const right = yield* call(this.push(plan.right));
    const on = plan.on.map((conjunct) => substitute(conjunct, refsOf(right.keys)));
    if (!this.#depends(plan.left)) return { plan: { ...plan, right: right.plan, on }, keys: right.keys };
    const left = yield* call(this.push(plan.left));
    const same = this.#sameKeys(left.keys, right.keys);
    return { plan: { ...plan, left: left.plan, right: right.plan, on: [...on, ...same] }, keys: right.keys };
  }

  /** A lateral join below: its left side gets the keys, and its right side reads them there. */
  *#lateral(plan: Of<"join">): Deep<Keyed> {
    const left = yield* call(this.push(plan.left));
    const refs = refsOf(left.keys);
    const right = rewritePlan(plan.right, (node) => {
      const keyed = node.kind === "cte-ref" ? this.#keyedReference(node) : undefined;
      if (keyed === undefined) return mapExprs(node, (expr) => substitute(expr, refs));
      return narrowed(filtered(keyed.plan, this.#sameKeys(left.keys, keyed.keys)), factsOf(node).columns);
    });
    const on = plan.on.map((conjunct) => substitute(conjunct, refs));
    return { plan: { ...plan, left: left.plan, right, on }, keys: left.keys };
  }

  *#aggregate(plan: Of<"aggregate">): Deep<Keyed> {
    if (plan.groupingSets?.some((set) => set.length === 0)) {
      return withEmptySets(yield* call(this.#grouped(plan)), plan, this.#domain, this.#context);
    }
    return yield* call(this.#grouped(plan));
  }

  /** By the keys too. */
  *#grouped(plan: Of<"aggregate">): Deep<Keyed & { readonly plan: Of<"aggregate"> }> {
    const { plan: input, keys } = yield* call(this.push(plan.input));
    const groups = [...plan.groups, ...keptKeys(keys)];
    const added = [...keys].map((_, at) => plan.groups.length + at);
    const sets = plan.groupingSets && { groupingSets: plan.groupingSets.map((set) => [...set, ...added]) };
    const whole = mapExprs({ ...plan, input, groups, ...sets }, (expr) => substitute(expr, refsOf(keys)));
    return { plan: whole as Of<"aggregate">, keys };
  }

  /** One row for every value of the domain, also where there was nothing to aggregate. */
  *#staticAggregate(plan: Of<"aggregate">): Deep<Keyed> {
    const grouped = yield* call(this.#grouped(plan));
    const aggregate = mendCounts(grouped.plan, plan, this.#context);
    const { plan: left, keys } = this.#domain.use();
    const on = this.#sameKeys(keys, grouped.keys);
    const input: LogicalPlan = { kind: "join", join: "left", left, right: aggregate.plan, on, lateral: false };
    const exprs = factsOf(plan).columns.map((output) => ({
      output,
      expr: aggregate.values.get(output.id) as LogicalExpr,
    }));
    return { plan: { kind: "project", input, exprs: [...exprs, ...keptKeys(keys)] }, keys };
  }

  *#distinct(plan: Of<"distinct">): Deep<Keyed> {
    const { plan: input, keys } = yield* call(this.push(plan.input));
    const own = { ...plan, input: narrowed(input, [...factsOf(plan).columns, ...keys.values()]) };
    if (plan.on === undefined) return { plan: own, keys };
    const refs = refsOf(keys);
    const on = [...refs.values(), ...plan.on.map((expr) => substitute(expr, refs))];
    const order = plan.order.map((key) => ({ ...key, expr: substitute(key.expr, refs) }));
    return { plan: { ...own, on, order: [...sortKeys(keys), ...order] }, keys };
  }

  /** The rows that each key asks for, in the limit's order. */
  *#limit(plan: Of<"limit">): Deep<Keyed> {
    const sunk = sinkLimit(plan);
    if (sunk !== plan) return yield* call(this.push(sunk));
    const { input } = plan;
    const wanted = wantedRows(plan, this.#context);
    const { limit, offset, withTies } = wanted;
    const isAll = limit === undefined || (limit > 0n && rowBounds(input, this.#context).atMostOne);
    if (isAll && offset === 0n) return yield* call(this.push(input));
    const { plan: rows, keys } = yield* call(this.push(input));
    const refs = refsOf(keys);
    const order = input.kind === "sort" ? input.keys.map((key) => ({ ...key, expr: substitute(key.expr, refs) })) : [];
    if (limit === 1n && offset === 0n && !withTies) {
      const all = [...sortKeys(keys), ...order];
      return { plan: { kind: "distinct", input: rows, on: [...refs.values()], order: all }, keys };
    }
    const window = { partitionBy: [...refs.values()], orderBy: order };
    return { plan: numberedRows(rows, window, wanted, this.#context), keys };
  }

  *#setOperation(plan: Of<"set-operation">): Deep<Keyed> {
    const left = yield* call(this.push(plan.left));
    const right = yield* call(this.push(plan.right));
    const keys = new Map<ColumnId, OutputColumn>();
    const added = [...left.keys].map(([id, column]) => {
      const output = this.#context.fresh(column);
      keys.set(id, output);
      return { output, left: column.id, right: (right.keys.get(id) as OutputColumn).id };
    });
    return { plan: { ...plan, left: left.plan, right: right.plan, columns: [...plan.columns, ...added] }, keys };
  }

  /** A reference to a CTE that has keys, with them. */
  #keyedReference(plan: Of<"cte-ref">): Keyed | undefined {
    const sources = this.#ctes.get(plan.cte);
    if (sources === undefined) return undefined;
    const added = [...sources].map(([id, column]) => ({ id, output: this.#context.fresh(column), source: column.id }));
    const columns = [...plan.columns, ...added.map(({ output, source }) => ({ output, source }))];
    return { plan: { ...plan, columns }, keys: new Map(added.map(({ id, output }) => [id, output])) };
  }

  /** Every round goes on with the keys of the rows that it reads. */
  *#recursion(plan: Of<"recursive-cte">): Deep<Keyed> {
    const base = yield* call(this.push(plan.base));
    const keys = new Map([...base.keys].map(([id, column]) => [id, this.#context.fresh(column)]));
    this.#ctes.set(plan.cte, keys);
    const step = yield* call(this.push(plan.step));
    const inOrder = ({ plan: side, keys: own }: Keyed, before: LogicalPlan): LogicalPlan =>
      narrowed(side, [...factsOf(before).columns, ...[...keys.keys()].map((id) => own.get(id) as OutputColumn)]);
    const columns = [...plan.columns, ...keys.values()];
    const whole = { ...plan, base: inOrder(base, plan.base), step: inOrder(step, plan.step), columns };
    return { plan: whole, keys };
  }

  #values(plan: Of<"values">): Keyed {
    const rows = plan.rows.map((row): LogicalPlan => {
      const { plan: input, keys } = this.#domain.use();
      const exprs = row.map((expr, at) => ({
        output: this.#context.fresh(plan.columns[at] as OutputColumn),
        expr: substitute(expr, refsOf(keys)),
      }));
      return { kind: "project", input, exprs: [...exprs, ...keptKeys(keys)] };
    });
    const keys = new Map([...this.#domain.use().keys].map(([id, column]) => [id, this.#context.fresh(column)]));
    return { plan: unionAll(this.#context, [...plan.columns, ...keys.values()], rows), keys };
  }
}

function sortKeys(keys: Keys): readonly SortKey[] {
  return [...keys.values()].map((column) => ({ expr: refTo(column), descending: false, nullsFirst: false }));
}
