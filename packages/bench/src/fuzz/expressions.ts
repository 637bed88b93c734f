// Random expressions of a given type. Arithmetic mostly stays in range (operands are reduced first), so that
// statements fail seldom; what they compare and group by has extremes. Reckless ones are calls and casts alone.
import { aggregateCall } from "./aggregates.ts";
import { randomCall } from "./calls.ts";
import { randomCast } from "./casts.ts";
import { condition, membership } from "./conditions.ts";
import { orElse, type Piece, piece } from "./piece.ts";
import { type Scope, type Statement, visibleBelow } from "./scope.ts";
import { typedExpression } from "./typed-expressions.ts";
import { type FuzzType, mixable, typedLiteral } from "./types.ts";
import { wildLiteral } from "./wild-literals.ts";
import { windowCall } from "./windows.ts";

/** An expression of the type; `depth` is how many levels it may have. */
export function expression(statement: Statement, type: FuzzType, depth: number, scope: Scope): Piece {
  const { random } = statement;
  const least = leaf(statement, type, scope);
  if (depth <= 0 || random.chance(scope.reckless === true ? 15 : 30)) return least;
  if (scope.reckless === true) return orElse(reckless(statement, type, depth, scope) ?? least, least);
  if (scope.windows !== undefined && random.chance(30)) {
    const call = windowCall(statement, type, depth - 1, { ...scope, windows: undefined }, scope.windows);
    if (call !== undefined) return orElse(call, least);
  }
  return orElse(careful(statement, type, depth, scope), least);
}

function careful(statement: Statement, type: FuzzType, depth: number, scope: Scope): Piece {
  const { random } = statement;
  const chance = random.below(100);
  if (type === "boolean" && chance < 25) return membership(statement, scope);
  if (chance < 40) return general(statement, type, depth, scope);
  const made =
    chance < 60
      ? randomCall(statement, type, depth, scope, "careful")
      : chance < 65
        ? randomCast(statement, type, depth, scope)
        : undefined;
  return made ?? typedExpression(statement, type, depth, scope) ?? general(statement, type, depth, scope);
}

function reckless(statement: Statement, type: FuzzType, depth: number, scope: Scope): Piece | undefined {
  const cast = (): Piece | undefined => randomCast(statement, type, depth, scope);
  const call = (): Piece | undefined =>
    randomCall(statement, type, depth, scope, scope.nested === true ? "exact" : "reckless");
  return statement.random.chance(20) ? (cast() ?? call()) : (call() ?? cast());
}

/** A column, an aggregate of a grouped query, or a literal. */
export function leaf(statement: Statement, type: FuzzType, scope: Scope): Piece {
  const { random } = statement;
  const literal =
    scope.reckless === true && random.chance(50)
      ? piece(`(${wildLiteral(random, type)})::${type}`)
      : piece(typedLiteral(random, type));
  if (scope.grouped !== undefined && type === "integer" && scope.columns.length > 0 && random.chance(10)) {
    return orElse(piece("GROUPING(", random.of(scope.columns).of, ")"), literal);
  }
  if (scope.grouped !== undefined && random.chance(60)) {
    const call = aggregateCall(statement, type, 1, scope.grouped);
    if (call !== undefined) return orElse(call, piece(`(NULL)::${type}`));
  }
  const from = scope.outer.length > 0 && random.chance(20) ? scope.outer : scope.columns;
  const columns = from.filter((column) => column.type === type);
  return columns.length > 0 && random.chance(scope.reckless === true ? 60 : 85)
    ? orElse(random.of(columns).of, literal)
    : literal;
}

/** What there is for every type. */
function general(statement: Statement, type: FuzzType, depth: number, scope: Scope): Piece {
  const { random } = statement;
  const of = (): Piece => expression(statement, type, depth - 1, scope);
  const test = (): Piece => condition(statement, depth - 1, scope);
  const others = mixable[type];
  const isMixed = others !== undefined && random.chance(20);
  const first = of();
  const second = isMixed ? expression(statement, random.of(others), depth - 1, scope) : of();
  const made = (): Piece => {
    switch (random.below(8)) {
      case 0:
        return piece("CASE WHEN ", test(), " THEN ", first, " ELSE ", second, " END");
      case 1:
        return piece("CASE WHEN ", test(), " THEN ", first, " WHEN ", test(), " THEN ", second, " END");
      case 2:
        return piece("coalesce(", first, ", ", second, ")");
      case 3:
        return piece("nullif(", first, ", ", second, ")");
      case 4:
        return piece("greatest(", first, ", ", second, ")");
      case 5:
        return piece("least(", first, ", ", second, ")");
      case 6:
        return piece("CASE ", first, " WHEN ", second, " THEN ", of(), " ELSE ", of(), " END");
      default:
        return scalarSubquery(statement, type, depth, scope);
    }
  };
  return isMixed ? orElse(made(), first) : orElse(made(), first, second);
}

const withoutExtremes: ReadonlySet<FuzzType> = new Set<FuzzType>(["boolean", "uuid"]);

/** Of one row at most: an aggregate without groups, or the first by all its columns. */
function scalarSubquery(statement: Statement, type: FuzzType, depth: number, scope: Scope): Piece {
  const rows = statement.query([type], depth - 1, visibleBelow(scope));
  const name = statement.alias();
  if (type === "boolean") return piece("(SELECT bool_and(o0) FROM (", rows, `) ${name})`);
  return statement.random.chance(70) && !withoutExtremes.has(type)
    ? piece(`(SELECT ${statement.random.of(["min", "max"])}(o0) FROM (`, rows, `) ${name})`)
    : piece("(SELECT o0 FROM (", rows, `) ${name} ORDER BY 1 LIMIT 1)`);
}
