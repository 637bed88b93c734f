// What binding one statement needs from outside, as ports; the ids it hands out; and the doors through which
// the files of this folder call each other in circles (an expression holds queries, a query expressions).
import type { Node, SelectStmt } from "@pgsql/types";
import type { TableRef } from "../catalog/table-provider.ts";
import type { Field } from "../column/vector.ts";
import { FfqError, internal } from "../common/error.ts";
import type { ErrorCode } from "../common/error-code.ts";
import { ColumnId, CteId } from "../common/ids.ts";
import type { FunctionRegistry } from "../function/registry.ts";
import type { LogicalExpr, LogicalPlan, OutputColumn } from "../logical/plan.ts";
import type { FileRelation } from "../sql/file-relation.ts";
import type { SqlSource } from "../sql/source.ts";
import type { ParsedStatement } from "../sql/statement.ts";
import type { TypedDatum } from "../type/datum.ts";
import { type LogicalType, sameType, type TypeKind } from "../type/logical-type.ts";
import type { Clauses } from "./clauses.ts";
import type { Place, QueryPlace } from "./scope.ts";
import type { UniqueConstraint } from "./statement.ts";

/** An aggregate overload that takes the arguments asked for. */
export interface ResolvedAggregate {
  readonly overload: string;
  /** The kinds to cast the arguments to. */
  readonly args: readonly (TypeKind | "any")[];
  readonly result: LogicalType;
  /** False when a group without values has a result that is not NULL. Default: every one but count's is. */
  readonly nullable?: boolean;
  /** Whether the result has the type of an argument of any type, which must have one. */
  readonly polymorphic?: boolean;
  /** Whether ORDER BY inside the call changes the result, where for other arguments it does not. */
  readonly inOrder?: boolean;
}

/** The aggregates the binder resolves against. */
export interface AggregateResolver {
  isAggregate(name: string): boolean;
  /** Whether some overload takes so many arguments. */
  takes(name: string, count: number): boolean;
  /** `count(*)` has no types. Undefined when no overload takes such arguments. */
  aggregate(name: string, types: readonly LogicalType[]): ResolvedAggregate | undefined;
}

/** A window function that takes the arguments asked for. */
export interface ResolvedWindow {
  readonly overload: string;
  /** The kinds to cast the arguments to. */
  readonly args: readonly (TypeKind | "any")[];
  /** Positions of arguments that are to have one type. */
  readonly alike: readonly number[];
  /** By the arguments' types after their casts. */
  readonly result: (args: readonly LogicalType[]) => LogicalType;
  readonly nullable: boolean;
}

/** The window functions the binder resolves against, besides aggregates. */
export interface WindowResolver {
  isWindow(name: string): boolean;
  /** Undefined when no overload takes such arguments. */
  window(name: string, types: readonly LogicalType[]): ResolvedWindow | undefined;
}

export interface BoundTable {
  readonly kind?: "table";
  readonly ref: TableRef;
  readonly fields: readonly Field[];
  readonly constraints?: readonly UniqueConstraint[];
  /** By position of the fields; undefined where a column has none. */
  readonly defaults?: readonly (LogicalExpr | undefined)[];
  /** Likewise: what computes a column that is generated. */
  readonly generated?: readonly (LogicalExpr | undefined)[];
  /** False for what INSERT, UPDATE and DELETE cannot change (files). Default: true. */
  readonly writable?: boolean;
  /** INSERT can add rows even so. */
  readonly takesRows?: boolean;
}

/** A view: its query's text is bound anew at each use. */
export interface BoundView {
  readonly kind: "view";
  readonly text: string;
  /** Names for the first columns. */
  readonly columnNames: readonly string[];
}

/** The tables that names stand for. */
export interface TableSource {
  table(name: string): BoundTable | BoundView | undefined;
  names(): readonly string[];
  /** A table of texts whose rows COPY FROM will bring, batch by batch. Absent where there can be none. */
  staged?(columns: readonly string[]): BoundTable;
  /** A table for rows that the statement holds while it runs; its columns have their positions for names. */
  held?(name: string, types: readonly LogicalType[]): TableRef;
  /** Files in FROM, opened before binding. Absent where there can be none. */
  file?(relation: FileRelation): BoundTable | undefined;
}

