// Joins that may be reordered among each other, taken apart: the relations of a tree of inner joins, and the
// right sides of left, single, semi, anti and mark joins on top of them, which can be attached as soon as the
// columns that their condition reads are there. Projections in between move above the region.
import type { ColumnId } from "../../common/ids.ts";
import { isVolatile } from "../../function/expr-facts.ts";
import { kept } from "../../logical/column-ref.ts";
import type { JoinKind, LogicalExpr, LogicalPlan, NamedExpr, OutputColumn } from "../../logical/plan.ts";
import { conjunctsOf, substitute } from "../build.ts";
import { call, type Deep } from "../deep.ts";
import { factsOf } from "../facts.ts";
import type { RuleContext } from "../rule.ts";

export type AttachedKind = Exclude<JoinKind, "inner" | "right" | "full">;

export interface Member {
  readonly plan: LogicalPlan;
  /** Absent for the relations of inner joins. */
  readonly attach?: { readonly join: AttachedKind; readonly on: readonly LogicalExpr[]; readonly mark?: OutputColumn };
}

export interface Region {
  readonly members: readonly Member[];
  /** Conjuncts that hold of the result. */
  readonly predicates: readonly LogicalExpr[];
  /** What the region's root produced, over the members' columns; absent when nothing was moved up. */
  readonly outputs?: readonly NamedExpr[];
}

/** Larger regions are cut, the part below being a region of its own: sets of members are 32-bit masks. */
const LARGEST = 28;

type Of<Kind extends LogicalPlan["kind"]> = Extract<LogicalPlan, { readonly kind: Kind }>;

export class RegionBuilder {
  readonly #context: RuleContext;
  readonly #members: Member[] = [];
  readonly #predicates: LogicalExpr[] = [];
  /** Columns of projections that were moved up, over the columns below them. */
  readonly #moved = new Map<ColumnId, LogicalExpr>();
  readonly #sizes = new Map<LogicalPlan, number>();

  constructor(context: RuleContext) {
    this.#context = context;
  }

  *build(plan: LogicalPlan): Deep<Region> {
    yield* call(this.#add(plan, LARGEST));
    const predicates = this.#predicates.map((one) => this.#below(one));
    const members = this.#members.map((member): Member => {
      if (member.attach === undefined) return member;
      const on = member.attach.on.map((one) => this.#below(one));
      return { ...member, attach: { ...member.attach, on } };
    });
    if (this.#moved.size === 0) return { members, predicates };
    const outputs = factsOf(plan).columns.map((output): NamedExpr => {
      const expr = this.#moved.get(output.id);
      return expr === undefined ? kept(output) : { output, expr: this.#below(expr) };
    });
    return { members, predicates, outputs };
  }

  /** Projections lie on each other: what one moved up may read another. */
  #below(expr: LogicalExpr): LogicalExpr {
    let [before, after] = [expr, substitute(expr, this.#moved)];
    while (after !== before) [before, after] = [after, substitute(after, this.#moved)];
    return after;
  }

  /** Adds at most `most` members. */
  *#add(plan: LogicalPlan, most: number): Deep<void> {
    if (most > 1) {
      if (plan.kind === "filter" && this.#isRegion(plan.input) && !this.#isVolatile([plan.predicate])) {
        this.#predicates.push(...conjunctsOf(plan.predicate));
        return yield* call(this.#add(plan.input, most));
      }
      if (plan.kind === "project" && this.#isRegion(plan.input) && this.#canMove(plan.exprs)) {
        for (const { output, expr } of plan.exprs) {
          if (expr.kind !== "column" || expr.column !== output.id) this.#moved.set(output.id, expr);
        }
        return yield* call(this.#add(plan.input, most));
      }
      if (plan.kind === "join" && isReorderable(plan) && !this.#isVolatile(plan.on))
        return yield* call(this.#join(plan, most));
    }
    this.#members.push({ plan });
  }

  *#join(plan: Of<"join">, most: number): Deep<void> {
    if (plan.join === "inner") {
      const [left, right] = [yield* call(this.#sizeOf(plan.left)), yield* call(this.#sizeOf(plan.right))];
      // The smaller side is taken apart first: a long chain is cut far from its top.
      const smaller = Math.min(left, right, Math.floor(most / 2));
      yield* call(this.#add(plan.left, left <= right ? smaller : most - smaller));
      this.#predicates.push(...plan.on.flatMap((one) => conjunctsOf(one)));
      return yield* call(this.#add(plan.right, left <= right ? most - smaller : smaller));
    }
    yield* call(this.#add(plan.left, most - 1));
    const on = plan.on.flatMap((one) => conjunctsOf(one));
    const attach = { join: plan.join as AttachedKind, on, ...(plan.mark === undefined ? {} : { mark: plan.mark }) };
    this.#members.push({ plan: plan.right, attach });
  }

  /** The members that a plan would be, without a limit, at most. */
  *#sizeOf(plan: LogicalPlan): Deep<number> {
    const known = this.#sizes.get(plan);
    if (known !== undefined) return known;
    let size = 1;
    if (plan.kind === "filter" || plan.kind === "project") size = yield* call(this.#sizeOf(plan.input));
    else if (plan.kind === "join" && isReorderable(plan)) {
      const left = yield* call(this.#sizeOf(plan.left));
      size = left + (plan.join === "inner" ? yield* call(this.#sizeOf(plan.right)) : 1);
    }
    this.#sizes.set(plan, size);
    return size;
  }

  #isRegion(plan: LogicalPlan): boolean {
    let node = plan;
    while (node.kind === "filter" || node.kind === "project") node = node.input;
    return node.kind === "join" && isReorderable(node);
  }

  #canMove(exprs: readonly NamedExpr[]): boolean {
    return !this.#isVolatile(exprs.map(({ expr }) => expr));
  }

  #isVolatile(exprs: readonly LogicalExpr[]): boolean {
    return exprs.some((expr) => isVolatile(expr, this.#context.functions));
  }
}

/** A join, or the conditions on one. */
export function startsRegion(plan: LogicalPlan): boolean {
  let node = plan;
  while (node.kind === "filter") node = node.input;
  return node.kind === "join" && isReorderable(node);
}

export function isReorderable(plan: Of<"join">): boolean {
  return !plan.lateral && plan.join !== "right" && plan.join !== "full";
}
