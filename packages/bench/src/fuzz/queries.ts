// Random queries: joins of every kind, derived tables, LATERAL, CTEs, groups and grouping sets, windows, set
// operations, DISTINCT, ORDER BY with LIMIT. The answer is one multiset of rows: LIMIT stands behind an order over
// all columns.
import { condition, equality } from "./conditions.ts";
import { expression } from "./expressions.ts";
import { joined, optional, orElse, type Piece, piece, textOf } from "./piece.ts";
import type { Random } from "./random.ts";
import { NAMED_WINDOW, noColumns, type Reference, type Relation, type Scope, type Statement } from "./scope.ts";
import { setRelation } from "./set-relations.ts";
import type { FuzzColumn, FuzzTable } from "./tables.ts";
import { arrayOf, type FuzzType, randomType, typedLiteral } from "./types.ts";

/** A whole SELECT statement over the tables, which may use the parameters. */
export function randomStatement(
  random: Random,
  tables: readonly FuzzTable[],
  parameters: readonly Reference[] = [],
): Piece {
  let statement = newStatement(random, tables);
  const definitions: Piece[] = [];
  let isRecursive = false;
  if (random.chance(25)) {
    for (const name of random.times(1, 2, (position) => `w${position}`)) {
      const types = columnTypes(random);
      const recursive = random.chance(25) ? recursiveQuery(statement, name, types) : undefined;
      const body = recursive ?? { of: statement.query(types, 2, []), types };
      isRecursive ||= recursive !== undefined;
      const word = recursive === undefined ? random.of(["", "MATERIALIZED ", "NOT MATERIALIZED "]) : "";
      const names = body.types.map((_, position) => `o${position}`);
      const list = recursive === undefined ? "" : `(${names.join(", ")})`;
      const cycle = recursive === undefined ? undefined : traced(random, names);
      definitions.push(piece(`${name}${list} AS ${word}(`, body.of, ")", optional(cycle?.clause ?? "")));
      const own = body.types.map((type, position): FuzzColumn => ({ name: `o${position}`, type }));
      const columns = [...own, ...(cycle?.columns ?? [])];
      statement = withTable(statement, { name, columns });
    }
  }
  const main = statement.query(columnTypes(random), random.of([2, 3, 3, 4]), parameters);
  const word = isRecursive ? "WITH RECURSIVE " : "WITH ";
  return definitions.length === 0 ? main : piece(optional(word, joined(definitions, ", "), " "), main);
}

export function newStatement(random: Random, tables: readonly FuzzTable[]): Statement {
  let aliases = 0;
  const statement: Statement = {
    random,
    tables,
    ctes: [],
    alias: () => `a${aliases++}`,
    query: (...args) => query(statement, ...args),
  };
  return statement;
}

/** The statement with one relation more to read. */
export function withTable(statement: Statement, relation: Relation): Statement {
  const known: Statement = {
    ...statement,
    ctes: [...statement.ctes, relation],
    query: (...args) => query(known, ...args),
  };
  return known;
}

/** Counts up in its first column, beside a column of the recursion's own; ends after a few steps. */
function recursiveQuery(
  statement: Statement,
  name: string,
  types: readonly FuzzType[],
): { readonly of: Piece; readonly types: readonly FuzzType[] } | undefined {
  const { random } = statement;
  const own = types.slice(0, 2);
  if (own.length === 0) return undefined;
  const all: readonly FuzzType[] = ["integer", ...own];
  const start = statement.query(own, 1, []);
  const columns: Reference[] = all.map((type, position) => ({ of: piece(`r.o${position}`), type }));
  const scope: Scope = { ...noColumns, columns };
  // PostgreSQL wants the same length on both sides.
  const next = all.slice(1).map((type) => {
    const value = expression(statement, type, 1, scope);
    return type.includes("(") ? piece("CAST(", value, ` AS ${type})`) : value;
  });
  const word = random.of(["UNION ALL", "UNION"]);
  const alias = statement.alias();
  const order = all.slice(1).map((_, position) => position + 1);
  const some = piece("SELECT * FROM (", start, `) AS s ORDER BY ${order.join(", ")} LIMIT 3`);
  const first = piece("SELECT 1, ", alias, ".* FROM (", some, ") AS ", alias);
  const list = piece("r.o0 + 1", ...next.flatMap((of) => [", ", of]));
  return {
    of: piece("(", first, `) ${word} SELECT `, list, ` FROM ${name} AS r WHERE r.o0 < ${2 + random.below(4)}`),
    types: all,
  };
}

