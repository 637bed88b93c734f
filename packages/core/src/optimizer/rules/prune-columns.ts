// Columns that nothing above reads are not produced: scans read fewer, aggregates compute fewer, and joins that
// could only have added such columns go.
import type { ColumnId, CteId } from "../../common/ids.ts";
import { unreachable } from "../../common/unreachable.ts";
import type { LogicalExpr, LogicalPlan } from "../../logical/plan.ts";
import { exprsOf } from "../../logical/tree.ts";
import { narrowed } from "../build.ts";
import { call, type Deep, runDeep } from "../deep.ts";
import { asEquality } from "../equality.ts";
import { addColumnsIn, factsOf, isOver } from "../facts.ts";
import { withInputs } from "../rewrite-plan.ts";
import { rowBounds } from "../row-bounds.ts";
import type { Rule, RuleContext } from "../rule.ts";
import { areDisjoint } from "../sets.ts";
import { isUnique } from "../unique-keys.ts";

export const pruneColumns: Rule = {
  name: "prune-columns",
  reason: "after predicates and joins have their places, which decide what is read where",
  required: false,
  rewrite: (plan, context) => {
    const all = new Set(factsOf(plan).byId.keys());
    return runDeep(new Prune(context).prune(plan, all));
  },
};

type Needed = ReadonlySet<ColumnId>;
const NONE: Needed = new Set();
type Of<Kind extends LogicalPlan["kind"]> = Extract<LogicalPlan, { readonly kind: Kind }>;

class Prune {
  readonly #context: RuleContext;
  /** What the references met so far read of each CTE's definition. */
  readonly #ctes = new Map<CteId, Set<ColumnId>>();

  constructor(context: RuleContext) {
    this.#context = context;
  }

