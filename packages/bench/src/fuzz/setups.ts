// The configurations of FFQ that are compared: each must answer as the plainest, and all as PostgreSQL.
import { optimizerRules } from "@ffq/client";
import type { Setup } from "./peers.ts";
import type { Random } from "./random.ts";

const plain: Setup = { name: "no threads", options: { threads: 0 } };

const others: readonly Setup[] = [
  { name: "two threads, three partitions", options: { threads: 2, partitions: 3, smallInputRows: 0 } },
  { name: "three partitions, small tables whole", options: { threads: 0, partitions: 3, smallInputRows: 20 } },
  { name: "one row a batch", options: { threads: 0, batchRows: 1 } },
  {
    name: "two rows a batch, three partitions",
    options: { threads: 0, batchRows: 2, partitions: 3, smallInputRows: 0 },
  },
  {
    name: "unshared memory, two partitions",
    options: { threads: 0, sharedMemory: false, partitions: 2, smallInputRows: 0 },
  },
  { name: "every state on disk", options: { threads: 0, spillThreshold: 1 } },
  { name: "no optimizer rule", options: { threads: 0, disabledRules: optimizerRules } },
  { name: "Parquet tables", options: { threads: 0 }, parquet: "flat" },
  { name: "Parquet tables with structs", options: { threads: 0 }, parquet: "nested" },
  { name: "Parquet tables with structs, a row a batch", options: { threads: 0, batchRows: 1 }, parquet: "nested" },
  {
    name: "Parquet tables, two threads, two partitions",
    options: { threads: 2, partitions: 2, smallInputRows: 0 },
    parquet: "flat",
  },
];

/** The plainest, and some of the others: an engine takes a moment to start. */
export function roundSetups(random: Random, count = 2): readonly Setup[] {
  const rule = random.of(optimizerRules);
  const choices = [...others, { name: `without ${rule}`, options: { threads: 0, disabledRules: [rule] } }];
  const start = random.below(choices.length);
  const step = 1 + random.below(choices.length - 1);
  const chosen = Array.from({ length: count }, (_, position) => choices[(start + position * step) % choices.length]);
  return [plain, ...(new Set(chosen) as Set<Setup>)];
}
