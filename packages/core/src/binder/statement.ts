// What binding gives: statements with names and types resolved. Queries are logical plans; statements that
// change tables hold the plan whose rows they take.

import type { TableRef } from "../catalog/table-provider.ts";
import type { TextFormat } from "../format/csv/text-format.ts";
import type { LogicalExpr, LogicalPlan } from "../logical/plan.ts";
import type { ParsedStatement } from "../sql/statement.ts";
import type { LogicalType } from "../type/logical-type.ts";
import type { CopyFormat } from "./copy-format.ts";

export interface ColumnDefinition {
  readonly name: string;
  readonly type: LogicalType;
  readonly nullable: boolean;
  /** Over no columns; cast to the column's type. */
  readonly defaultValue?: LogicalExpr;
  /** Over the table's columns, whose ids are their positions (generated-columns.ts). */
  readonly generated?: LogicalExpr;
}

/** PRIMARY KEY or UNIQUE. Columns of a primary key are not nullable. */
export interface UniqueConstraint {
  readonly name: string;
  /** Positions of columns. */
  readonly columns: readonly number[];
  readonly primary: boolean;
  /** NULLS NOT DISTINCT: NULL is a key like any other. */
  readonly nullsEqual: boolean;
}

export interface ExplainOptions {
  /** Runs the query and shows what happened. */
  readonly analyze: boolean;
  readonly format: "text" | "json";
  /** Shows the functions that the pipelines compile. */
  readonly codegen: boolean;
}

export interface BoundChange {
  readonly table: string;
  readonly plan: LogicalPlan;
  /** How many further columns the plan has: those of RETURNING. Absent: there is none, and no rows come back. */
  readonly returning?: number;
}

/** A statement that changes the rows of a table. */
export type BoundTableChange =
  /** The plan's columns are the table's, in order, cast and with defaults filled in. */
  | ({ readonly kind: "insert" } & BoundChange)
  /** The plan's columns are the row's number (int8), then the new value of each of the table's columns. */
  | ({ readonly kind: "update" } & BoundChange)
  /** The plan's column is the row's number (int8). */
  | ({ readonly kind: "delete" } & BoundChange);

/** A part of a statement that runs before its main one, with the tables that hold what later ones read of it. */
export type BoundPart =
  /** A query of WITH that several parts read: its rows are the same for all. */
  | { readonly kind: "query"; readonly name: string; readonly plan: LogicalPlan; readonly rows: TableRef }
  | {
      readonly kind: "change";
      readonly name: string;
      readonly change: BoundTableChange;
      /** For the rows of RETURNING. */
      readonly rows?: TableRef;
      /** For the numbers of the rows that it changes, behind those of other parts. */
      readonly numbers?: TableRef;
    };

/** A statement that other parts may run before. */
export type BoundMain =
  | BoundTableChange
  | Extract<BoundStatement, { readonly kind: "query" | "create-table-as" | "copy-to" }>;

export type BoundStatement =
  | { readonly kind: "query"; readonly plan: LogicalPlan }
  | {
      readonly kind: "create-table";
      readonly name: string;
      readonly ifNotExists: boolean;
      readonly columns: readonly ColumnDefinition[];
      readonly constraints: readonly UniqueConstraint[];
    }
  | {
      readonly kind: "create-table-as";
      readonly name: string;
      readonly ifNotExists: boolean;
      readonly plan: LogicalPlan;
      readonly withData: boolean;
    }
  /** `text` is the view's query, bound anew at each use; `plan` was bound once to see that it can be. */
  | {
      readonly kind: "create-view";
      readonly name: string;
      readonly orReplace: boolean;
      readonly columnNames: readonly string[];
      readonly text: string;
      readonly plan: LogicalPlan;
    }
  | {
      readonly kind: "drop";
      readonly what: "table" | "view";
      readonly names: readonly string[];
      readonly ifExists: boolean;
      /** Views that read them go as well. */
      readonly cascade: boolean;
    }
  | BoundTableChange
  /** WITH changes tables: all that changes does together, at the end, and no part sees what another does. */
  | { readonly kind: "with-changes"; readonly parts: readonly BoundPart[]; readonly main: BoundMain }
  /** A file of text: the plan is run for each batch of it, in place of the table `staged`. */
  | {
      readonly kind: "copy-from-text";
      readonly insert: BoundChange;
      readonly staged: TableRef;
      readonly columns: readonly string[];
      readonly file: string;
      readonly format: TextFormat;
      readonly matchesHeader: boolean;
    }
  /** The plan's rows are a file's. */
  | { readonly kind: "copy-from"; readonly insert: BoundChange }
  | { readonly kind: "copy-to"; readonly plan: LogicalPlan; readonly file: string; readonly format: CopyFormat }
  /** `statement` is what EXECUTE runs, with its parameters of these types. */
  | {
      readonly kind: "prepare";
      readonly name: string;
      readonly statement: ParsedStatement;
      readonly types: readonly LogicalType[];
    }
  /** The plan is one row of the parameters' values, in order. */
  | { readonly kind: "execute"; readonly name: string; readonly plan: LogicalPlan }
  /** Without a name: all. */
  | { readonly kind: "deallocate"; readonly name?: string }
  | { readonly kind: "explain"; readonly statement: BoundStatement; readonly options: ExplainOptions }
  | {
      readonly kind: "set";
      readonly name: string;
      readonly values: readonly string[] | undefined;
      readonly local?: boolean;
    }
  | { readonly kind: "reset-all" }
  | { readonly kind: "show"; readonly name: string }
  | { readonly kind: "show-all" };
