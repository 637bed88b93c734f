// Random expressions of a given type. Arithmetic mostly stays in range (operands are reduced first), so that
// statements fail seldom; what they compare and group by has extremes.
import { aggregateCall } from "./aggregates.ts";
import { condition } from "./conditions.ts";
import { orElse, type Piece, piece } from "./piece.ts";
import { type Scope, type Statement, visibleBelow } from "./scope.ts";
import { type FuzzType, randomLiteral } from "./tables.ts";
import { windowCall } from "./windows.ts";

/** An expression of the type; `depth` is how many levels it may have. */
export function expression(statement: Statement, type: FuzzType, depth: number, scope: Scope): Piece {
  const { random } = statement;
  const least = leaf(statement, type, scope);
  if (depth <= 0 || random.chance(30)) return least;
  if (scope.windows !== undefined && random.chance(30)) {
    const call = windowCall(statement, type, depth - 1, { ...scope, windows: undefined }, scope.windows);
    if (call !== undefined) return orElse(call, least);
  }
  const made = random.chance(45) ? general(statement, type, depth, scope) : typed(statement, type, depth, scope);
  return orElse(made, least);
}

/** A column, an aggregate of a grouped query, or a literal. */
export function leaf(statement: Statement, type: FuzzType, scope: Scope): Piece {
  const { random } = statement;
  const literal = piece(`(${random.chance(5) ? "NULL" : randomLiteral(random, type)})::${type}`);
  if (scope.grouped !== undefined && random.chance(60)) {
    const call = aggregateCall(statement, type, 1, scope.grouped);
    if (call !== undefined) return orElse(call, piece(`(NULL)::${type}`));
  }
  const from = scope.outer.length > 0 && random.chance(20) ? scope.outer : scope.columns;
  const columns = from.filter((column) => column.type === type);
  return columns.length > 0 && random.chance(85) ? orElse(random.of(columns).of, literal) : literal;
}

/** What there is for every type. */
function general(statement: Statement, type: FuzzType, depth: number, scope: Scope): Piece {
  const { random } = statement;
  const of = (): Piece => expression(statement, type, depth - 1, scope);
  const test = (): Piece => condition(statement, depth - 1, scope);
  const [first, second] = [of(), of()];
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
  return orElse(made(), first, second);
}

/** Of one row at most: an aggregate without groups, or the first by all its columns. */
function scalarSubquery(statement: Statement, type: FuzzType, depth: number, scope: Scope): Piece {
  const rows = statement.query([type], depth - 1, visibleBelow(scope));
  const name = statement.alias();
  if (type === "boolean") return piece("(SELECT bool_and(o0) FROM (", rows, `) ${name})`);
  return statement.random.chance(70)
    ? piece(`(SELECT ${statement.random.of(["min", "max"])}(o0) FROM (`, rows, `) ${name})`)
    : piece("(SELECT o0 FROM (", rows, `) ${name} ORDER BY 1 LIMIT 1)`);
}

function typed(statement: Statement, type: FuzzType, depth: number, scope: Scope): Piece {
  const { random } = statement;
  const of = (other: FuzzType): Piece => expression(statement, other, depth - 1, scope);
  switch (type) {
    case "smallint":
    case "integer":
    case "bigint":
      return whole(statement, type, of);
    case "numeric":
      return numeric(statement, of);
    case "numeric(10,2)":
      return piece("(", of("smallint"), ")::numeric(10,2)");
    case "real":
    case "double precision":
      return float(statement, type, of);
    case "text":
      return text(statement, of);
    case "date":
      return random.chance(50)
        ? piece("(", of("date"), ` + ${random.below(400) - 200})`)
        : piece("(", of("timestamp"), ")::date");
    case "timestamp":
      return random.of([
        () => piece("(", of("timestamp"), random.of([" + ", " - "]), "interval '1 month 3 days 04:05:06')"),
        () => piece("(", of("date"), ")::timestamp"),
        () => piece(`date_trunc('${random.of(["year", "month", "week", "day", "hour"])}', `, of("timestamp"), ")"),
      ])();
    case "boolean":
      return condition(statement, depth, scope);
  }
}

function whole(statement: Statement, type: FuzzType, of: (type: FuzzType) => Piece): Piece {
  const { random } = statement;
  const small = (): Piece => piece("(", of(type), ` % 10::${type})`);
  return random.of([
    () => piece("(", small(), random.of([" + ", " - ", " * "]), small(), ")"),
    () => piece("(", of(type), random.of([" & ", " | ", " # "]), of(type), ")"),
    () => piece("(", of(type), ` / ${random.of([2, 3, -7])}::${type})`),
    () => piece("abs(", small(), ")"),
    () => piece("length(", of("text"), `)::${type}`),
    () => piece("extract(month FROM ", of("date"), `)::${type}`),
    () => piece("(- ", small(), ")"),
  ])();
}

function numeric({ random }: Statement, of: (type: FuzzType) => Piece): Piece {
  const any = (): Piece => of(random.of(["numeric", "numeric(10,2)", "integer", "bigint"] as const));
  return random.of([
    () => piece("(", of("numeric"), random.of([" + ", " - ", " * "]), any(), ")"),
    () => piece("(", of("numeric"), random.of([" / 3)", " / 0.7)", " % 7)"])),
    () => piece("round(", of("numeric"), `, ${random.below(5) - 1})`),
    () => piece(random.of(["floor(", "ceil(", "abs(", "trunc("]), of("numeric"), ")"),
    () => piece("(", of("numeric(10,2)"), random.of([" + ", " - ", " * "]), any(), ")"),
    () => piece("(", any(), ")::numeric"),
  ])();
}

function float({ random }: Statement, type: FuzzType, of: (type: FuzzType) => Piece): Piece {
  return random.of([
    () => piece("(", of(type), random.of([" + ", " - ", " * "]), of(type), ")"),
    () => piece("(", of(type), ` / 2::${type})`),
    () => piece("abs(", of(type), ")"),
    () => piece("(", of(random.of(["smallint", "integer"] as const)), ` % 1000)::${type}`),
  ])();
}

function text({ random }: Statement, of: (type: FuzzType) => Piece): Piece {
  return random.of([
    () => piece("(", of("text"), " || ", of("text"), ")"),
    () => piece(random.of(["upper(", "lower(", "trim(", "reverse("]), of("text"), ")"),
    () => piece("substring(", of("text"), ` FROM ${random.below(4)} FOR ${random.below(4)})`),
    () => piece("replace(", of("text"), ", 'a', ", of("text"), ")"),
    () => piece("(", of(random.of(["integer", "numeric", "date", "boolean", "timestamp"] as const)), ")::text"),
    () => piece(random.of(["left(", "right("]), of("text"), `, ${random.below(5) - 2})`),
  ])();
}
