// Random window calls whose answer does not depend on the order of ties: where it would, the order goes on over
// every column in sight.
import { callOf } from "./aggregates.ts";
import { expression } from "./expressions.ts";
import { joined, optional, type Piece, piece } from "./piece.ts";
import type { Random } from "./random.ts";
import type { Scope, Statement } from "./scope.ts";
import type { FuzzType } from "./tables.ts";

export function windowCall(statement: Statement, type: FuzzType, depth: number, scope: Scope): Piece | undefined {
  const { random } = statement;
  if (scope.columns.length === 0) return undefined;
  const ranks: readonly string[] = ["rank()", "dense_rank()", "row_number()"];
  const offset = piece(random.of(["lag(", "lead("]), expression(statement, type, depth, scope), ")");
  const ends = piece(random.of(["first_value(", "last_value("]), expression(statement, type, depth, scope), ")");
  const aggregate = callOf(statement, type, depth, scope, "");
  const call =
    type === "bigint" && random.chance(50)
      ? piece(random.of(ranks))
      : type === "double precision" && random.chance(40)
        ? piece(random.of(["percent_rank()", "cume_dist()"]))
        : random.of([offset, ends, aggregate ?? ends]);
  const partition = random.chance(60) ? optional("PARTITION BY ", random.of(scope.columns).of, " ") : piece("");
  const keys = scope.columns.map(({ of }) => piece(of, random.of(["", " DESC", " NULLS FIRST", " DESC NULLS LAST"])));
  const start = random.below(keys.length);
  const order = piece("ORDER BY ", joined([...keys.slice(start), ...keys.slice(0, start)], ", "));
  return piece(call, " OVER (", partition, order, random.chance(40) ? optional(frame(random)) : "", ")");
}

function frame(random: Random): string {
  const unit = random.of(["ROWS", "GROUPS", "RANGE"]);
  const offsets = unit === "RANGE" ? [] : ["1", "2"];
  const starts = ["UNBOUNDED PRECEDING", "CURRENT ROW", ...offsets.map((offset) => `${offset} PRECEDING`)];
  const ends = ["UNBOUNDED FOLLOWING", "CURRENT ROW", ...offsets.map((offset) => `${offset} FOLLOWING`)];
  const exclude = random.of(["", "", " EXCLUDE CURRENT ROW", " EXCLUDE TIES", " EXCLUDE GROUP"]);
  return ` ${unit} BETWEEN ${random.of(starts)} AND ${random.of(ends)}${exclude}`;
}
