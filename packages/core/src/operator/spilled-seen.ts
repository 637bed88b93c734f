// Rows that were seen, on disk by a hash of all their columns, when a table of them does not fit into memory: further rows
// are spread by the same hash, and each partition's are looked for in a table of that partition alone.
import type { Batch } from "../column/vector.ts";
import type { LogicalType } from "../type/logical-type.ts";
import type { BatchSource, TaskContext } from "./operator.ts";
import { SeenTable } from "./seen-table.ts";
import { KeySpiller } from "./spill/key-spiller.ts";
import { joinPartitions } from "./spill/partition-spiller.ts";
import { filesOfParts, readSpilled, type SpilledRows, spillOf } from "./spill/spilled-rows.ts";

/** By the hash of level 0. Plain data. */
export type SpilledSeen = readonly SpilledRows[];

/** Of memory beside the rows' own bytes: records, and hashes that are not full. */
const TABLE_BYTES = 3;
const MOST_LEVELS = 12;
/** A table that is always made: every round spreads what it does not hold anew, and more files take longer than bytes. */
const LEAST_BYTES = 1 << 18;

/** Writes rows to the partitions of a level. */
export function* spreadSeen(
  context: TaskContext,
  types: readonly LogicalType[],
  source: BatchSource,
  level = 0,
): Generator<void, readonly SpilledRows[]> {
  let spiller: KeySpiller | undefined = new KeySpiller(context, types, types, level);
  try {
    for (let batch = source.next(); batch !== undefined; batch = source.next()) {
      spiller.append(batch, batch.columns);
      yield;
    }
    const rows = spiller.finish();
    spiller = undefined;
    return rows;
  } finally {
    spiller?.release();
    source.close();
  }
}

/** Gives the rows that are new to `take`; answers what was seen then. */
export function* addSpilled(
  context: TaskContext,
  types: readonly LogicalType[],
  seen: SpilledSeen,
  source: BatchSource,
  take: (batch: Batch) => void,
): Generator<void, SpilledSeen> {
  const further = yield* spreadSeen(context, types, source);
  let grown: KeySpiller | undefined = new KeySpiller(context, types, types, 0);
  try {
    const into = grown;
    const taken = (batch: Batch): void => {
      take(batch);
      into.append(batch, batch.columns);
    };
    for (const [partition, rows] of further.entries()) {
      yield* addPartition(context, types, seen[partition] as SpilledRows, rows, 1, taken);
    }
    const added = grown.finish();
    grown = undefined;
    spillOf(context).remove(filesOfParts(further.flatMap(({ parts }) => parts)));
    return joinPartitions([seen, added]);
  } finally {
    grown?.release();
  }
}

function* addPartition(
  context: TaskContext,
  types: readonly LogicalType[],
  seen: SpilledRows,
  further: SpilledRows,
  level: number,
  take: (batch: Batch) => void,
): Generator<void, void> {
  if (further.rows === 0) return;
  const gauge = spillOf(context).gauge(context.region);
  const needed = TABLE_BYTES * (seen.bytes + further.bytes);
  if (level < MOST_LEVELS && needed > LEAST_BYTES && !gauge.mayHold(needed)) {
    const [before, behind] = [
      yield* spreadSeen(context, types, readSpilled(context, types, seen), level),
      yield* spreadSeen(context, types, readSpilled(context, types, further), level),
    ];
    for (const [partition, rows] of behind.entries()) {
      yield* addPartition(context, types, before[partition] as SpilledRows, rows, level + 1, take);
    }
    spillOf(context).remove(filesOfParts([...before, ...behind].flatMap(({ parts }) => parts)));
    return;
  }
  const table = new SeenTable(context.region, types, context.batchRows);
  try {
    for (const [rows, isNew] of [
      [seen, false],
      [further, true],
    ] as const) {
      const source = readSpilled(context, types, rows);
      for (let batch = source.next(); batch !== undefined; batch = source.next()) {
        const added = table.add(batch);
        if (isNew && added.rows > 0) take(added);
        yield;
      }
      source.close();
    }
  } finally {
    table.release();
  }
}
