// The doors to the clauses and expressions that simple queries do without: all of them are one part (all-clauses.ts), which
// whoever binds other statements hands in. Types alone, over a context of any kind, so that the context can name them.
import type { A_ArrayExpr, JoinExpr, Node, RangeFunction, SelectStmt, WithClause } from "@pgsql/types";
import type { LogicalExpr, LogicalPlan } from "../logical/plan.ts";
import type { LogicalType } from "../type/logical-type.ts";
import type { Namespace, Place, QueryLevel, QueryPlace, Scope } from "./scope.ts";
import type { Target } from "./target.ts";

export interface FromItem extends Namespace {
  readonly plan: LogicalPlan;
  /** It may refer to what stands left of it. */
  readonly mayBeLateral: boolean;
}

/** Where an item of FROM stands. */
export interface FromPlace {
  readonly at: QueryPlace;
  readonly level: QueryLevel;
  /** What stands left of it: what LATERAL sees. */
  readonly visible: Namespace;
}

/** A query's WITH: where the query is bound, and its plan with the definitions around it. */
export interface WithScope {
  readonly at: QueryPlace;
  around(body: LogicalPlan): LogicalPlan;
}

/** The rows of a function, and the name that they have without an alias. */
export interface TableFunction {
  readonly plan: LogicalPlan;
  readonly name: string;
  /** One function alone, whose values are no rows. */
  readonly scalar: boolean;
}

export interface GroupBy {
  readonly exprs: readonly LogicalExpr[];
  /** Positions in `exprs`, a list for each set; absent for plain grouping. */
  readonly sets?: readonly (readonly number[])[];
}

/** A query with groups, while its clauses are rewritten to them. */
export interface Ungrouping {
  /** An expression over the input as one over groups and aggregates. @throws FfqError 42803 */
  rewrite(expr: LogicalExpr): LogicalExpr;
  /** The input, grouped. Called once, when all was rewritten. */
  plan(): LogicalPlan;
  /** Whether a column of it can be NULL. */
  nullable(column: number): boolean;
}

/** Something that `*` stands for. */
export interface StarItem {
  readonly name: string;
  readonly expr: LogicalExpr;
}

export interface Clauses<Context> {
  /** An expression that is no name and no constant. */
  expr(context: Context, place: Place, node: Node): LogicalExpr;
  /** ARRAY[...] whose elements are cast to a type. */
  array(context: Context, place: Place, node: A_ArrayExpr, element: LogicalType): LogicalExpr;
  /** What `(row).*` stands for. @throws FfqError 42809 for what is no row */
  fields(context: Context, place: Place, row: Node): readonly StarItem[];
  /** The value of a text as a type. @throws FfqError 22P02, 22007 ... with the literal's place */
  literal(
    context: Context,
    text: string,
    type: LogicalType,
    form: "implicit" | "assignment" | "explicit",
    location: number | undefined,
  ): LogicalExpr;
  /** A cast that goes by the session's time zone; undefined for any other. */
  convertInZone(
    context: Context,
    expr: LogicalExpr,
    type: LogicalType,
    form: "implicit" | "assignment" | "explicit",
    location: number | undefined,
  ): LogicalExpr | undefined;
  /** The hint of a function's name that none has; undefined where no name is near. */
  nearFunction(context: Context, name: string): string | undefined;
  with(context: Context, at: QueryPlace, clause: WithClause): WithScope;
  setOperation(context: Context, at: QueryPlace, select: SelectStmt): LogicalPlan;
  values(
    context: Context,
    at: QueryPlace,
    select: SelectStmt,
    options: { readonly keepUnknown?: boolean },
  ): LogicalPlan;
  /** `bindItem` binds the sides. */
  join(
    context: Context,
    from: FromPlace,
    join: JoinExpr,
    bindItem: (context: Context, from: FromPlace, node: Node) => FromItem,
  ): FromItem;
  tableFunction(context: Context, place: Place, range: RangeFunction): TableFunction;
  /** WINDOW. */
  windows(context: Context, scope: Scope, clause: readonly Node[]): void;
  /** GROUP BY; undefined when there is none. */
  groupBy(context: Context, scope: Scope, select: SelectStmt, targets: readonly Target[]): GroupBy | undefined;
  ungroup(context: Context, scope: Scope, input: LogicalPlan, groupBy: GroupBy): Ungrouping;
}