/** SEARCH is not shown: it orders by records. A cycle's mark is a column more. */
function traced(
  random: Random,
  names: readonly string[],
): { readonly clause: string; readonly columns: readonly FuzzColumn[] } | undefined {
  if (!random.chance(30)) return undefined;
  const by = names.slice(random.below(2)).join(", ");
  return random.chance(50)
    ? { clause: ` CYCLE ${by} SET again USING path`, columns: [{ name: "again", type: "boolean" }] }
    : { clause: ` SEARCH ${random.of(["DEPTH", "BREADTH"])} FIRST BY ${by} SET place`, columns: [] };
}

const columnTypes = (random: Random): FuzzType[] => random.times(1, 4, () => randomType(random));

function query(statement: Statement, types: readonly FuzzType[], depth: number, outer: readonly Reference[]): Piece {
  const { random } = statement;
  const first = select(statement, types, depth, outer);
  const whole = depth > 1 && random.chance(20) ? setOperation(statement, first, types, depth, outer) : first;
  if (!random.chance(20)) return whole;
  const keys = types.map((_, position) => `${position + 1}${random.of(["", " DESC", " NULLS FIRST"])}`);
  return piece(whole, optional(` ORDER BY ${keys.join(", ")}${rowCount(random, outer.length > 0)}`));
}

function rowCount(random: Random, isInner: boolean): string {
  const offset = random.chance(20) ? " OFFSET 1" : "";
  if (isInner && random.chance(70)) return offset;
  const rows = random.chance(90) ? 1 + random.below(12) : 0;
  if (random.chance(20)) return `${offset} FETCH FIRST ${rows} ROWS ${random.of(["ONLY", "WITH TIES"])}`;
  return ` LIMIT ${rows}${offset}`;
}

function setOperation(
  statement: Statement,
  first: Piece,
  types: readonly FuzzType[],
  depth: number,
  outer: readonly Reference[],
): Piece {
  const { random } = statement;
  const word = random.of(["UNION", "UNION ALL", "INTERSECT", "INTERSECT ALL", "EXCEPT", "EXCEPT ALL"]);
  // Rows of two queries are seldom the same.
  const second = random.chance(35) ? first : select(statement, types, depth - 1, outer);
  return orElse(piece("(", first, `) ${word} (`, second, ")"), first, second);
}

function select(statement: Statement, types: readonly FuzzType[], depth: number, outer: readonly Reference[]): Piece {
  const { random } = statement;
  const from = fromClause(statement, depth, outer);
  const scope: Scope = {
    columns: from.columns,
    outer,
    grouped: undefined,
    windows: depth > 1 && random.chance(20) ? { tellsEqualRowsApart: false } : undefined,
  };
  const where = random.chance(30)
    ? optional(" WHERE ", condition(statement, depth - 1, { ...scope, windows: undefined }))
    : "";
  const grouped = depth > 0 && random.chance(30) && from.columns.length > 0;
  const groups = grouped ? groupBy(statement, scope) : { clause: piece(""), scope };
  const repeats = !grouped && scope.windows === undefined && random.chance(8);
  const list = types.map((type, position) => {
    const repeated = repeats && random.chance(60) ? repeatedItem(statement, type, groups.scope) : undefined;
    return piece(repeated ?? expression(statement, type, depth - 1, groups.scope), ` AS o${position}`);
  });
  const named = scope.windows?.named;
  const window = named === undefined ? "" : piece(` WINDOW ${NAMED_WINDOW} AS (`, named, ")");
  const end = piece(" FROM ", from.of, where, groups.clause, window);
  if (random.chance(5)) {
    const order = types.map((_, position) => String(position + 1)).join(", ");
    const first = piece("SELECT ", optional("DISTINCT ON (1) "), joined(list, ", "), end, ` ORDER BY ${order}`);
    return piece("SELECT * FROM (", first, `) AS ${statement.alias()}`);
  }
  const distinct = random.chance(10) ? optional("DISTINCT ") : "";
  return piece("SELECT ", distinct, joined(list, ", "), end);
}

