// Random window calls whose answer does not depend on the order of ties: where it would, the order goes on over
// every column in sight.
import { callOf } from "./aggregates.ts";
import { expression } from "./expressions.ts";
import { joined, optional, type Piece, piece } from "./piece.ts";
import type { Random } from "./random.ts";
import type { Scope, Statement, WindowAllowance } from "./scope.ts";
import type { FuzzType } from "./tables.ts";

export function windowCall(
  statement: Statement,
  type: FuzzType,
  depth: number,
  scope: Scope,
  allowance: WindowAllowance,
): Piece | undefined {
  const { random } = statement;
  if (scope.columns.length === 0) return undefined;
  const sensitive = !allowance.tellsEqualRowsApart && random.chance(40);
  if (sensitive) allowance.tellsEqualRowsApart = true;
  const call = sensitive ? sensitiveCall(statement, type, depth, scope) : peerCall(statement, type, depth, scope);
  const partition = random.chance(60) ? optional("PARTITION BY ", random.of(scope.columns).of, " ") : piece("");
  const keys = scope.columns.map(({ of }) => piece(of, random.of(["", " DESC", " NULLS FIRST", " DESC NULLS LAST"])));
  const start = random.below(keys.length);
  const order = piece("ORDER BY ", joined([...keys.slice(start), ...keys.slice(0, start)], ", "));
  const range = random.chance(40) ? optional(frame(random, sensitive)) : "";
  return piece(call, " OVER (", partition, order, range, ")");
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
  return random.chance(50) ? ends : (callOf(statement, type, depth, scope, "") ?? ends);
}

function frame(random: Random, sensitive: boolean): string {
  const unit = random.of(sensitive ? ["ROWS", "ROWS", "GROUPS", "RANGE"] : ["GROUPS", "RANGE"]);
  const offsets = unit === "RANGE" ? [] : ["1", "2"];
  const starts = ["UNBOUNDED PRECEDING", "CURRENT ROW", ...offsets.map((offset) => `${offset} PRECEDING`)];
  const ends = ["UNBOUNDED FOLLOWING", "CURRENT ROW", ...offsets.map((offset) => `${offset} FOLLOWING`)];
  const exclude = random.of(["", "", sensitive ? " EXCLUDE CURRENT ROW" : "", " EXCLUDE TIES", " EXCLUDE GROUP"]);
  return ` ${unit} BETWEEN ${random.of(starts)} AND ${random.of(ends)}${exclude}`;
}
