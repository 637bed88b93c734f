// WITH RECURSIVE: the rows so far, and those of them that the last round added, which the next round reads. What UNION
// without ALL does beside that is recursive-distinct.ts.
import type { RowStoreData } from "./row-store.ts";
import type { SeenTableData } from "./seen-table.ts";
import type { SpilledSeen } from "./spilled-seen.ts";
import type { SpooledRows } from "./spool.ts";

/** The rows of UNION. Plain data. */
export type SeenRows =
  | {
      readonly kind: "table";
      readonly table: SeenTableData;
      readonly bytes: number;
      /** The same rows, as the rounds added them. Grows in place. */
      readonly rows: SpooledRows[];
    }
  | { readonly kind: "spilled"; readonly partitions: SpilledSeen };

/** What one round added. */
export interface RecursionRound {
  readonly working: readonly SpooledRows[];
  /** Of UNION without ALL. */
  readonly seen?: SeenRows;
}

export interface RecursionState extends RecursionRound {
  /** Of all rounds, the last one's included. Grows in place: there may be many rounds. */
  readonly stores: RowStoreData[];
}

/** UNION ALL: what the threads left is what the round adds. */
export function keepRound(parts: readonly SpooledRows[]): RecursionRound {
  return { working: parts.filter(({ rows }) => rows > 0) };
}

/** The state after a round, which takes over the one before it; that is absent in the first one. */
export function addRound(before: RecursionState | undefined, round: RecursionRound): RecursionState {
  const stores = before?.stores ?? [];
  stores.push(...round.working);
  return { ...round, stores };
}
