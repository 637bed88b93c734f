// What a round asks: mostly one query; calls whose errors must be the same; aggregates over groups; scripts that change a
// table; prepared statements.
import type { Strictness } from "./answer.ts";
import { aggregateCase, callCase } from "./flat-cases.ts";
import type { Piece } from "./piece.ts";
import { randomStatement } from "./queries.ts";
import type { Random } from "./random.ts";
import { changeScript, parameterStatement, preparedScript } from "./scripts.ts";
import type { FuzzTable } from "./tables.ts";

export interface FuzzCase {
  /** Statements with SEPARATOR between them. */
  readonly script: Piece;
  readonly strict: Strictness;
}

export function randomCase(random: Random, tables: readonly FuzzTable[]): FuzzCase {
  const kind = random.below(100);
  if (kind < 25) return callCase(random, tables);
  if (kind < 40) return { script: aggregateCase(random, tables), strict: "none" };
  if (kind < 48) return { script: changeScript(random, tables), strict: "none" };
  if (kind < 54) return { script: preparedScript(random, tables), strict: "none" };
  if (kind < 58) return { script: parameterStatement(random, tables), strict: "none" };
  return { script: randomStatement(random, tables), strict: "none" };
}
