// Names in sight, as data: what a FROM clause offers, the queries around it, and the common table expressions.
// Ids are unique in the query, so a column found further out is simply its ColumnRef. Looking names up is
// find-column.ts and find-relation.ts.
import type { TableRef } from "../catalog/table-provider.ts";
import type { CteId } from "../common/ids.ts";
import type { AggregateCall, LogicalExpr, OutputColumn } from "../logical/plan.ts";
import type { Changes } from "./definition.ts";
import type { SetCall } from "./set-call.ts";
import { type LevelWindows, newWindows } from "./windows.ts";

/** Why a relation that LATERAL sees must not be referred to. */
export interface Forbidden {
  readonly relation: string;
  readonly hint: string;
}

/** A column as a name reaches it. A merged column of USING may be an expression over both sides. */
export interface ScopeColumn {
  readonly name: string;
  readonly expr: LogicalExpr;
  readonly nullable: boolean;
  /** `*` does not stand for it. */
  readonly unlisted?: true;
  readonly forbidden?: Forbidden;
}

/** One name of a FROM clause. */
export interface ScopeRelation {
  readonly name: string;
  readonly columns: readonly ScopeColumn[];
  /** Positions of the primary key's columns: grouped by them, a row's other columns are known. */
  readonly primaryKey?: readonly number[];
  /** The table or view that it is. */
  readonly rowsOf?: string;
  /** What an alias stands for: that name does not reach it. */
  readonly aliasOf?: string;
  /** The relation is a function's single column: its name means that value. */
  readonly scalar?: true;
  /** The columns that USING merges, by their alias: always a row, even where all of them are missing. */
  readonly merged?: true;
  /** The relation stands on the side of an outer join whose rows may be missing: true where there is one, or NULL. */
  readonly presence?: OutputColumn;
  /** The relation never has a row, and its columns are NULL: `old` of an INSERT. */
  readonly absent?: true;
  /** The names inside a join with an alias: they do not reach its columns. */
  readonly hides?: readonly string[];
  readonly forbidden?: Forbidden;
}

/** What an item of FROM offers: relations by their names, and the columns that need none (`*`), in order. */
export interface Namespace {
  readonly relations: readonly ScopeRelation[];
  readonly columns: readonly ScopeColumn[];
}

export const EMPTY_NAMESPACE: Namespace = { relations: [], columns: [] };

/** A name that is there, but not here. */
export interface HiddenRelation {
  readonly name: string;
  readonly hint?: string;
}

/** A GROUPING() call: it becomes an expression over the set's number when the groups are known. */
export interface GroupingCall {
  readonly output: OutputColumn;
  readonly args: readonly LogicalExpr[];
  /** Where the arguments stand. */
  readonly locations: readonly (number | undefined)[];
}

/** What binding collects for one level of query: the aggregates and GROUPING() calls that belong to it. */
export interface QueryLevel {
  readonly aggregates: AggregateCall[];
  /** The same calls by what they compute, so that equal ones are one. */
  readonly byKey: Map<string, AggregateCall>;
  readonly groupings: GroupingCall[];
  readonly windows: LevelWindows;
  /** The set-returning functions of its SELECT list. */
  readonly sets: SetCall[];
  /** Its FROM names a recursive query whose step it is in: no aggregates may be in it. */
  readsRound: boolean;
}

/** A common table expression by its name. */
export interface CteEntry {
  readonly cte: CteId;
  readonly name: string;
  readonly columns: readonly OutputColumn[];
  /** Counts references: a definition that nobody reads is not run. */
  uses: number;
  /** The name of a recursive query in its own step: the rows of the round before. */
  readonly isRound?: true;
  /** Its rows lie in a table that the statement holds, whose columns have their positions for names. */
  readonly held?: TableRef;
  /** Throws where no reference may stand: to what has no rows. */
  readonly guard?: (location: number | undefined) => void;
  /** How many of the last columns `*` does not stand for: those of SEARCH and CYCLE, in the query itself. */
  readonly unlisted?: number;
}

/** The common table expressions in sight, inner before outer. */
export interface CteScope {
  readonly entries: ReadonlyMap<string, CteEntry>;
  /** Names of the same WITH that are not in sight here. */
  readonly later?: readonly string[];
  readonly outer?: CteScope;
}

export interface Scope extends Namespace {
  readonly level: QueryLevel;
  readonly ctes: CteScope;
  readonly hidden?: readonly HiddenRelation[];
  /** Where the query stands that this scope is of. */
  readonly outer?: Place;
}

/** The clauses that expressions stand in; which allow aggregates is bind-aggregate.ts. */
export type Clause =
  | "SELECT"
  | "FROM"
  | "functions in FROM"
  | "JOIN conditions"
  | "WHERE"
  | "GROUP BY"
  | "HAVING"
  | "ORDER BY"
  | "DISTINCT ON"
  | "LIMIT"
  | "OFFSET"
  | "VALUES"
  | "aggregate"
  | "FILTER"
  | "window function"
  | "window definitions"
  | "window ROWS"
  | "window RANGE"
  | "window GROUPS"
  | "UPDATE"
  | "RETURNING"
  | "EXECUTE parameters"
  | "DEFAULT expressions"
  | "column generation expressions";

/** Where an expression stands. */
export interface Place {
  readonly scope: Scope;
  readonly clause: Clause;
  /** VALUES of one row for INSERT: as in a SELECT list, functions may return sets. */
  readonly isSingleRow?: boolean;
  /** What stands here is added up: numerics of several scales may all get the widest, which is far quicker than their own. */
  readonly isAddedUp?: boolean;
}

/** The same place for what an expression there looks at otherwise: a numeric's own scale may show. */
export function lookedAt(place: Place): Place {
  return place.isAddedUp === true ? { ...place, isAddedUp: false } : place;
}

/** What a query sees around itself. */
export interface QueryPlace {
  readonly ctes: CteScope;
  readonly outer?: Place;
  /** Where WITH may change tables: around a whole statement. */
  readonly changes?: Changes;
}

/** A statement's own place. */
export const NOWHERE: QueryPlace = { ctes: { entries: new Map() } };

/** The same place for a part of the statement. */
export function partOf({ ctes, outer }: QueryPlace): QueryPlace {
  return outer === undefined ? { ctes } : { ctes, outer };
}

/** What a query in an expression sees. */
export function below(place: Place): QueryPlace {
  return { ctes: place.scope.ctes, outer: place };
}

export function newLevel(): QueryLevel {
  return { aggregates: [], byKey: new Map(), groupings: [], windows: newWindows(), sets: [], readsRound: false };
}

/** A scope over a namespace. */
export function scopeOf(
  at: QueryPlace,
  level: QueryLevel,
  { relations, columns }: Namespace,
  hidden: readonly HiddenRelation[] = [],
): Scope {
  return { relations, columns, level, ctes: at.ctes, hidden, ...(at.outer === undefined ? {} : { outer: at.outer }) };
}

/** Columns of a plan as a relation. `names` rename the first ones. */
export function relationOf(
  name: string,
  columns: readonly OutputColumn[],
  names: readonly string[] = [],
): ScopeRelation {
  return {
    name,
    columns: columns.map((column, at) => ({
      name: names[at] ?? column.name,
      expr: { kind: "column", column: column.id, type: column.type },
      nullable: column.nullable,
    })),
  };
}
