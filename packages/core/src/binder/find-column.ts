// From a name to the column it means: the innermost query that has it, PostgreSQL's ambiguity rules, and its
// errors with a near name as a hint.
import type { FfqError } from "../common/error.ts";
import { editDistance, nearest } from "../common/suggest.ts";
import { refTo } from "../logical/column-ref.ts";
import type { LogicalExpr } from "../logical/plan.ts";
import type { BindContext } from "./context.ts";
import type { HiddenRelation, Place, Scope, ScopeColumn, ScopeRelation } from "./scope.ts";
import { wholeRow } from "./whole-row.ts";

/** @throws FfqError 42703, 42702 or 42P01, as PostgreSQL does */
export function findColumn(
  context: BindContext,
  scope: Scope,
  table: string | undefined,
  name: string,
  location: number | undefined,
): LogicalExpr {
  const found =
    table === undefined
      ? findUnqualified(context, scope, name, location)
      : findIn(context, findRelation(context, scope, table, location), name, location);
  // A copy, because what it stands at is remembered by its identity.
  if (found !== undefined) return context.locate({ ...found.expr }, location);
  const relation = table === undefined ? relationNamed(context, scope, name, location) : undefined;
  if (relation !== undefined) return wholeRow(context, relation, location);
  throw noColumn(context, scope, table, name, location);
}

function findUnqualified(
  context: BindContext,
  scope: Scope,
  name: string,
  location: number | undefined,
): ScopeColumn | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer?.scope) {
    const [found, second] = columnsNamed(at.columns, name);
    if (found === undefined) continue;
    refuseForbidden(context, found, location);
    if (second === undefined) return found;
    throw context.error("AMBIGUOUS", "42702", `column reference "${name}" is ambiguous`, location);
  }
  return undefined;
}

function findIn(
  context: BindContext,
  relation: ScopeRelation,
  name: string,
  location: number | undefined,
): ScopeColumn | undefined {
  const [found, second] = columnsNamed(relation.columns, name);
  if (second === undefined) return found;
  throw context.error("AMBIGUOUS", "42702", `column reference "${name}" is ambiguous`, location);
}

const NO_COLUMNS: readonly ScopeColumn[] = [];
/** Lists that are longer are looked up by a map: a query may name each of a table's thousands of columns. */
const MOST_SEARCHED = 16;
const byName = new WeakMap<readonly ScopeColumn[], ReadonlyMap<string, readonly ScopeColumn[]>>();

/** The columns of a name, in their order. */
function columnsNamed(columns: readonly ScopeColumn[], name: string): readonly ScopeColumn[] {
  if (columns.length <= MOST_SEARCHED) return columns.filter((column) => column.name === name);
  let known = byName.get(columns);
  if (known === undefined) {
    known = namesOf(columns);
    byName.set(columns, known);
  }
  return known.get(name) ?? NO_COLUMNS;
}

function namesOf(columns: readonly ScopeColumn[]): ReadonlyMap<string, readonly ScopeColumn[]> {
  const names = new Map<string, ScopeColumn[]>();
  for (const column of columns) {
    const same = names.get(column.name);
    if (same === undefined) names.set(column.name, [column]);
    else same.push(column);
  }
  return names;
}

/** @throws FfqError 42P10 */
function refuseForbidden(
  context: BindContext,
  { forbidden }: ScopeColumn | ScopeRelation,
  location: number | undefined,
): void {
  if (forbidden === undefined) return;
  const message = `invalid reference to FROM-clause entry for table "${forbidden.relation}"`;
  throw context.error("INVALID_QUERY", "42P10", message, location, forbidden.hint);
}

