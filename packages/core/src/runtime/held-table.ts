// A table in memory made of rows that came from another process, as the scan port sees it.
import type { Region } from "../arena/region.ts";
import { MemoryTable } from "../catalog/memory-table.ts";
import type { TableProvider } from "../catalog/table-provider.ts";
import type { ResultBatch } from "../column/result-batch.ts";
import type { Field } from "../column/vector.ts";
import { SegmentLoader } from "./segment-loader.ts";

export interface HeldTable {
  readonly provider: TableProvider;
  /** Frees the rows; nothing may read the provider any more. */
  release(): void;
}

/** @throws FfqError MEMORY_LIMIT when the arena is full */
export function holdTable(
  roomFor: (bytes: number) => Region,
  { name, fields }: { readonly name: string; readonly fields: readonly Field[] },
  batches: Iterable<ResultBatch>,
): HeldTable {
  const types = fields.map(({ type }) => type);
  const loader = new SegmentLoader(roomFor, types, false);
  const table = new MemoryTable(name, fields);
  try {
    for (const batch of batches) loader.add(batch);
    table.replace(loader.finish());
  } finally {
    loader.release();
  }
  const snapshot = table.snapshot();
  return {
    provider: snapshot.provider,
    release: () => {
      snapshot.release();
      table.replace([]);
    },
  };
}