export interface BinderPorts {
  readonly functions: FunctionRegistry;
  readonly aggregates: AggregateResolver;
  readonly windows: WindowResolver;
  readonly tables: TableSource;
  /** Absent: UTC, and a clock that cannot be read. */
  readonly moment?: StatementMoment;
  /** Absent: types are as narrow as is likely to do. */
  readonly narrowing?: Narrowing;
  /** The parameters' types of a prepared statement; undefined when there is none of that name. */
  prepared?(name: string): readonly LogicalType[] | undefined;
  /** Of the statements that are prepared, for suggestions. */
  preparedNames?(): readonly string[];
}

/** Whether calls may have types that do not hold every value of theirs, and whether one has. */
export interface Narrowing {
  readonly isAllowed: boolean;
  isUsed: boolean;
}

/** Where and when a statement is bound. */
export interface StatementMoment {
  /** The name of the session's time zone. */
  readonly timeZone: string;
  /** When the statement began, in microseconds since 1970-01-01 UTC. */
  readonly now: bigint;
}

export interface QueryOptions {
  /** Columns of literals without a type stay `unknown`, for a caller that gives them one. */
  readonly keepUnknown?: boolean;
}

/** The doors between files that need each other. binder.ts hangs them in. */
export interface BinderDoors {
  /** An expression; literals without a type stay `unknown`. */
  expr(context: BindContext, place: Place, node: Node): LogicalExpr;
  /** A SELECT, VALUES or set operation, with its WITH, ORDER BY and LIMIT. */
  query(context: BindContext, at: QueryPlace, select: SelectStmt, options?: QueryOptions): LogicalPlan;
  /** The query of a view. */
  view(context: BindContext, name: string, view: BoundView): LogicalPlan;
  /** All clauses and expressions; absent for simple queries (simple-query.ts). */
  readonly clauses?: Clauses<BindContext>;
}

/** A value for $n. `as`: the type that its text stands for, of a parameter of a prepared statement. */
export interface Parameter extends TypedDatum {
  readonly as?: LogicalType;
}

/** A column of a common table expression's plan. */
export interface DefinedColumn {
  readonly plan: LogicalPlan;
  readonly column: ColumnId;
}

/** What the texts of one statement (its own, its views') share. */
class Shared {
  lastColumn = 0;
  lastCte = 0;
  /** Where references to columns stand, for errors that are found after they were bound. */
  readonly locations = new WeakMap<object, number>();
  /** Parameters without a type by the constants that stand for them, and the types that their places gave them. */
  readonly parameters = new WeakMap<object, number>();
  readonly inferred = new Map<number, LogicalType>();
  /** Expressions by others whose declared type they have; columns by theirs, or by the common table expressions that define them. */
  readonly likes = new WeakMap<object, LogicalExpr>();
  readonly declaredColumns = new Map<ColumnId, LogicalType>();
  readonly definitions = new Map<ColumnId, DefinedColumn>();
  /** The names of scalar subqueries' columns, by their parse nodes. */
  readonly names = new WeakMap<object, string>();
}

/** One statement being bound, or the text of a view in it. */
export class BindContext {
  readonly ports: BinderPorts;
  readonly source: SqlSource;
  /** The whole statement. */
  readonly node: Node;
  readonly parameters: readonly Parameter[];
  readonly doors: BinderDoors;
  readonly #shared: Shared;

  constructor(
    ports: BinderPorts,
    doors: BinderDoors,
    { source, node }: Pick<ParsedStatement, "source" | "node">,
    parameters: readonly Parameter[] = [],
    within?: BindContext,
  ) {
    this.ports = ports;
    this.doors = doors;
    this.source = source;
    this.node = node;
    this.parameters = parameters;
    this.#shared = within === undefined ? new Shared() : within.#shared;
  }

  /** The context of another text in the same statement. */
  over(parsed: ParsedStatement): BindContext {
    return new BindContext(this.ports, this.doors, parsed, [], this);
  }

