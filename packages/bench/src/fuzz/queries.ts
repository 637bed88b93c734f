// Random queries: joins of every kind, derived tables, LATERAL, CTEs, groups and grouping sets, windows, set
// operations, DISTINCT, ORDER BY with LIMIT. The answer is one multiset of rows: LIMIT stands behind an order over
// all columns.
import { condition, equality } from "./conditions.ts";
import { expression } from "./expressions.ts";
import { joined, optional, orElse, type Piece, piece, textOf } from "./piece.ts";
import type { Random } from "./random.ts";
import { noColumns, type Reference, type Relation, type Scope, type Statement } from "./scope.ts";
import { type FuzzTable, type FuzzType, fuzzTypes, randomLiteral } from "./tables.ts";

/** A whole SELECT statement over the tables. */
export function randomStatement(random: Random, tables: readonly FuzzTable[]): Piece {
  let aliases = 0;
  const shared = { random, tables, alias: () => `a${aliases++}`, query };
  let statement: Statement = { ...shared, ctes: [], query: (...args) => query(statement, ...args) };
  const definitions: Piece[] = [];
  if (random.chance(25)) {
    for (const name of random.times(1, 2, (position) => `w${position}`)) {
      const columns = columnTypes(random).map((type, position) => ({ name: `o${position}`, type }));
      const body = statement.query(
        columns.map(({ type }) => type),
        2,
        [],
      );
      definitions.push(piece(`${name} AS ${random.of(["", "MATERIALIZED ", "NOT MATERIALIZED "])}(`, body, ")"));
      const known: Statement = { ...statement, ctes: [...statement.ctes, { name, columns }] };
      statement = { ...known, query: (...args) => query(known, ...args) };
    }
  }
  const main = statement.query(columnTypes(random), random.of([2, 3, 3, 4]), []);
  return definitions.length === 0 ? main : piece(optional("WITH ", joined(definitions, ", "), " "), main);
}

const columnTypes = (random: Random): FuzzType[] => random.times(1, 4, () => random.of(fuzzTypes));

function query(statement: Statement, types: readonly FuzzType[], depth: number, outer: readonly Reference[]): Piece {
  const { random } = statement;
  const first = select(statement, types, depth, outer);
  const whole = depth > 1 && random.chance(20) ? setOperation(statement, first, types, depth, outer) : first;
  if (!random.chance(20)) return whole;
  const keys = types.map((_, position) => `${position + 1}${random.of(["", " DESC", " NULLS FIRST"])}`);
  const count = outer.length > 0 && random.chance(70) ? "" : ` LIMIT ${random.below(12)}`;
  return piece(whole, optional(` ORDER BY ${keys.join(", ")}${count}${random.chance(25) ? " OFFSET 1" : ""}`));
}

function setOperation(
  statement: Statement,
  first: Piece,
  types: readonly FuzzType[],
  depth: number,
  outer: readonly Reference[],
): Piece {
  const word = statement.random.of(["UNION", "UNION ALL", "INTERSECT", "INTERSECT ALL", "EXCEPT", "EXCEPT ALL"]);
  const second = select(statement, types, depth - 1, outer);
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
  const where = random.chance(50)
    ? optional(" WHERE ", condition(statement, depth - 1, { ...scope, windows: undefined }))
    : "";
  const grouped = depth > 0 && random.chance(30) && from.columns.length > 0;
  const groups = grouped ? groupBy(statement, scope) : { clause: piece(""), scope };
  const list = types.map((type, position) =>
    piece(expression(statement, type, depth - 1, groups.scope), ` AS o${position}`),
  );
  const distinct = random.chance(10) ? optional("DISTINCT ") : "";
  return piece("SELECT ", distinct, joined(list, ", "), " FROM ", from.of, where, groups.clause);
}

