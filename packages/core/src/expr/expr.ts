// Bound scalar expressions: names are resolved, types decided, implicit casts made explicit. One union for
// both plan levels, generic over its leaves: a logical plan's leaves are column ids and subqueries
// (logical/plan.ts), a physical plan's are input positions. Plain data: expressions cross threads and wires.
import type { Span } from "../common/error.ts";
import type { ColumnId } from "../common/ids.ts";
import type { Datum } from "../type/datum.ts";
import type { LogicalType } from "../type/logical-type.ts";

/** A column by identity. A column that no input of its plan node produces is a reference to an outer query. */
export interface ColumnRef {
  readonly kind: "column";
  readonly column: ColumnId;
  readonly type: LogicalType;
}

/** A column by position in the operator's input. */
export interface InputRef {
  readonly kind: "input";
  readonly index: number;
  readonly type: LogicalType;
}

export interface Constant {
  readonly kind: "constant";
  readonly value: Datum;
  readonly type: LogicalType;
}

/** A function or operator of the registry (function/registry.ts), by overload. */
export interface Call<Leaf> {
  readonly kind: "call";
  /** The registry's key of the overload: `name(argument types)`. */
  readonly overload: string;
  readonly args: readonly Expr<Leaf>[];
  readonly type: LogicalType;
  /** For errors raised while it runs. */
  readonly span?: Span;
}

/** How a cast came about; PostgreSQL's casts to varchar(n) and numeric(p,s) differ by it. */
export type CastForm = "implicit" | "assignment" | "explicit";

export interface Cast<Leaf> {
  readonly kind: "cast";
  readonly input: Expr<Leaf>;
  readonly type: LogicalType;
  readonly form: CastForm;
  readonly span?: Span;
}

/** Three-valued AND and OR of any number of arguments. Evaluation order is not promised, as in PostgreSQL. */
export interface Logic<Leaf> {
  readonly kind: "and" | "or";
  readonly args: readonly Expr<Leaf>[];
  readonly type: { readonly kind: "bool" };
}

export interface Not<Leaf> {
  readonly kind: "not";
  readonly input: Expr<Leaf>;
  readonly type: { readonly kind: "bool" };
}

export interface IsNull<Leaf> {
  readonly kind: "is-null";
  readonly input: Expr<Leaf>;
  readonly type: { readonly kind: "bool" };
}

/** Searched CASE; a simple CASE was rewritten. A branch is evaluated only for the rows that reach it. */
export interface Case<Leaf> {
  readonly kind: "case";
  readonly branches: readonly { readonly when: Expr<Leaf>; readonly then: Expr<Leaf> }[];
  readonly otherwise: Expr<Leaf>;
  readonly type: LogicalType;
}

export interface Coalesce<Leaf> {
  readonly kind: "coalesce";
  readonly args: readonly Expr<Leaf>[];
  readonly type: LogicalType;
}

/** `input IN (constants)`; NULL among them is given as `hasNull`. Values have the input's type. */
export interface InList<Leaf> {
  readonly kind: "in-list";
  readonly input: Expr<Leaf>;
  readonly values: readonly Datum[];
  readonly hasNull: boolean;
  readonly type: { readonly kind: "bool" };
}

export type Expr<Leaf> =
  | Leaf
  | Constant
  | Call<Leaf>
  | Cast<Leaf>
  | Logic<Leaf>
  | Not<Leaf>
  | IsNull<Leaf>
  | Case<Leaf>
  | Coalesce<Leaf>
  | InList<Leaf>;

/** An expression of a physical plan. */
export type PhysicalExpr = Expr<InputRef>;
