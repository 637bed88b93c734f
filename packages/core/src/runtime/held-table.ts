// A table in memory made of rows that came from elsewhere, another process or another query, as the scan port sees it.
import type { Region } from "../arena/region.ts";
import { MemoryTable, type TableSnapshot } from "../catalog/memory-table.ts";
import type { Segment } from "../catalog/segment.ts";
import type { TableProvider } from "../catalog/table-provider.ts";
import type { ResultBatch } from "../column/result-batch.ts";
import type { Field } from "../column/vector.ts";
import { SegmentLoader } from "./segment-loader.ts";

export interface HeldTable {
  readonly provider: TableProvider;
  /** Frees the rows; nothing may read the provider any more. */
  release(): void;
}

/** Takes rows until they are a table. */
export class TableHolder {
  readonly #table: MemoryTable;
  readonly #loader: SegmentLoader;

  constructor(
    roomFor: (bytes: number) => Region,
    { name, fields }: { readonly name: string; readonly fields: readonly Field[] },
  ) {
    this.#table = new MemoryTable(name, fields);
    this.#loader = new SegmentLoader(
      roomFor,
      fields.map(({ type }) => type),
      false,
    );
  }

  /** @throws FfqError MEMORY_LIMIT when the arena is full */
  add(batch: ResultBatch): void {
    this.#loader.add(batch);
  }

  /** The table, its rows behind those before; its release frees them. @throws FfqError MEMORY_LIMIT when the arena is full */
  finish(before: readonly Segment[] = []): TableSnapshot {
    const table = this.#table;
    table.replace([...before, ...this.#loader.finish()]);
    const snapshot = table.snapshot();
    return {
      ...snapshot,
      release: () => {
        snapshot.release();
        table.replace([]);
      },
    };
  }

  /** Frees the rows that are no table's. Called once, whatever happened. */
  release(): void {
    this.#loader.release();
  }
}

/** @throws FfqError MEMORY_LIMIT when the arena is full */
export function holdTable(
  roomFor: (bytes: number) => Region,
  { name, fields }: { readonly name: string; readonly fields: readonly Field[] },
  batches: Iterable<ResultBatch>,
): HeldTable {
  const holder = new TableHolder(roomFor, { name, fields });
  try {
    for (const batch of batches) holder.add(batch);
    return holder.finish();
  } finally {
    holder.release();
  }
}