function groupBy(statement: Statement, scope: Scope): { readonly clause: Piece; readonly scope: Scope } {
  const { random } = statement;
  const inner: Scope = { ...scope, windows: undefined };
  const keys = random.times(0, 3, (): Reference => {
    const column = random.of(scope.columns);
    const of = piece("(", expression(statement, column.type, 1, { ...noColumns, columns: scope.columns }), ")");
    // PostgreSQL folds constant keys before it makes them NULL; FFQ does not find a subquery again among the keys.
    const isUsable = /\ba\d+[.]/.test(textOf(of)) && !textOf(of).includes("SELECT");
    return !isUsable || random.chance(85) ? column : { of, type: column.type, computed: true };
  });
  const over: Scope = { columns: keys, outer: scope.outer, grouped: inner, windows: undefined };
  const having = random.chance(20) ? optional(" HAVING ", condition(statement, 1, over)) : "";
  if (keys.length === 0) return { clause: piece(" GROUP BY ()", having), scope: over };
  const list = joined(
    keys.map(({ of }) => of),
    ", ",
  );
  const form = random.of(["plain", "plain", "plain", "ROLLUP", "CUBE", "SETS"]);
  const by =
    form === "plain"
      ? list
      : form === "SETS"
        ? piece("GROUPING SETS ((", list, "), (", (keys[0] as Reference).of, "), ())")
        : orElse(piece(form, "(", list, ")"), list);
  return { clause: piece(" GROUP BY ", by, having), scope: over };
}

interface From {
  readonly of: Piece;
  readonly columns: readonly Reference[];
}

function fromClause(statement: Statement, depth: number, outer: readonly Reference[]): From {
  const { random } = statement;
  let from = relation(statement, depth, outer);
  for (const _ of random.times(0, depth > 1 ? 2 : 1, () => 0)) from = join(statement, from, depth, outer);
  return from;
}

function join(statement: Statement, left: From, depth: number, outer: readonly Reference[]): From {
  const { random } = statement;
  if (depth > 1 && random.chance(12)) return lateral(statement, left, depth, outer);
  const right = relation(statement, depth - 1, outer);
  const columns = [...left.columns, ...right.columns];
  const smaller = [left.of];
  const kind = random.of(["CROSS", "INNER", "INNER", "LEFT", "RIGHT", "FULL"]);
  if (kind === "CROSS") return { of: orElse(piece(left.of, " CROSS JOIN ", right.of), ...smaller), columns };
  const equal = equality(statement, left.columns, right.columns);
  const scope: Scope = { columns, outer: kind === "FULL" ? [] : outer, grouped: undefined, windows: undefined };
  const more = (): Piece => condition(statement, depth - 1, scope);
  const on =
    kind === "FULL" || random.chance(60) ? equal : random.chance(60) ? piece(equal, optional(" AND ", more())) : more();
  return { of: orElse(piece(left.of, ` ${kind} JOIN `, right.of, " ON ", on), ...smaller), columns };
}

function lateral(statement: Statement, left: From, depth: number, outer: readonly Reference[]): From {
  const types = columnTypes(statement.random);
  const right = derived(statement, types, depth - 1, [...left.columns, ...outer], "LATERAL ");
  const word = statement.random.of([" CROSS JOIN ", " LEFT JOIN "]);
  const of = piece(left.of, word, right.of, word === " LEFT JOIN " ? " ON true" : "");
  return { of: orElse(of, left.of), columns: [...left.columns, ...right.columns] };
}

function relation(statement: Statement, depth: number, outer: readonly Reference[]): From {
  const { random } = statement;
  if (depth > 1 && random.chance(20)) return derived(statement, columnTypes(random), depth - 1, [], "");
  if (random.chance(5)) return values(statement);
  if (random.chance(4) && outer.length === 0) {
    const alias = statement.alias();
    return {
      of: piece(`generate_series(1, ${random.below(6)}) AS ${alias}(g)`),
      columns: [{ of: piece(`${alias}.g`), type: "integer" }],
    };
  }
  return named(statement, random.of([...statement.tables, ...statement.ctes, ...statement.ctes]));
}

function named(statement: Statement, { name, columns }: Relation): From {
  const alias = statement.alias();
  return {
    of: piece(`${name} AS ${alias}`),
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
  const rows = random.times(
    1,
    3,
    () => `(${types.map((type) => `(${randomLiteral(random, type)})::${type}`).join(", ")})`,
  );
  const names = types.map((_, position) => `v${position}`);
  return {
    of: piece(`(VALUES ${rows.join(", ")}) AS ${alias}(${names.join(", ")})`),
    columns: types.map((type, position) => ({ of: piece(`${alias}.v${position}`), type })),
  };
}
