// What a round asks: mostly one query; calls whose errors must be the same; aggregates over groups; scripts that change a
// table; prepared statements.
import { aggregateCase, callCase } from "./flat-cases.ts";
import type { Piece } from "./piece.ts";
import { randomStatement } from "./queries.ts";
import type { Random } from "./random.ts";
import { changeScript, preparedScript } from "./scripts.ts";
import type { FuzzTable } from "./tables.ts";

export interface FuzzCase {
  /** Statements with SEPARATOR between them. */
  readonly script: Piece;
  /** Every expression is evaluated for every row, so that an error on one side alone is a difference. */
  readonly strict: boolean;
}

export function randomCase(random: Random, tables: readonly FuzzTable[]): FuzzCase {
  const kind = random.below(100);
  if (kind < 25) return { script: callCase(random, tables), strict: true };
  if (kind < 40) return { script: aggregateCase(random, tables), strict: false };
  if (kind < 48) return { script: changeScript(random, tables), strict: false };
  if (kind < 54) return { script: preparedScript(random, tables), strict: false };
  return { script: randomStatement(random, tables), strict: false };
}