/** A function that returns a set, in the SELECT list; undefined where none gives the type. */
function repeatedItem(statement: Statement, type: FuzzType, scope: Scope): Piece | undefined {
  const array = arrayOf(type);
  const of = (other: FuzzType): Piece => expression(statement, other, 1, scope);
  if (array !== undefined) return orElse(piece("unnest(", of(array), ")"), of(type));
  return type === "bigint" ? piece("generate_series(1, (", of("smallint"), " % 4)::bigint)") : undefined;
}

function groupBy(statement: Statement, scope: Scope): { readonly clause: Piece; readonly scope: Scope } {
  const { random } = statement;
  const inner: Scope = { ...scope, windows: undefined };
  const keys = random.times(0, 3, (): Reference => {
    const column = random.of(scope.columns);
    const of = piece("(", expression(statement, column.type, 1, { ...noColumns, columns: scope.columns }), ")");
    // PostgreSQL folds keys without columns of the query before it makes them NULL.
    const isVarying = scope.columns.some((one) => textOf(of).includes(textOf(one.of)));
    return !isVarying || random.chance(85) ? column : { of, type: column.type, computed: true };
  });
  const over: Scope = { columns: keys, outer: scope.outer, grouped: inner, windows: undefined };
  const having = random.chance(20) ? optional(" HAVING ", condition(statement, 1, over)) : "";
  if (keys.length === 0) return { clause: piece(" GROUP BY ()", having), scope: over };
  const list = joined(
    keys.map(({ of }) => of),
    ", ",
  );
  const form =
    mayBecomeEqual(keys, scope.columns) || keys.some(mayBecomeConstant)
      ? "plain"
      : random.of(["plain", "plain", "plain", "ROLLUP", "CUBE", "SETS"]);
  const by =
    form === "plain"
      ? list
      : form === "SETS"
        ? piece("GROUPING SETS ((", list, "), (", (keys[0] as Reference).of, "), ())")
        : orElse(piece(form, "(", list, ")"), list);
  return { clause: piece(" GROUP BY ", by, having), scope: over };
}

/**
 * Whether two keys may be the same once they are folded: PostgreSQL 18 takes them for one in what is computed of them, though
 * not where they stand alone, when a grouping set has one and not the other.
 */
function mayBecomeEqual(keys: readonly Reference[], columns: readonly Reference[]): boolean {
  const read = keys.map(({ of }) => columns.filter((column) => textOf(of).includes(textOf(column.of))));
  return keys.some(
    ({ computed }, at) =>
      computed === true &&
      read.some((others, other) => other !== at && others.some((column) => read[at]?.includes(column))),
  );
}

/** Whether folding may leave nothing of a key's columns: `coalesce('a', b)`, `b + NULL`. Constants are no keys of grouping sets here. */
function mayBecomeConstant({ of, computed }: Reference): boolean {
  return computed === true && /coalesce|case|null|greatest|least|\b(?:and|or|true|false)\b/i.test(textOf(of));
}

export interface From {
  readonly of: Piece;
  /** Of one relation by its name: its columns. */
  readonly table?: readonly FuzzColumn[];
  readonly columns: readonly Reference[];
}

export function fromClause(statement: Statement, depth: number, outer: readonly Reference[]): From {
  const { random } = statement;
  let from = relation(statement, depth);
  for (const _ of random.times(0, depth > 1 ? 2 : 1, () => 0)) from = join(statement, from, depth, outer);
  return from;
}

