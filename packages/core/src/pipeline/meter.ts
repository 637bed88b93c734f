// What an operator did, for EXPLAIN ANALYZE: counted around it, a batch at a time, so that operators know nothing
// of time.
import type { ConjunctRows } from "../codegen/ordered-filter.ts";
import type { Batch } from "../column/vector.ts";
import type { Clock } from "../common/clock.ts";
import type { BatchSource } from "../operator/operator.ts";

export interface Measure {
  readonly rows: number;
  readonly batches: number;
  readonly milliseconds: number;
  /** The most that its state took on one thread, and what it wrote to disk. */
  readonly memoryBytes?: number;
  readonly spilledBytes?: number;
  /** What a scan read and passed over (PlannedScan.measured). */
  readonly scanned?: Readonly<Record<string, number>>;
  /** What a filter's conjuncts let through. */
  readonly conjuncts?: readonly ConjunctRows[];
}

/** What an operator did in all: of memory the most that it had at one time. */
export function sumOf(before: Measure, measure: Measure): Measure & Required<Omit<Measure, "scanned" | "conjuncts">> {
  const scanned = sumByName(before.scanned, measure.scanned);
  const conjuncts = sumByPlace([...(before.conjuncts ?? []), ...(measure.conjuncts ?? [])]);
  return {
    rows: before.rows + measure.rows,
    batches: before.batches + measure.batches,
    milliseconds: before.milliseconds + measure.milliseconds,
    memoryBytes: Math.max(before.memoryBytes ?? 0, measure.memoryBytes ?? 0),
    spilledBytes: (before.spilledBytes ?? 0) + (measure.spilledBytes ?? 0),
    ...(scanned === undefined ? {} : { scanned }),
    ...(conjuncts.length === 0 ? {} : { conjuncts }),
  };
}

function sumByName(
  left: Readonly<Record<string, number>> | undefined,
  right: Readonly<Record<string, number>> | undefined,
): Readonly<Record<string, number>> | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  const sums: Record<string, number> = { ...left };
  for (const [name, value] of Object.entries(right)) sums[name] = (sums[name] ?? 0) + value;
  return sums;
}

function sumByPlace(counts: readonly ConjunctRows[]): readonly ConjunctRows[] {
  const sums = new Map<string, ConjunctRows>();
  for (const count of counts) {
    const before = sums.get(count.places.join()) ?? { asked: 0, passed: 0 };
    const { places, asked, passed } = count;
    sums.set(places.join(), { places, asked: before.asked + asked, passed: before.passed + passed });
  }
  return [...sums.values()];
}

export class Meter {
  rows = 0;
  batches = 0;
  memoryBytes = 0;
  spilledBytes = 0;
  /** Including what the operator waited for its input. */
  milliseconds = 0;
  conjuncts: readonly ConjunctRows[] = [];
}

/** The source, measured. */
export function metered(source: BatchSource, clock: Clock, meter: Meter): BatchSource {
  return {
    next(): Batch | undefined {
      const start = clock.now();
      const batch = source.next();
      meter.milliseconds += clock.now() - start;
      if (batch !== undefined) {
        meter.rows += batch.rows;
        meter.batches++;
      }
      return batch;
    },
    close: () => {
      meter.conjuncts = source.passedRows?.() ?? [];
      source.close();
    },
  };
}

/** Each operator's own share, from meters in order from the source up. */
export function ownMeasures(meters: readonly Meter[]): readonly Measure[] {
  return meters.map(({ rows, batches, milliseconds, spilledBytes, conjuncts }, position) => {
    const below = meters[position - 1]?.milliseconds ?? 0;
    return { rows, batches, milliseconds: Math.max(0, milliseconds - below), spilledBytes, conjuncts };
  });
}
