// Random window calls whose answer does not depend on the order of ties: where it would, the order goes on over
// every column in sight.
import { callOf } from "./aggregates.ts";
import { expression } from "./expressions.ts";
import { joined, optional, type Piece, piece } from "./piece.ts";
import type { Random } from "./random.ts";
import { NAMED_WINDOW, type Scope, type Statement, type WindowAllowance } from "./scope.ts";
import type { FuzzType } from "./types.ts";

export function windowCall(
  statement: Statement,
  type: FuzzType,
  depth: number,
  scope: Scope,
  allowance: WindowAllowance,
): Piece | undefined {
  const { random } = statement;
  if (scope.columns.length === 0) return undefined;
  if (random.chance(10)) return byDistance(statement, type, depth, scope);
  const sensitive = !allowance.tellsEqualRowsApart && random.chance(40);
  if (sensitive) allowance.tellsEqualRowsApart = true;
  const call = sensitive ? sensitiveCall(statement, type, depth, scope) : peerCall(statement, type, depth, scope);
  const partition = random.chance(60) ? optional("PARTITION BY ", random.of(scope.columns).of, " ") : piece("");
  const keys = scope.columns.map(({ of }) => piece(of, random.of(["", " DESC", " NULLS FIRST", " DESC NULLS LAST"])));
  const start = random.below(keys.length);
  const order = piece("ORDER BY ", joined([...keys.slice(start), ...keys.slice(0, start)], ", "));
  const range = random.chance(40) ? optional(frame(random, sensitive)) : "";
  if (random.chance(25)) {
    allowance.named ??= piece(partition, order);
    return range === "" ? piece(call, ` OVER ${NAMED_WINDOW}`) : piece(call, ` OVER (${NAMED_WINDOW}`, range, ")");
  }
  return piece(call, " OVER (", partition, order, range, ")");
}

const distances: Readonly<Partial<Record<FuzzType, readonly string[]>>> = {
  integer: ["0", "1", "40"],
  bigint: ["0", "1", "40"],
  smallint: ["0", "2", "40000"],
  "numeric(10,2)": ["0", "1.5"],
  numeric: ["0", "1.5"],
  real: ["0", "1.5"],
  "double precision": ["0", "1.5"],
  date: ["interval '1 day'", "interval '1 year'"],
  timestamp: ["interval '1 day'", "interval '100 years'"],
  timestamptz: ["interval '1 day'", "interval '10 years'"],
  time: ["interval '1 hour'", "interval '8 hours'"],
  timetz: ["interval '1 hour'", "interval '0.5 seconds'"],
  interval: ["interval '1 hour'", "interval '1 month'"],
};

/** An aggregate over RANGE with an offset, by one column that has distances: ties are in the frame together. */
function byDistance(statement: Statement, type: FuzzType, depth: number, scope: Scope): Piece | undefined {
  const { random } = statement;
  const keys = scope.columns.filter(({ type }) => distances[type] !== undefined);
  const call = callOf(statement, type, depth, scope, "", true);
  if (keys.length === 0 || call === undefined) return undefined;
  const key = random.of(keys);
  const by = random.of(distances[key.type] as readonly string[]);
  const bounds = between(random, [by, random.of(distances[key.type] as readonly string[])]);
  const exclude = random.of(["", "", " EXCLUDE CURRENT ROW", " EXCLUDE TIES", " EXCLUDE GROUP"]);
  const partition = random.chance(40) ? optional("PARTITION BY ", random.of(scope.columns).of, " ") : "";
  const frame = optional(` RANGE BETWEEN ${bounds}${exclude}`);
  return piece(call, " OVER (", partition, "ORDER BY ", key.of, random.of(["", " DESC"]), frame, ")");
}

function sensitiveCall(statement: Statement, type: FuzzType, depth: number, scope: Scope): Piece {
  const { random } = statement;
  if (type === "bigint" && random.chance(50)) return piece("row_number()");
  if (type === "integer" && random.chance(30)) return piece(`ntile(${1 + random.below(5)})`);
  const of = expression(statement, type, depth, scope);
  return random.chance(50)
    ? piece(random.of(["lag(", "lead("]), of, random.of([")", ", 2)", ", 0)"]))
    : piece("nth_value(", of, ", 2)");
}

function peerCall(statement: Statement, type: FuzzType, depth: number, scope: Scope): Piece {
  const { random } = statement;
  if (type === "bigint" && random.chance(50)) return piece(random.of(["rank()", "dense_rank()"]));
  if (type === "double precision" && random.chance(40)) return piece(random.of(["percent_rank()", "cume_dist()"]));
  const ends = piece(random.of(["first_value(", "last_value("]), expression(statement, type, depth, scope), ")");
  return random.chance(50) ? ends : (callOf(statement, type, depth, scope, "", true) ?? ends);
}

function frame(random: Random, sensitive: boolean): string {
  const unit = random.of(sensitive ? ["ROWS", "ROWS", "GROUPS", "RANGE"] : ["GROUPS", "RANGE"]);
  const offset = (): string => random.of(["0", "1", "1", "2", "5", "100"]);
  const exclude = random.of(["", "", sensitive ? " EXCLUDE CURRENT ROW" : "", " EXCLUDE TIES", " EXCLUDE GROUP"]);
  return ` ${unit} BETWEEN ${between(random, unit === "RANGE" ? [] : [offset(), offset()])}${exclude}`;
}

/** Bounds of a frame: mostly one on each side of the row, seldom both on one side of it; offsets where there are some. */
function between(random: Random, offsets: readonly string[]): string {
  const [one, other] = offsets;
  if (one !== undefined && random.chance(15)) {
    const side = random.of(["PRECEDING", "FOLLOWING"]);
    return `${one} ${side} AND ${other} ${side}`;
  }
  const starts = ["UNBOUNDED PRECEDING", "CURRENT ROW", ...offsets.map((offset) => `${offset} PRECEDING`)];
  const ends = ["UNBOUNDED FOLLOWING", "CURRENT ROW", ...offsets.map((offset) => `${offset} FOLLOWING`)];
  return `${random.of(starts)} AND ${random.of(ends)}`;
}
