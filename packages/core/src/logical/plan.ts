// Logical plans: relational algebra over column ids, as data. Every column has an id that is unique in its
// query, so rules move expressions about without renumbering; positions appear only in physical plans. A
// column that a node uses and no input of it produces refers to an enclosing query: the node is correlated,
// until the optimizer has decorrelated it (optimizer/rules). Nothing here knows SQL text or storage.

import type { TableRef } from "../catalog/table-provider.ts";
import type { ColumnId, CteId } from "../common/ids.ts";
import type { ColumnRef, Expr } from "../expr/expr.ts";
import type { WindowFrame } from "../expr/window-frame.ts";
import type { OrderedSetName } from "../function/aggregate/ordered-set.ts";
import type { LogicalType } from "../type/logical-type.ts";

/** A column that a node produces. */
export interface OutputColumn {
  readonly id: ColumnId;
  readonly name: string;
  readonly type: LogicalType;
  readonly nullable: boolean;
}

/**
 * A subquery inside an expression.
 *  scalar: its single column and at most one row (more is SQLSTATE 21000), NULL when there is none
 *  exists: whether it has a row
 *  any, all: `left <operator> ANY|ALL (subquery)`, with `comparison` an expression over `left`'s values and
 *  the subquery's columns; three-valued
 */
export type Subquery =
  | { readonly kind: "scalar-subquery"; readonly plan: LogicalPlan; readonly type: LogicalType }
  | { readonly kind: "exists-subquery"; readonly plan: LogicalPlan; readonly type: { readonly kind: "bool" } }
  | {
      readonly kind: "any-subquery" | "all-subquery";
      readonly comparison: LogicalExpr;
      readonly plan: LogicalPlan;
      readonly type: { readonly kind: "bool" };
    };

export type LogicalLeaf = ColumnRef | Subquery;
export type LogicalExpr = Expr<LogicalLeaf>;

/** An expression that becomes a column. */
export interface NamedExpr {
  readonly output: OutputColumn;
  readonly expr: LogicalExpr;
}