  /** A new column, with an id that no other column of the query has. */
  column(name: string, type: LogicalType, nullable = true): OutputColumn {
    return { id: ColumnId(++this.#shared.lastColumn), name, type, nullable };
  }

  /** The session's time zone. */
  get timeZone(): string {
    return this.ports.moment?.timeZone ?? "UTC";
  }

  /** When the statement began, in microseconds. @throws FfqError where nobody said it */
  get now(): bigint {
    if (this.ports.moment === undefined) throw this.unsupported("a text that reads the clock");
    return this.ports.moment.now;
  }

  /** Of the two types of a call, the one that may be had. */
  narrowed(likely: LogicalType, certain: LogicalType): LogicalType {
    const { narrowing } = this.ports;
    if (narrowing === undefined || sameType(likely, certain)) return likely;
    if (!narrowing.isAllowed) return certain;
    narrowing.isUsed = true;
    return likely;
  }

  /** A new id for a common table expression. */
  cte(): CteId {
    return CteId(++this.#shared.lastCte);
  }

  expr(place: Place, node: Node): LogicalExpr {
    return this.doors.expr(this, place, node);
  }

  /** What simple queries do without. @throws FfqError INTERNAL where it was not handed in */
  get clauses(): Clauses<BindContext> {
    const { clauses } = this.doors;
    if (clauses === undefined) throw internal("the clauses of a query that is not simple were not loaded");
    return clauses;
  }

  query(at: QueryPlace, select: SelectStmt, options: QueryOptions = {}): LogicalPlan {
    return this.doors.query(this, at, select, options);
  }

  /** Remembers where an expression or an aggregate call stands. */
  locate<Found extends object>(expr: Found, location: number | undefined): Found {
    if (location !== undefined) this.#shared.locations.set(expr, location);
    return expr;
  }

  /** Where a located expression stands. */
  locationOf(expr: object): number | undefined {
    return this.#shared.locations.get(expr);
  }

  /** Remembers that an expression has the declared type (declared-type.ts) of another. */
  typedLike<Found extends object>(expr: Found, like: LogicalExpr): Found {
    this.#shared.likes.set(expr, like);
    return expr;
  }

  /** The expression whose declared type an expression has, where that does not show. */
  likeOf(expr: object): LogicalExpr | undefined {
    return this.#shared.likes.get(expr);
  }

  /** Remembers the declared type of a column whose plan does not tell it. */
  declare(column: ColumnId, type: LogicalType): void {
    this.#shared.declaredColumns.set(column, type);
  }

  declaredColumn(column: ColumnId): LogicalType | undefined {
    return this.#shared.declaredColumns.get(column);
  }

  /** Remembers what a column of a common table expression is in its definition. */
  define(column: ColumnId, definition: DefinedColumn): void {
    this.#shared.definitions.set(column, definition);
  }

  definitionOf(column: ColumnId): DefinedColumn | undefined {
    return this.#shared.definitions.get(column);
  }

  /** Remembers that a constant stands for $number, whose type is open. */
  isParameter(expr: object, number: number): void {
    this.#shared.parameters.set(expr, number);
  }

  /** A constant gets a type: where it stands for a parameter, the parameter does. The first one counts. */
  infer(expr: object, type: LogicalType): void {
    const number = this.#shared.parameters.get(expr);
    if (number !== undefined && !this.#shared.inferred.has(number)) this.#shared.inferred.set(number, type);
  }

  /** The type that its place gave $number. */
  inferredType(number: number): LogicalType | undefined {
    return this.#shared.inferred.get(number);
  }

  /** Remembers what a subquery's column is called. */
  name(node: object, name: string): void {
    this.#shared.names.set(node, name);
  }

  /** What a bound subquery's column is called. */
  nameOf(node: object): string | undefined {
    return this.#shared.names.get(node);
  }

  /** An error at a location of the tree. */
  error(code: ErrorCode, sqlstate: string, message: string, location?: number, hint?: string): FfqError {
    const span = this.source.spanAt(location);
    return new FfqError(code, message, {
      sqlstate,
      ...(span === undefined ? {} : { span }),
      ...(hint === undefined ? {} : { hint }),
    });
  }

  /** PostgreSQL has it, FFQ does not. `what` is its name as a user would write it. */
  unsupported(what: string, location?: number): FfqError {
    return this.error("UNSUPPORTED", "0A000", `${what} is not supported`, location);
  }
}
