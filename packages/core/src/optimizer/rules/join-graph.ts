// A region as a graph over sets of members (bit masks): which sets can be joined, by what conditions, how many
// rows that gives and what it costs. Equal columns form classes: of a class, each join needs one equality.

import { internal } from "../../common/error.ts";
import type { ColumnId } from "../../common/ids.ts";
import type { LogicalExpr } from "../../logical/plan.ts";
import type { LogicalType } from "../../type/logical-type.ts";
import { sameType } from "../../type/logical-type.ts";
import { and } from "../build.ts";
import { asEquality, type Equality, equalityOf } from "../equality.ts";
import type { Estimator } from "../estimate.ts";
import { columnsIn, factsOf } from "../facts.ts";
import { type KeyPair, type KeySide, keyShare, type Profile, sidesOf } from "../profile.ts";
import { rowBounds } from "../row-bounds.ts";
import type { OptimizerContext } from "../rule.ts";
import { selectivityOf } from "../selectivity.ts";
import type { Member, Region } from "./join-region.ts";

/** A set of members by their position. */
export type Members = number;

interface Predicate {
  readonly expr: LogicalExpr;
  readonly reads: Members;
}

interface ClassMember {
  readonly id: ColumnId;
  readonly type: LogicalType;
  readonly of: Members;
}

interface EqualClass {
  readonly equality: Equality;
  readonly columns: readonly ClassMember[];
  readonly touched: Members;
}

export class JoinGraph {
  readonly members: readonly Member[];
  readonly profiles: readonly Profile[];
  /** What must be there before a member can be attached; undefined for relations of inner joins. */
  readonly #needs: readonly (Members | undefined)[];
  readonly #single: readonly boolean[];
  readonly #predicates: readonly Predicate[];
  readonly #classes: readonly EqualClass[];
  readonly #estimator: Estimator;
  readonly #owner = new Map<ColumnId, Members>();
  /** Of sets that were asked about, the members that some class connects them to, their own among them. */
  readonly #near = new Map<Members, Members>();

