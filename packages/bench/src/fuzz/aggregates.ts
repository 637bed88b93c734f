// Random calls of aggregates, by the type of their result.
import { condition } from "./conditions.ts";
import { expression } from "./expressions.ts";
import { optional, type Piece, piece } from "./piece.ts";
import type { Scope, Statement } from "./scope.ts";
import type { FuzzType } from "./tables.ts";

/** undefined where no aggregate gives the type. */
export function aggregateCall(statement: Statement, type: FuzzType, depth: number, scope: Scope): Piece | undefined {
  const { random } = statement;
  const name = callOf(statement, type, depth, scope, random.chance(15) ? "DISTINCT " : "");
  if (name === undefined) return undefined;
  return random.chance(15) ? piece(name, optional(" FILTER (WHERE ", condition(statement, depth, scope), ")")) : name;
}

/** The call without FILTER and OVER; windows have no DISTINCT. */
export function callOf(
  statement: Statement,
  type: FuzzType,
  depth: number,
  scope: Scope,
  distinct: string,
): Piece | undefined {
  const { random } = statement;
  const of = (other: FuzzType): Piece => expression(statement, other, depth, scope);
  const extreme = (): Piece => piece(random.of(["min(", "max("]), distinct, of(type), ")");
  switch (type) {
    case "boolean":
      return piece(random.of(["bool_and(", "bool_or("]), distinct, of("boolean"), ")");
    case "bigint":
      return random.of([
        () => piece("count(*)"),
        () => piece("count(", distinct, of(random.of(["text", "integer", "numeric", "date"] as const)), ")"),
        () => piece("sum(", distinct, of(random.of(["smallint", "integer"] as const)), ")"),
        extreme,
      ])();
    case "numeric":
      return random.of([
        () =>
          piece(
            random.of(["sum(", "avg("]),
            distinct,
            of(random.of(["bigint", "numeric", "numeric(10,2)"] as const)),
            ")",
          ),
        () => piece(random.of(["avg(", "var_pop(", "stddev("]), of("integer"), ")"),
        extreme,
      ])();
    case "double precision":
      return random.of([() => piece(random.of(["sum(", "avg("]), distinct, of(type), ")"), extreme])();
    case "numeric(10,2)":
    case "smallint":
    case "integer":
    case "real":
    case "text":
    case "date":
    case "timestamp":
      return extreme();
  }
}
