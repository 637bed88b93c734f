// What the generators of expressions and queries share: the statement under way and the columns in sight.
import type { Piece } from "./piece.ts";
import type { Random } from "./random.ts";
import type { FuzzColumn, FuzzTable } from "./tables.ts";
import type { FuzzType } from "./types.ts";

export interface Reference {
  readonly of: Piece;
  readonly type: FuzzType;
  /** A grouping expression, which PostgreSQL does not recognise in a subquery. */
  readonly computed?: boolean;
}

/** A relation that FROM may name. */
export interface Relation {
  readonly name: string;
  readonly columns: readonly FuzzColumn[];
}

/**
 * Of calls that tell equal rows apart (row_number, lag, frames in ROWS) a query has one: of two, each may order
 * equal rows in its own way.
 */
export interface WindowAllowance {
  tellsEqualRowsApart: boolean;
  /** A window that calls may name; WINDOW defines it. */
  named?: Piece;
}

export const NAMED_WINDOW = "win";

export interface Scope {
  readonly columns: readonly Reference[];
  /** Columns of the queries around. */
  readonly outer: readonly Reference[];
  /** What aggregates range over, in a grouped query; `columns` are then the keys. */
  readonly grouped: Scope | undefined;
  /** Window functions may stand here. */
  readonly windows: WindowAllowance | undefined;
  /**
   * Calls of everything with any argument, each evaluated for every row: nothing that decides what is evaluated, no
   * subquery. Whether a value or an error comes out is then the same everywhere.
   */
  readonly reckless?: boolean;
  /** Another call computes with it: it is exact to the last digit. */
  readonly nested?: boolean;
}

export interface Statement {
  readonly random: Random;
  readonly tables: readonly FuzzTable[];
  readonly ctes: readonly Relation[];
  /** A name that the statement does not have yet. */
  alias(): string;
  /** A query with columns o0, o1 ... of these types. */
  query(types: readonly FuzzType[], depth: number, outer: readonly Reference[]): Piece;
}

export const noColumns: Scope = { columns: [], outer: [], grouped: undefined, windows: undefined };

/** What a subquery sees of the queries around it. */
export const visibleBelow = ({ columns, outer }: Scope): readonly Reference[] =>
  [...columns, ...outer].filter(({ computed }) => computed !== true);