  constructor({ members, predicates }: Region, estimator: Estimator, context: OptimizerContext) {
    this.members = members;
    this.#estimator = estimator;
    this.profiles = members.map(({ plan }) => estimator.profile(plan));
    for (const [at, { plan, attach }] of members.entries()) {
      for (const { id } of factsOf(plan).columns) this.#owner.set(id, 1 << at);
      if (attach?.mark !== undefined) this.#owner.set(attach.mark.id, 1 << at);
    }
    this.#needs = members.map(({ attach }, at) => attach && this.readsOf(and(attach.on)) & ~(1 << at));
    this.#single = members.map(({ plan, attach }) => attach === undefined && rowBounds(plan, context).atMostOne);
    const classes = new Map<ColumnId, { equality: Equality; columns: ClassMember[] }>();
    const others: Predicate[] = [];
    for (const expr of predicates) {
      const equality = asEquality(expr);
      if (equality === undefined || !this.#join(equality, classes)) others.push({ expr, reads: this.readsOf(expr) });
    }
    this.#predicates = others;
    this.#classes = [...new Set(classes.values())].map(({ equality, columns }) => {
      return { equality, columns, touched: columns.reduce((all, { of }) => all | of, 0) };
    });
  }

  /** Puts an equality of two columns of one type into its class; false when it is none. */
  #join(equality: Equality, classes: Map<ColumnId, { equality: Equality; columns: ClassMember[] }>): boolean {
    const { left, right, nullsEqual } = equality;
    if (nullsEqual || left.kind !== "column" || right.kind !== "column" || !sameType(left.type, right.type))
      return false;
    const classOf = ({ column, type }: typeof left): { equality: Equality; columns: ClassMember[] } =>
      classes.get(column) ?? { equality, columns: [{ id: column, type, of: this.#owner.get(column) ?? 0 }] };
    const [first, second] = [classOf(left), classOf(right)];
    if (first === second) return true;
    const merged = { equality, columns: [...first.columns, ...second.columns] };
    for (const { id } of merged.columns) classes.set(id, merged);
    return true;
  }

  readsOf(expr: LogicalExpr): Members {
    let reads = 0;
    for (const id of columnsIn(expr)) reads |= this.#owner.get(id) ?? 0;
    return reads;
  }

  get all(): Members {
    return this.members.length === 32 ? -1 : (1 << this.members.length) - 1;
  }

  /** The member that is attached when `right` is joined to `left`; undefined for an inner join. */
  attached(right: Members): Member | undefined {
    const at = 31 - Math.clz32(right);
    return right === 1 << at && this.#needs[at] !== undefined ? this.members[at] : undefined;
  }

  /** Whether the join keeps its meaning. */
  isAllowed(left: Members, right: Members): boolean {
    if (this.#isLoose(left)) return false;
    if (!this.#isLoose(right)) return true;
    const needs = this.#needs[31 - Math.clz32(right)] as Members;
    return (needs & ~left) === 0;
  }

  /** A member that is to be attached, by itself. */
  #isLoose(set: Members): boolean {
    const at = 31 - Math.clz32(set);
    return set === 1 << at && this.#needs[at] !== undefined;
  }

  /** Whether a condition connects the two, or one of them has at most one row. */
  isConnected(left: Members, right: Members): boolean {
    if (this.#isLoose(right) || this.#sharesClass(left, right)) return true;
    const both = left | right;
    for (const { reads } of this.#predicates) {
      if ((reads & ~both) === 0 && (reads & left) !== 0 && (reads & right) !== 0) return true;
    }
    return this.#isOneRow(left) || this.#isOneRow(right);
  }

  /** Whether a class has a column on both sides: asked of thousands of pairs, and so of sets that are worked out once. */
  #sharesClass(left: Members, right: Members): boolean {
    let near = this.#near.get(left);
    if (near === undefined) {
      near = this.#classes.reduce((all, { touched }) => ((touched & left) === 0 ? all : all | touched), 0);
      this.#near.set(left, near);
    }
    return (near & right) !== 0;
  }

  #isOneRow(set: Members): boolean {
    const at = 31 - Math.clz32(set);
    return set === 1 << at && this.#single[at] === true;
  }

  /** Conditions that can be tested when the two meet, and not before. */
  conditionsOf(left: Members, right: Members): readonly LogicalExpr[] {
    const both = left | right;
    const found: LogicalExpr[] = [];
    for (const { equality, columns } of this.#classes) {
      const [first, second] = [columns.find(({ of }) => of & left), columns.find(({ of }) => of & right)];
      if (first !== undefined && second !== undefined) found.push(equalityOf(equality, refOf(first), refOf(second)));
    }
    for (const { expr, reads } of this.#predicates) {
      if ((reads & ~both) === 0 && (reads & ~left) !== 0 && (reads & ~right) !== 0) found.push(expr);
    }
    return found;
  }

  /** Conditions within one member or none: columns of a class that one member holds twice included. */
  conditionsWithin(member: number): readonly LogicalExpr[] {
    const own = 1 << member;
    const found = this.#predicates.filter(({ reads }) => reads === own).map(({ expr }) => expr);
    for (const { equality, columns } of this.#classes) {
      const [first, ...others] = columns.filter(({ of }) => of === own);
      for (const other of others) if (first) found.push(equalityOf(equality, refOf(first), refOf(other)));
    }
    return found;
  }

  get constantConditions(): readonly LogicalExpr[] {
    return this.#predicates.filter(({ reads }) => reads === 0).map(({ expr }) => expr);
  }

  /** Rows when the two meet. */
  rows(left: { set: Members; rows: number }, right: { set: Members; rows: number }): number {
    const attached = this.attached(right.set);
    if (attached !== undefined) return this.#attachedRows(left, attached, right.set);
    return Math.max(left.rows * right.rows * this.#share(left.set, right.set), 1e-3);
  }

  #attachedRows(left: { set: Members; rows: number }, { attach }: Member, right: Members): number {
    if (attach === undefined) throw internal("nothing is attached");
    const profile = this.profiles[31 - Math.clz32(right)] as Profile;
    const joined = this.#estimator.joinRows(attach.join, this.#merged(left), profile, attach.on);
    const filters = this.conditionsOf(left.set, right);
    return joined * selectivityOf(and(filters), this.#estimator.relationOf(this.#merged(left), profile));
  }

  #merged({ set, rows }: { set: Members; rows: number }): Profile {
    const profiles = this.profiles.filter((_, at) => (set & (1 << at)) !== 0);
    const columns = new Map(profiles.flatMap((profile) => [...profile.columns]));
    return { rows, unfiltered: Math.max(rows, ...profiles.map(({ unfiltered }) => unfiltered)), columns };
  }

  #share(left: Members, right: Members): number {
    const keys: (KeyPair & { readonly of: readonly [Members, Members] })[] = [];
    const rest: LogicalExpr[] = [];
    for (const { columns } of this.#classes) {
      const side = (set: Members): ClassMember[] => columns.filter(({ of }) => (of & set) !== 0);
      const [first, second] = [side(left), side(right)];
      if (first[0] === undefined || second[0] === undefined) continue;
      keys.push({ left: this.#fewest(first), right: this.#fewest(second), of: [orAll(first), orAll(second)] });
    }
    const both = left | right;
    for (const { expr, reads } of this.#predicates) {
      if ((reads & ~both) !== 0 || (reads & ~left) === 0 || (reads & ~right) === 0) continue;
      const sides = this.#sides(expr, left, right);
      if (sides === undefined) rest.push(expr);
      else keys.push({ ...sides, of: [reads & left, reads & right] });
    }
    const share = keyShare(keys, this.#keyRows(keys, 0), this.#keyRows(keys, 1));
    if (rest.length === 0) return share;
    const profiles = this.profiles.filter((_, at) => (both & (1 << at)) !== 0);
    return share * selectivityOf(and(rest), this.#estimator.relationOf(...profiles));
  }

  /** Keys that one member holds together have no more values than it has rows. */
  #keyRows(keys: readonly { readonly of: readonly [Members, Members] }[], side: 0 | 1): number {
    let common = -1;
    for (const { of } of keys) common &= of[side];
    if (common === 0) return Number.POSITIVE_INFINITY;
    return Math.min(...this.profiles.filter((_, at) => (common & (1 << at)) !== 0).map(({ unfiltered }) => unfiltered));
  }

  /** Of equal columns, the one with the fewest values. */
  #fewest(columns: readonly ClassMember[]): KeySide {
    const sides = columns.map(({ id, of }): KeySide => {
      return this.profiles[31 - Math.clz32(of)]?.columns.get(id) ?? { distinct: 1 };
    });
    return sides.reduce((best, side) => (side.distinct < best.distinct ? side : best));
  }

  #sides(expr: LogicalExpr, left: Members, right: Members): KeyPair | undefined {
    if (asEquality(expr) === undefined) return undefined;
    return sidesOf(expr, this.#merged({ set: left, rows: 1 }), this.#merged({ set: right, rows: 1 }));
  }

  /** Whether an equality makes a hash join of it. */
  hasKey(left: Members, right: Members): boolean {
    const attach = this.attached(right)?.attach;
    if (attach !== undefined) return attach.on.some((expr) => asEquality(expr) !== undefined);
    if (this.#sharesClass(left, right)) return true;
    return this.conditionsOf(left, right).some((expr) => asEquality(expr) !== undefined);
  }
}

function orAll(columns: readonly ClassMember[]): Members {
  return columns.reduce((all, { of }) => all | of, 0);
}

function refOf({ id, type }: ClassMember): LogicalExpr {
  return { kind: "column", column: id, type };
}
