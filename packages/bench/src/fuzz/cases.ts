// What a round asks: mostly one query; walks through graphs; calls whose errors must be the same; aggregates over groups; scripts that change a
// table, copy rows by way of a file or read a view; prepared statements. Some are asked in another time zone.
import type { Strictness } from "./answer.ts";
import { aggregateCase, callCase } from "./flat-cases.ts";
import { graphCase } from "./graph-cases.ts";
import { SEPARATOR } from "./peers.ts";
import { optional, type Piece, piece } from "./piece.ts";
import { randomStatement } from "./queries.ts";
import type { Random } from "./random.ts";
import { changeScript, copyScript, parameterStatement, preparedScript, viewScript } from "./scripts.ts";
import type { FuzzTable } from "./tables.ts";

export interface FuzzCase {
  /** Statements with SEPARATOR between them. */
  readonly script: Piece;
  readonly strict: Strictness;
}

/** Where clocks change twice a year, by half an hour, at a quarter of an hour from Greenwich, and never. */
const zones = ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "-03:30", "<X>+3"];

export function randomCase(random: Random, tables: readonly FuzzTable[]): FuzzCase {
  const made = inUtc(random, tables);
  if (!random.chance(10)) return made;
  const setting = `SET TimeZone = '${random.of(zones)}'${SEPARATOR}`;
  return { ...made, script: piece(optional(setting), made.script) };
}

function inUtc(random: Random, tables: readonly FuzzTable[]): FuzzCase {
  const kind = random.below(100);
  const lenient = (script: Piece): FuzzCase => ({ script, strict: "none" });
  // Calls are asked for rows that are there.
  if (kind < 25 && tables.some(({ rows }) => rows.length > 0)) return callCase(random, tables);
  if (kind < 40) return lenient(aggregateCase(random, tables));
  if (kind < 47) return lenient(changeScript(random, tables));
  if (kind < 51) return lenient(copyScript(random, tables));
  if (kind < 54) return lenient(viewScript(random, tables));
  if (kind < 56) return lenient(graphCase(random, tables));
  if (kind < 60) return lenient(preparedScript(random, tables));
  if (kind < 64) return lenient(parameterStatement(random, tables));
  return lenient(randomStatement(random, tables));
}
