// Walks through a small graph by recursion, with SEARCH and CYCLE: its edges are rows of a table or literals, and what the
// clauses add is shown as text. A walk ends after a few steps, whether or not it meets itself.
import { joined, optional, orElse, type Piece, piece } from "./piece.ts";
import type { Random } from "./random.ts";
import type { FuzzTable } from "./tables.ts";
import { type FuzzType, scalarTypes, typedLiteral } from "./types.ts";

export function graphCase(random: Random, tables: readonly FuzzTable[]): Piece {
  const edges = randomEdges(random, tables);
  const word = random.of(["UNION ALL", "UNION"]);
  const start = piece("SELECT a, 0 FROM g", random.chance(60) ? optional(" WHERE a IS NOT NULL") : "");
  const same = random.chance(85) ? "g.a = w.n" : "g.a IS NOT DISTINCT FROM w.n";
  const step = `SELECT g.b, w.d + 1 FROM w JOIN g ON ${same} WHERE w.d < ${1 + random.below(4)}`;
  const by = random.of(["n", "d", "n, d", "d, n"]);
  const search = random.chance(60) ? ` SEARCH ${random.of(["DEPTH", "BREADTH"])} FIRST BY ${by} SET place` : "";
  const marks = random.of(["", " TO 'Y'::text DEFAULT 'N'", " TO 1 DEFAULT 0"]);
  const cycle =
    search === "" || random.chance(60) ? ` CYCLE ${random.of(["n", "n, d"])} SET again${marks} USING path` : "";
  const shown = [
    "n",
    "d",
    ...(search === "" ? [] : ["place::text", "rank() OVER (ORDER BY place)"]),
    ...(cycle === "" ? [] : ["again", "path::text"]),
  ].map((column) => optional(`, ${column}`));
  const walk = piece("w(n, d) AS (", start, ` ${word} ${step})`, search, cycle);
  const list = piece("count(*) OVER ()", joined(shown, ""));
  const distinct = random.chance(20) ? optional("DISTINCT ") : "";
  return piece("WITH RECURSIVE g(a, b) AS (", edges, "), ", walk, " SELECT ", distinct, list, " FROM w");
}

/** Two columns of a table that have one type, or literals. */
function randomEdges(random: Random, tables: readonly FuzzTable[]): Piece {
  const type = random.of(scalarTypes);
  const values = literalEdges(random, type);
  const { name, columns } = random.of(tables);
  const pairs = columns.flatMap((one) =>
    columns.filter((other) => other !== one && other.type === one.type).map((other) => [one, other] as const),
  );
  const [one, other] = pairs.length > 0 && random.chance(50) ? random.of(pairs) : [undefined, undefined];
  if (one === undefined || other === undefined) return values;
  const some = piece(`SELECT ${one.name}, ${other.name} FROM ${name} ORDER BY 1, 2 LIMIT ${4 + random.below(5)}`);
  return orElse(some, values);
}

function literalEdges(random: Random, type: FuzzType): Piece {
  const nodes = random.times(2, 4, () => typedLiteral(random, type, 0));
  const node = (): string => (random.chance(10) ? `NULL::${type}` : random.of(nodes));
  return piece(`VALUES ${random.times(2, 7, () => `(${node()}, ${node()})`).join(", ")}`);
}
