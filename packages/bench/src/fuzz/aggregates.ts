// Random calls of aggregates, by the type of their result, from the signatures of the registries. Those that depend on
// the order of rows have one over every column in sight, which leaves equal values only.
import { inexactAggregates, unaskedAggregates } from "./argument-pools.ts";
import { condition } from "./conditions.ts";
import { expression } from "./expressions.ts";
import { joined, optional, type Piece, piece } from "./piece.ts";
import type { Scope, Statement } from "./scope.ts";
import { type Signature, signatures } from "./signatures.ts";
import { elementType, type FuzzType, isArray, scalarTypes } from "./types.ts";

const exact = signatures.aggregate.filter(({ name }) => !unaskedAggregates.has(name) && !inexactAggregates.has(name));
const statistical = signatures.aggregate.filter(({ name }) => inexactAggregates.has(name));

/** undefined where no aggregate gives the type. */
export function aggregateCall(statement: Statement, type: FuzzType, depth: number, scope: Scope): Piece | undefined {
  const { random } = statement;
  const name = random.chance(12)
    ? (withinGroup(statement, type, depth, scope) ?? callOf(statement, type, depth, scope, ""))
    : callOf(statement, type, depth, scope, random.chance(15) ? "DISTINCT " : "");
  if (name === undefined) return undefined;
  return random.chance(15) ? piece(name, optional(" FILTER (WHERE ", condition(statement, depth, scope), ")")) : name;
}

/** The call without FILTER and OVER; windows have no DISTINCT, and none that orders its rows. */
export function callOf(
  statement: Statement,
  type: FuzzType,
  depth: number,
  scope: Scope,
  distinct: string,
  isWindow = false,
): Piece | undefined {
  const { random } = statement;
  if (!isWindow && random.chance(30)) {
    const collected = collecting(statement, type, depth, scope, distinct);
    if (collected !== undefined) return collected;
  }
  const wanted = type === "numeric(10,2)" || type === "varchar(5)" || type === "char(3)" ? undefined : type;
  if (wanted === undefined) return extreme(statement, type, depth, scope, distinct);
  const found = exact.filter(({ result }) => result === wanted);
  if (found.length === 0) return isArray(type) ? extreme(statement, type, depth, scope, distinct) : undefined;
  return plainCall(statement, random.of(found), depth, scope, distinct);
}

/** min and max keep the type of text with a length only where it is text's own or blank-padded. */
function extreme(
  statement: Statement,
  type: FuzzType,
  depth: number,
  scope: Scope,
  distinct: string,
): Piece | undefined {
  if (type === "varchar(5)") return undefined;
  return piece(statement.random.of(["min(", "max("]), distinct, expression(statement, type, depth, scope), ")");
}

function plainCall(
  statement: Statement,
  { name, args }: Signature,
  depth: number,
  scope: Scope,
  distinct: string,
): Piece {
  if (args.length === 0) return piece("count(*)");
  const of = args.map((arg) =>
    expression(statement, arg === "any" ? statement.random.of(scalarTypes) : (arg as FuzzType), depth, scope),
  );
  return piece(`${name}(`, distinct, joined(of, ", "), ")");
}

/** array_agg and string_agg. */
function collecting(
  statement: Statement,
  type: FuzzType,
  depth: number,
  scope: Scope,
  distinct: string,
): Piece | undefined {
  const { random } = statement;
  const order = random.of(["", " DESC", " NULLS FIRST"]);
  const made = (element: FuzzType): Piece => expression(statement, element, depth, scope);
  if (isArray(type)) {
    const element = made(elementType(type));
    return piece("array_agg(", distinct, element, ` ORDER BY `, element, order, ")");
  }
  if (type !== "text" && type !== "bytea") return undefined;
  const [of, separator] = [made(type), piece(type === "text" ? "', '" : "'\\x2c'::bytea")];
  return piece("string_agg(", distinct, of, ", ", separator, " ORDER BY ", of, order, ")");
}

/** Ordered-set and hypothetical-set aggregates. */
function withinGroup(statement: Statement, type: FuzzType, depth: number, scope: Scope): Piece | undefined {
  const { random } = statement;
  const of = (other: FuzzType): Piece => expression(statement, other, depth, scope);
  const ordered = (other: FuzzType): Piece =>
    piece(") WITHIN GROUP (ORDER BY ", of(other), random.of(["", " DESC"]), ")");
  const fraction = random.of(["0", "0.25", "0.5", "1"]);
  switch (type) {
    case "numeric(10,2)":
    case "varchar(5)":
    case "char(3)":
      return undefined;
    case "double precision":
      return random.of([
        () => piece(`percentile_cont(${fraction}`, ordered(type)),
        () => piece(`percent_rank(1`, ordered("integer")),
        () => piece(`cume_dist('a'::text`, ordered("text")),
      ])();
    case "bigint":
      return piece(random.of(["rank(2", "dense_rank(2"]), ordered("integer"));
    case "interval":
      return piece(`percentile_cont(${fraction}`, ordered(type));
    default:
      return random.chance(50) ? piece("mode(", ordered(type)) : piece(`percentile_disc(${fraction}`, ordered(type));
  }
}

/** One whose last digits depend on the order of rows, over columns and literals. */
export function statisticalCall(statement: Statement, scope: Scope): Piece {
  const { random } = statement;
  return plainCall(statement, random.of(statistical), 0, scope, random.chance(10) ? "DISTINCT " : "");
}