/** @throws FfqError 42P09, 42P10 */
function relationNamed(
  context: BindContext,
  scope: Scope,
  name: string,
  location: number | undefined,
): ScopeRelation | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer?.scope) {
    let found: ScopeRelation | undefined;
    for (const relation of at.relations) {
      if (relation.name !== name) continue;
      if (found !== undefined)
        throw context.error("AMBIGUOUS", "42P09", `table reference "${name}" is ambiguous`, location);
      refuseForbidden(context, relation, location);
      found = relation;
    }
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The relation that a qualified name means. @throws FfqError 42P01 */
export function findRelation(
  context: BindContext,
  scope: Scope,
  name: string,
  location: number | undefined,
): ScopeRelation {
  const found = relationNamed(context, scope, name, location);
  if (found !== undefined) return found;
  const hidden = hiddenRelation(context, scope, name, location);
  if (hidden !== undefined) {
    const message = `invalid reference to FROM-clause entry for table "${name}"`;
    throw context.error("NOT_FOUND", "42P01", message, location, hidden.hint);
  }
  const near = nearest(
    name,
    scope.relations.map((relation) => relation.name),
  );
  const hint = near === undefined ? undefined : `Perhaps you meant to reference the table alias "${near}".`;
  throw context.error("NOT_FOUND", "42P01", `missing FROM-clause entry for table "${name}"`, location, hint);
}

function hiddenRelation(
  context: BindContext,
  scope: Scope,
  name: string,
  location: number | undefined,
): HiddenRelation | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer?.scope) {
    const found = at.hidden?.find((relation) => relation.name === name);
    if (found !== undefined) return found;
    const alias = at.relations.find(({ aliasOf }) => aliasOf === name);
    if (at.relations.some(({ hides }) => hides?.includes(name))) return { name };
    if (alias === undefined) continue;
    refuseForbidden(context, alias, location);
    return { name, hint: `Perhaps you meant to reference the table alias "${alias.name}".` };
  }
  return undefined;
}

function noColumn(
  context: BindContext,
  scope: Scope,
  table: string | undefined,
  name: string,
  location: number | undefined,
): FfqError {
  const shown = table === undefined ? `"${name}"` : `${table}.${name}`;
  const [first, second] = nearColumns(scope, table, name);
  const or = second === undefined ? "" : ` or the column "${second}"`;
  const hint = first === undefined ? undefined : `Perhaps you meant to reference the column "${first}"${or}.`;
  return context.error("NOT_FOUND", "42703", `column ${shown} does not exist`, location, hint);
}

/** Further away than this no name is a slip. */
const MAX_DISTANCE = 3;

/** The columns nearest to a name, with their tables: one or two, none when there are more as near. */
function nearColumns(scope: Scope, table: string | undefined, name: string): readonly string[] {
  let least = MAX_DISTANCE;
  let best: string[] = [];
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer?.scope) {
    for (const relation of at.relations) {
      const penalty = table === undefined ? 0 : editDistance(table, relation.name);
      if (penalty > least) continue;
      for (const column of relation.columns) {
        const own = editDistance(name, column.name);
        if (own > Math.floor(name.length / 2) || penalty + own > least) continue;
        if (penalty + own < least) best = [];
        least = penalty + own;
        best.push(`${relation.name}.${column.name}`);
      }
    }
  }
  return best.length > 2 ? [] : best;
}

/** The place, from this one outwards, whose FROM produces a column; undefined for a column of a query below. */
export function placeOfColumn(place: Place, column: number): Place | undefined {
  for (let at: Place | undefined = place; at !== undefined; at = at.scope.outer) {
    if (ownsColumn(at.scope, column)) return at;
  }
  return undefined;
}

const owned = new WeakMap<Scope, ReadonlyMap<number, ScopeColumn>>();

function columnsById(scope: Scope): ReadonlyMap<number, ScopeColumn> {
  const known = owned.get(scope);
  if (known !== undefined) return known;
  const byId = new Map<number, ScopeColumn>();
  for (const { presence } of scope.relations) {
    if (presence !== undefined) byId.set(presence.id, { name: "*", expr: refTo(presence), nullable: true });
  }
  for (const column of [...scope.relations.flatMap((relation) => relation.columns), ...scope.columns]) {
    if (column.expr.kind === "column") byId.set(column.expr.column, column);
  }
  owned.set(scope, byId);
  return byId;
}

function ownsColumn(scope: Scope, column: number): boolean {
  return columnsById(scope).has(column) || scope.level.aggregates.some(({ output }) => output.id === column);
}

/** The scope's column with an id, looked for outwards. */
export function columnWithId(scope: Scope, column: number): ScopeColumn | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer?.scope) {
    const found = columnsById(at).get(column);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Whether a column can be NULL where expressions of the scope see it. Of an enclosing query's that is not known yet: a
 * grouping set may leave it out.
 */
export function canColumnBeNull(scope: Scope, column: number): boolean {
  return columnsById(scope).get(column)?.nullable ?? true;
}
