// Random conditions: comparisons over all types and between numeric ones, subqueries of every form, three-valued
// logic.
import { expression, leaf } from "./expressions.ts";
import { joined, orElse, type Piece, piece } from "./piece.ts";
import type { Random } from "./random.ts";
import { type Reference, type Scope, type Statement, visibleBelow } from "./scope.ts";
import { arrayOf, type FuzzType, isArray, randomType, typedLiteral } from "./types.ts";

const comparisons = [" = ", " <> ", " < ", " <= ", " > ", " >= ", " IS DISTINCT FROM ", " IS NOT DISTINCT FROM "];
const numbers: readonly FuzzType[] = [
  "smallint",
  "integer",
  "bigint",
  "numeric(10,2)",
  "numeric",
  "real",
  "double precision",
];

export function condition(statement: Statement, depth: number, scope: Scope): Piece {
  const { random } = statement;
  const simple = comparison(statement, depth - 1, scope);
  if (depth <= 0 || random.chance(40)) return simple;
  if (random.chance(8)) return orElse(membership(statement, scope), simple);
  const [left, right] = [condition(statement, depth - 1, scope), condition(statement, depth - 1, scope)];
  switch (random.below(8)) {
    case 0:
    case 1:
      return orElse(piece("(", left, " AND ", right, ")"), left, right);
    case 2:
    case 3:
      return orElse(piece("(", left, " OR ", right, ")"), left, right);
    case 4:
      return orElse(piece("(NOT ", left, ")"), left);
    case 5:
      return orElse(
        piece("(", left, random.of([" IS TRUE", " IS NOT TRUE", " IS UNKNOWN", " IS NOT FALSE"]), ")"),
        left,
      );
    default:
      return orElse(subqueryTest(statement, depth, scope), simple);
  }
}

/** Columns of one type on both sides, where there are: what joins are made of. */
export function equality(statement: Statement, left: readonly Reference[], right: readonly Reference[]): Piece {
  const pairs = left.flatMap((one) =>
    right.filter(({ type }) => type === one.type).map((other) => [one, other] as const),
  );
  const [one, other] = pairs.length > 0 ? statement.random.of(pairs) : [undefined, undefined];
  return one === undefined || other === undefined
    ? piece("1 = ", statement.random.of(["1", "2"]))
    : piece(one.of, " = ", other.of);
}

function comparison(statement: Statement, depth: number, scope: Scope): Piece {
  const { random } = statement;
  const visible = [...scope.columns, ...scope.outer];
  const type = visible.length > 0 && random.chance(80) ? random.of(visible).type : randomType(random);
  const of = (other: FuzzType = type): Piece => expression(statement, other, depth, scope);
  const always = (of_: Piece): Piece => orElse(of_, piece("true"));
  switch (random.below(11)) {
    case 0:
      return always(piece("(", of(), random.of([" IS NULL", " IS NOT NULL"]), ")"));
    case 1: {
      const items = random.times(1, 4, () => piece(typedLiteral(random, type, 0)));
      return always(piece("(", of(), random.of([" IN (", " NOT IN ("]), joined(items, ", "), "))"));
    }
    case 2:
      return always(piece("(", of(), random.of([" BETWEEN ", " NOT BETWEEN "]), of(), " AND ", of(), ")"));
    case 3:
      return always(
        piece(
          "(",
          of(random.of(["text", "text", "varchar(5)", "char(3)"] as const)),
          ...random.of(patternTests)(random),
          ")",
        ),
      );
    case 4:
      if (!numbers.includes(type)) break;
      return always(piece("(", of(), random.of(comparisons), of(random.of(numbers)), ")"));
    case 5: {
      const other = randomType(random);
      const row = (): Piece => piece("(", leaf(statement, type, scope), ", ", leaf(statement, other, scope), ")");
      if (random.chance(15)) return always(piece("(", row(), random.of([" IS NULL", " IS NOT NULL"]), ")"));
      return always(piece("(", row(), random.of(comparisons), row(), ")"));
    }
    case 6: {
      const list = arrayOf(type);
      if (list === undefined) break;
      return always(
        piece("(", of(), random.of(comparisons.slice(0, 6)), random.of(["ANY (", "ALL ("]), of(list), "))"),
      );
    }
    case 7:
      if (!isArray(type)) break;
      return always(piece("(", of(), random.of([" @> ", " <@ ", " && "]), of(), ")"));
    default:
  }
  return always(piece("(", of(), random.of(comparisons), of(), ")"));
}

const patternTests: readonly ((random: Random) => readonly string[])[] = [
  (random) => [random.of([" LIKE ", " NOT LIKE ", " ILIKE "]), random.of(["'a%'", "'%b%'", "'_b%'"])],
  (random) => [random.of([" LIKE ", " NOT ILIKE "]), "'%#_%' ESCAPE '#'"],
  (random) => [random.of([" ~ ", " !~ ", " ~* ", " !~* "]), random.of(["'^a'", "'b$'", "'[a-c]+'", "'(a|1)b?'", "''"])],
  (random) => [random.of([" SIMILAR TO ", " NOT SIMILAR TO "]), random.of(["'a%'", "'(a|b)_?'", "'%[b-c]'"])],
];

/** One or two columns in those of a table, as they lie there: both have NULLs, so that it is unknown here and there. */
export function membership(statement: Statement, scope: Scope): Piece {
  const { random } = statement;
  const visible = visibleBelow(scope);
  const { name, columns } = random.of(statement.tables);
  const alias = statement.alias();
  const own = columns.map((column): Reference => ({ of: piece(`${alias}.${column.name}`), type: column.type }));
  const comparable = own.filter(({ type }) => scope.columns.some((column) => column.type === type));
  const sought = random.times(1, random.of([1, 1, 2]), () => random.of(comparable.length > 0 ? comparable : own));
  const left = sought.map(({ type }) => leaf(statement, type, scope));
  const rows = visible.length > 0 && random.chance(25) ? piece(" WHERE ", equality(statement, own, visible)) : "";
  const list = joined(
    sought.map(({ of }) => of),
    ", ",
  );
  const row = left.length === 1 ? (left[0] as Piece) : piece("(", joined(left, ", "), ")");
  return piece("(", row, random.of([" IN (", " NOT IN ("]), "SELECT ", list, ` FROM ${name} AS ${alias}`, rows, "))");
}

function subqueryTest(statement: Statement, depth: number, scope: Scope): Piece {
  const { random } = statement;
  const visible = visibleBelow(scope);
  const type = visible.length > 0 ? random.of(visible).type : randomType(random);
  const query = (types: readonly FuzzType[]): Piece => statement.query(types, depth - 1, visible);
  const of = (): Piece => expression(statement, type, depth - 2, scope);
  switch (random.below(4)) {
    case 0:
      return piece(random.of(["EXISTS (", "NOT EXISTS ("]), query([type]), ")");
    case 1:
      return piece("(", of(), random.of([" IN (", " NOT IN ("]), query([type]), "))");
    case 2:
      return piece("(", of(), random.of(comparisons.slice(0, 6)), random.of(["ANY (", "ALL ("]), query([type]), "))");
    default: {
      const other = randomType(random);
      const row = piece("(", of(), ", ", leaf(statement, other, scope), ")");
      return piece("(", row, random.of([" IN (", " NOT IN ("]), query([type, other]), "))");
    }
  }
}