function join(statement: Statement, left: From, depth: number, outer: readonly Reference[]): From {
  const { random } = statement;
  if (depth > 1 && random.chance(12)) return lateral(statement, left, depth, outer);
  const right = relation(statement, depth - 1);
  const columns = [...left.columns, ...right.columns];
  const smaller = [left.of];
  const kind = random.of(["CROSS", "INNER", "INNER", "LEFT", "RIGHT", "FULL"]);
  if (kind === "CROSS") return { of: orElse(piece(left.of, " CROSS JOIN ", right.of), ...smaller), columns };
  const shared = sharedNames(left, right);
  if (shared.length > 0 && random.chance(50)) {
    const using = piece(left.of, ` ${kind} JOIN `, right.of, ` USING (${random.of(shared)})`);
    return { of: orElse(using, ...smaller), columns };
  }
  const equal = equality(statement, left.columns, right.columns);
  const scope: Scope = { columns, outer: kind === "FULL" ? [] : outer, grouped: undefined, windows: undefined };
  const more = (): Piece => condition(statement, depth - 1, scope);
  const on =
    kind === "FULL" || random.chance(60) ? equal : random.chance(60) ? piece(equal, optional(" AND ", more())) : more();
  return { of: orElse(piece(left.of, ` ${kind} JOIN `, right.of, " ON ", on), ...smaller), columns };
}

/** What USING may name: columns of one type, of two tables. */
function sharedNames(left: From, right: From): readonly string[] {
  return (left.table ?? [])
    .filter(({ name, type }) => right.table?.some((other) => other.name === name && other.type === type))
    .map(({ name }) => name);
}

function lateral(statement: Statement, left: From, depth: number, outer: readonly Reference[]): From {
  const { random } = statement;
  const visible = [...left.columns, ...outer];
  if (random.chance(40)) {
    const set = setRelation(statement, visible);
    const of = piece(left.of, " CROSS JOIN LATERAL ", set.of);
    return { of: orElse(of, left.of), columns: [...left.columns, ...set.columns] };
  }
  const types = columnTypes(random);
  const right = derived(statement, types, depth - 1, visible, "LATERAL ");
  const word = random.of([" CROSS JOIN ", " LEFT JOIN "]);
  const of = piece(left.of, word, right.of, word === " LEFT JOIN " ? " ON true" : "");
  return { of: orElse(of, left.of), columns: [...left.columns, ...right.columns] };
}

function relation(statement: Statement, depth: number): From {
  const { random } = statement;
  if (depth > 1 && random.chance(20)) return derived(statement, columnTypes(random), depth - 1, [], "");
  if (random.chance(5)) return values(statement);
  if (random.chance(6)) return setRelation(statement, []);
  return named(statement, random.of([...statement.tables, ...statement.ctes, ...statement.ctes]));
}

function named(statement: Statement, { name, columns }: Relation): From {
  const alias = statement.alias();
  return {
    of: piece(`${name} AS ${alias}`),
    table: columns,
    columns: columns.map((column) => ({ of: piece(`${alias}.${column.name}`), type: column.type })),
  };
}

function derived(
  statement: Statement,
  types: readonly FuzzType[],
  depth: number,
  outer: readonly Reference[],
  word: string,
): From {
  const alias = statement.alias();
  return {
    of: piece(word, "(", statement.query(types, depth, outer), `) AS ${alias}`),
    columns: types.map((type, position) => ({ of: piece(`${alias}.o${position}`), type })),
  };
}

function values(statement: Statement): From {
  const { random } = statement;
  const alias = statement.alias();
  const types = columnTypes(random);
  const rows = random.times(1, 3, () => `(${types.map((type) => typedLiteral(random, type, 0)).join(", ")})`);
  const names = types.map((_, position) => `v${position}`);
  return {
    of: piece(`(VALUES ${rows.join(", ")}) AS ${alias}(${names.join(", ")})`),
    columns: types.map((type, position) => ({ of: piece(`${alias}.v${position}`), type })),
  };
}
