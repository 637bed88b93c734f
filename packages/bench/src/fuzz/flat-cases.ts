// Cases of one level: calls of anything with any argument, over the rows of one table, and aggregates of columns.
import { aggregateCall, statisticalCall } from "./aggregates.ts";
import type { FuzzCase } from "./cases.ts";
import { condition } from "./conditions.ts";
import { expression } from "./expressions.ts";
import { joined, optional, orElse, type Piece, piece } from "./piece.ts";
import { fromClause, newStatement } from "./queries.ts";
import type { Random } from "./random.ts";
import { noColumns, type Reference, type Scope } from "./scope.ts";
import type { FuzzTable } from "./tables.ts";
import { randomType } from "./types.ts";

/** No clause decides which rows an expression is evaluated for. */
export function callCase(random: Random, tables: readonly FuzzTable[]): FuzzCase {
  const statement = newStatement(random, tables);
  const table = random.of(tables.filter(({ rows }) => rows.length > 0));
  const scope: Scope = { ...noColumns, columns: columnsOf(table, "a"), reckless: true };
  const isSingle = random.chance(40);
  const depth = isSingle ? 1 : random.of([1, 2, 2, 3]);
  const [first, ...list] = random.times(1, isSingle ? 1 : 4, (position) =>
    piece(expression(statement, randomType(random), depth, scope), ` AS o${position}`),
  ) as [Piece, ...Piece[]];
  const all = list.reduce((before, next) => orElse(piece(before, ", ", next), before, next), first);
  const some = piece(` FROM (SELECT * FROM ${table.name} ORDER BY ${order(table)} LIMIT ${1 + random.below(3)}) AS a`);
  const whole = piece(` FROM ${table.name} AS a`);
  const from = random.chance(40) ? orElse(some, whole) : whole;
  return { script: piece("SELECT ", all, from), strict: isSingle ? "states" : "errors" };
}

/** The first rows are the same everywhere. */
const order = ({ columns }: FuzzTable): string => columns.map(({ name }) => name).join(", ");

const columnsOf = ({ columns }: FuzzTable, alias: string): readonly Reference[] =>
  columns.map(({ name, type }) => ({ of: piece(`${alias}.${name}`), type }));

export function aggregateCase(random: Random, tables: readonly FuzzTable[]): Piece {
  const statement = newStatement(random, tables);
  const from = fromClause(statement, 1, []);
  const scope: Scope = { ...noColumns, columns: from.columns };
  const keys = random.times(0, 2, () => random.of(scope.columns));
  const calls = random.times(1, 4, () =>
    random.chance(35)
      ? statisticalCall(statement, scope)
      : (aggregateCall(statement, randomType(random), 1, scope) ?? piece("count(*)")),
  );
  const list = [...keys.map(({ of }) => of), ...calls].map((of, position) => piece(of, ` AS o${position}`));
  const by = joined(
    keys.map(({ of }) => of),
    ", ",
  );
  const form = random.of(["", "", "ROLLUP", "CUBE"]);
  const where = random.chance(20) ? optional(" WHERE ", condition(statement, 1, scope)) : "";
  const groups = keys.length === 0 ? "" : piece(" GROUP BY ", form === "" ? by : orElse(piece(form, "(", by, ")"), by));
  return piece("SELECT ", joined(list, ", "), " FROM ", from.of, where, groups);
}