  /** The plan with at least the needed columns, under their ids. */
  *prune(plan: LogicalPlan, needed: Needed): Deep<LogicalPlan> {
    switch (plan.kind) {
      case "scan": {
        const read = withUsed(needed, plan.filters);
        const columns = plan.columns.filter(({ output }) => read.has(output.id));
        return columns.length === plan.columns.length ? plan : { ...plan, columns };
      }
      case "values": {
        const at = plan.columns.flatMap(({ id }, position) => (needed.has(id) ? [position] : []));
        if (at.length === plan.columns.length) return plan;
        const pick = <Item>(items: readonly Item[]): Item[] => at.map((position) => items[position] as Item);
        return { ...plan, columns: pick(plan.columns), rows: plan.rows.map(pick) };
      }
      case "table-function":
        return plan;
      case "filter":
      case "limit":
        return withInputs(plan, [yield* call(this.prune(plan.input, withUsed(needed, exprsOf(plan))))]);
      case "sort":
        return withInputs(plan, [yield* call(this.#exactly(plan.input, withUsed(needed, exprsOf(plan))))]);
      case "project": {
        const exprs = plan.exprs.filter(({ output }) => needed.has(output.id));
        const kept = exprs.length === plan.exprs.length ? plan : { ...plan, exprs };
        return withInputs(kept, [yield* call(this.prune(plan.input, withUsed(NONE, exprsOf(kept))))]);
      }
      case "distinct": {
        const own = plan.on === undefined ? new Set(factsOf(plan).byId.keys()) : needed;
        return withInputs(plan, [yield* call(this.#exactly(plan.input, withUsed(own, exprsOf(plan))))]);
      }
      case "aggregate": {
        const aggregates = plan.aggregates.filter(({ output }) => needed.has(output.id));
        const kept = aggregates.length === plan.aggregates.length ? plan : { ...plan, aggregates };
        return withInputs(kept, [yield* call(this.prune(plan.input, withUsed(NONE, exprsOf(kept))))]);
      }
      case "window": {
        const calls = plan.calls.filter(({ output }) => needed.has(output.id));
        if (calls.length === 0) return yield* call(this.prune(plan.input, needed));
        const kept = calls.length === plan.calls.length ? plan : { ...plan, calls };
        return withInputs(kept, [yield* call(this.#exactly(plan.input, withUsed(needed, exprsOf(kept))))]);
      }
      // Every list counts for how often a row comes.
      case "unnest":
        return withInputs(plan, [yield* call(this.#exactly(plan.input, withUsed(needed, exprsOf(plan))))]);
      case "join":
        return yield* call(this.#join(plan, needed));
      case "set-operation":
        return yield* call(this.#setOperation(plan, needed));
      case "cte":
        return yield* call(this.#cte(plan, needed));
      case "cte-ref": {
        const columns = plan.columns.filter(({ output }) => needed.has(output.id));
        const read = this.#ctes.get(plan.cte);
        for (const { source } of columns) read?.add(source);
        return columns.length === plan.columns.length ? plan : { ...plan, columns };
      }
      case "recursive-cte": {
        // Rounds are matched by position: all columns stay.
        const all = (input: LogicalPlan): Needed => new Set(factsOf(input).byId.keys());
        const base = yield* call(this.prune(plan.base, all(plan.base)));
        const step = yield* call(this.prune(plan.step, all(plan.step)));
        return withInputs(plan, [base, step]);
      }
      default:
        return unreachable(plan);
    }
  }

  /** Only the needed columns, for nodes that keep rows: what filters below read is not kept with them. */
  *#exactly(plan: LogicalPlan, needed: Needed): Deep<LogicalPlan> {
    const pruned = yield* call(this.prune(plan, needed));
    const { columns } = factsOf(pruned);
    const asked = columns.filter(({ id }) => needed.has(id));
    return asked.length === columns.length ? pruned : narrowed(pruned, asked);
  }

  *#join(plan: Of<"join">, needed: Needed): Deep<LogicalPlan> {
    if (this.#addsNothing(plan, needed)) return yield* call(this.prune(plan.left, needed));
    const read = withUsed(needed, plan.on);
    const left = yield* call(this.#exactly(plan.left, read));
    return withInputs(plan, [left, yield* call(this.#exactly(plan.right, read))]);
  }

  /** Every left row once, and nothing of what is beside it is read. */
  #addsNothing(plan: Of<"join">, needed: Needed): boolean {
    switch (plan.join) {
      case "mark":
        return plan.mark === undefined || !needed.has(plan.mark.id);
      case "single":
        return areDisjoint(needed, factsOf(plan.right).byId);
      case "left":
      case "inner": {
        if (!areDisjoint(needed, factsOf(plan.right).byId)) return false;
        if (plan.join === "left" && isUnique(plan.right, keysOf(plan))) return true;
        const { atLeast, atMostOne } = rowBounds(plan.right, this.#context);
        return atMostOne && (plan.join === "left" || (atLeast === 1 && plan.on.length === 0));
      }
      case "right":
      case "full":
      case "semi":
      case "anti":
        return false;
      default:
        return unreachable(plan.join);
    }
  }

  /** Only UNION ALL can do without a column: the others compare whole rows. */
  *#setOperation(plan: Of<"set-operation">, needed: Needed): Deep<LogicalPlan> {
    const isBag = plan.operator === "union" && plan.all;
    const columns = plan.columns.filter(({ output }) => !isBag || needed.has(output.id));
    const left = yield* call(this.prune(plan.left, new Set(columns.map((column) => column.left))));
    const right = yield* call(this.prune(plan.right, new Set(columns.map((column) => column.right))));
    return withInputs(columns.length === plan.columns.length ? plan : { ...plan, columns }, [left, right]);
  }

  *#cte(plan: Of<"cte">, needed: Needed): Deep<LogicalPlan> {
    const read = new Set<ColumnId>();
    this.#ctes.set(plan.cte, read);
    const body = yield* call(this.prune(plan.body, needed));
    const definition = yield* call(this.#exactly(plan.definition, read));
    return withInputs(plan, [definition, body]);
  }
}

/** The right side's columns that the condition makes equal to something of the left side. */
function keysOf({ on, left, right }: Of<"join">): Needed {
  const keys = new Set<ColumnId>();
  for (const conjunct of on) {
    const equality = asEquality(conjunct);
    if (equality === undefined) continue;
    for (const [own, other] of [
      [equality.left, equality.right],
      [equality.right, equality.left],
    ] as const) {
      if (own.kind === "column" && factsOf(right).byId.has(own.column) && isOver(other, left)) keys.add(own.column);
    }
  }
  return keys;
}

function withUsed(needed: Needed, exprs: readonly LogicalExpr[]): Needed {
  const all = new Set(needed);
  for (const expr of exprs) addColumnsIn(expr, all);
  return all;
}