export interface SortKey {
  readonly expr: LogicalExpr;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

export interface AggregateCall {
  readonly output: OutputColumn;
  /** The registry's key of the overload (function/registry.ts). */
  readonly overload: string;
  readonly args: readonly LogicalExpr[];
  readonly distinct: boolean;
  readonly filter?: LogicalExpr;
  /** ORDER BY inside the call. */
  readonly order: readonly SortKey[];
  /** WITHIN GROUP, with `order` as its keys: only while a query is bound (binder/ordered-sets.ts). */
  readonly orderedSet?: OrderedSet;
}

export interface OrderedSet {
  readonly name: OrderedSetName;
  /** The arguments before WITHIN GROUP: a fraction, or a hypothetical row. They depend on groups alone. */
  readonly direct: readonly LogicalExpr[];
}

/**
 * An offset of a frame. With RANGE it counts by the ORDER BY column: `key` is that column in a type whose values
 * compare with `value`, the column's value plus or minus the offset.
 */
export interface FrameOffset {
  readonly amount: LogicalExpr;
  readonly range?: { readonly key: LogicalExpr; readonly value: LogicalExpr };
}

/** A window function, or an aggregate used as one. */
export interface WindowCall {
  readonly output: OutputColumn;
  readonly function: "window" | "aggregate";
  /** Key of the overload in the registry of window functions (function/window-registry.ts), or of aggregates. */
  readonly overload: string;
  readonly args: readonly LogicalExpr[];
  readonly filter?: LogicalExpr;
  readonly frame: WindowFrame<FrameOffset>;
}

/**
 * inner, left, right, full as in SQL. semi, anti: the left rows with / without a match. single: left outer,
 * but a second match is SQLSTATE 21000 (scalar subqueries). mark: every left row once, with a bool column
 * `mark` that is true, false or NULL as `x IN (right)` would be.
 */
export type JoinKind = "inner" | "left" | "right" | "full" | "semi" | "anti" | "single" | "mark";

export type SetOperator = "union" | "intersect" | "except";

export type LogicalPlan =
  | {
      readonly kind: "scan";
      readonly table: TableRef;
      readonly columns: readonly ScanColumn[];
      readonly filters: readonly LogicalExpr[];
    }
  /** Constant rows; with no columns and one row it is the FROM-less SELECT's input. */
  | {
      readonly kind: "values";
      readonly columns: readonly OutputColumn[];
      readonly rows: readonly (readonly LogicalExpr[])[];
    }
  /** A set-returning function in FROM. */
  | {
      readonly kind: "table-function";
      readonly overload: string;
      readonly args: readonly LogicalExpr[];
      readonly columns: readonly OutputColumn[];
    }
  /**
   * The input's rows, each once for every element of the longest of its lists: the input's columns, each list's element
   * (NULL behind its last), then the elements' number from 1. With `outer` a row without elements comes once.
   */
  | {
      readonly kind: "unnest";
      readonly input: LogicalPlan;
      readonly lists: readonly NamedExpr[];
      readonly ordinality?: OutputColumn;
      readonly outer: boolean;
    }
  | { readonly kind: "filter"; readonly input: LogicalPlan; readonly predicate: LogicalExpr }
  | { readonly kind: "project"; readonly input: LogicalPlan; readonly exprs: readonly NamedExpr[] }
  | {
      readonly kind: "join";
      readonly join: JoinKind;
      readonly left: LogicalPlan;
      readonly right: LogicalPlan;
      /** Conjuncts; none is a cross product. */
      readonly on: readonly LogicalExpr[];
      /** Output of a mark join. */
      readonly mark?: OutputColumn;
      /** The right side may refer to the left one's columns (LATERAL and subqueries before decorrelation). */
      readonly lateral: boolean;
    }
  | {
      readonly kind: "aggregate";
      readonly input: LogicalPlan;
      readonly groups: readonly NamedExpr[];
      readonly aggregates: readonly AggregateCall[];
      /** Positions in `groups`, one list a grouping set; absent for plain grouping by all of them. */
      readonly groupingSets?: readonly (readonly number[])[];
      /** bigint column that numbers the grouping set a row comes from, for GROUPING(). */
      readonly setIndex?: OutputColumn;
    }
  /** The input's rows, each with the calls' values behind its columns. */
  | {
      readonly kind: "window";
      readonly input: LogicalPlan;
      readonly partitionBy: readonly LogicalExpr[];
      readonly orderBy: readonly SortKey[];
      readonly calls: readonly WindowCall[];
    }
  | {
      readonly kind: "distinct";
      readonly input: LogicalPlan /** DISTINCT ON; absent for all columns. */;
      readonly on?: readonly LogicalExpr[];
      readonly order: readonly SortKey[];
    }
  | { readonly kind: "sort"; readonly input: LogicalPlan; readonly keys: readonly SortKey[] }
  | {
      readonly kind: "limit";
      readonly input: LogicalPlan;
      readonly limit?: LogicalExpr;
      readonly offset?: LogicalExpr;
      readonly withTies: boolean;
    }
  | {
      readonly kind: "set-operation";
      readonly operator: SetOperator;
      readonly all: boolean;
      readonly left: LogicalPlan;
      readonly right: LogicalPlan;
      /** By position: output column, left column, right column. */
      readonly columns: readonly { readonly output: OutputColumn; readonly left: ColumnId; readonly right: ColumnId }[];
    }
  /** Runs `definition` once and makes it readable by the cte-refs of `body`. */
  | {
      readonly kind: "cte";
      readonly cte: CteId;
      readonly name: string;
      readonly definition: LogicalPlan;
      readonly body: LogicalPlan;
      readonly materialized: boolean;
    }
  | {
      readonly kind: "cte-ref";
      readonly cte: CteId;
      readonly name: string;
      readonly columns: readonly { readonly output: OutputColumn; readonly source: ColumnId }[];
    }
  /** WITH RECURSIVE: `step` reads the rows of the round before through cte-refs of `cte`. */
  | {
      readonly kind: "recursive-cte";
      readonly cte: CteId;
      readonly name: string;
      readonly columns: readonly OutputColumn[];
      readonly base: LogicalPlan;
      readonly step: LogicalPlan;
      readonly distinct: boolean;
    };

export interface ScanColumn {
  readonly output: OutputColumn;
  /** The table's own name for it. */
  readonly source: string;
}
