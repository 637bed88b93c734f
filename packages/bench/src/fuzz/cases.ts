// What a round asks: mostly one query.
import type { Piece } from "./piece.ts";
import { randomStatement } from "./queries.ts";
import type { Random } from "./random.ts";
import type { FuzzTable } from "./tables.ts";

export interface FuzzCase {
  /** Statements with SEPARATOR between them. */
  readonly script: Piece;
  /** Every expression is evaluated for every row, so that an error on one side alone is a difference. */
  readonly strict: boolean;
}

export function randomCase(random: Random, tables: readonly FuzzTable[]): FuzzCase {
  return { script: randomStatement(random, tables), strict: false };
}
