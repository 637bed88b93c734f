// A table in memory as the scan port sees it: a list of segments. A change makes a new list; a query keeps the
// list that it began with. Nothing here waits, and nothing knows constraints or SQL.
import type { Field, Vector } from "../column/vector.ts";
import { loadKernels } from "../kernel/load.ts";
import { INT8 } from "../type/logical-type.ts";
import { combineStatistics } from "./combine-statistics.ts";
import { MEMORY, type MemoryMorsel } from "./memory-morsel.ts";
import type { Segment } from "./segment.ts";
import {
  type Morsel,
  ROW_NUMBER_COLUMN,
  type ScanContext,
  type ScanRequest,
  type TableProvider,
} from "./table-provider.ts";

/** A table as it was at one time. */
export interface TableSnapshot {
  readonly provider: TableProvider;
  readonly segments: readonly Segment[];
  /** Lets go of the rows. Called once. */
  release(): void;
}

export class MemoryTable {
  readonly name: string;
  readonly fields: readonly Field[];
  #segments: readonly Segment[] = [];
  #version = 0;

  constructor(name: string, fields: readonly Field[]) {
    this.name = name;
    this.fields = fields;
  }

  get segments(): readonly Segment[] {
    return this.#segments;
  }

  get rows(): number {
    return this.#segments.reduce((total, { rows }) => total + rows, 0);
  }

  snapshot(): TableSnapshot {
    const segments = this.#segments;
    for (const segment of segments) segment.take();
    const provider = providerOf(this.name, this.#version, this.fields, segments);
    return {
      provider,
      segments,
      release: () => {
        for (const segment of segments) segment.give();
      },
    };
  }

  /** The table's rows from now on. */
  replace(segments: readonly Segment[]): void {
    const before = this.#segments;
    for (const segment of segments) segment.take();
    this.#segments = segments;
    this.#version++;
    for (const segment of before) segment.give();
  }
}

/** Rows of a morsel: small enough to spread and to stop, large enough to be worth a message. */
const MORSEL_ROWS = 65536;

function providerOf(
  name: string,
  version: number,
  fields: readonly Field[],
  segments: readonly Segment[],
): TableProvider {
  const rows = segments.reduce((total, segment) => total + segment.rows, 0);
  const rowNumber: Field = { name: ROW_NUMBER_COLUMN, type: INT8, nullable: false };
  const columns = fields.map((_, position) =>
    combineStatistics(
      segments.map(({ statistics, rows: own }) => ({ rows: own, statistics: statistics[position] ?? {} })),
    ),
  );
  return {
    ref: { provider: MEMORY, name, spec: { version } },
    fields: [...fields.map((field, position) => withoutNulls(field, position, segments)), rowNumber],
    statistics: { rows, columns: [...columns, {}] },
    plan: (request) => ({
      residual: [...request.filters.keys()],
      estimatedRows: rows,
      description: { segments: segments.length },
      morsels: (context) => morselsOf(segments, request, fields.length, context),
    }),
  };
}

/** What the rows themselves say: a column may hold no NULL though its definition lets it. */
function withoutNulls(field: Field, position: number, segments: readonly Segment[]): Field {
  const nullable = field.nullable && segments.some(({ columns }) => columns[position]?.validity !== 0);
  return { ...field, nullable };
}

async function* morselsOf(
  segments: readonly Segment[],
  { columns }: ScanRequest,
  rowNumberPosition: number,
  { arena, region, signal, partition, partitions }: ScanContext,
): AsyncGenerator<Morsel> {
  let number = 0;
  let first = 0;
  for (const segment of segments) {
    for (let start = 0; start < segment.rows; start += MORSEL_ROWS) {
      if (number++ % partitions !== partition) continue;
      signal.throwIfAborted();
      const end = Math.min(segment.rows, start + MORSEL_ROWS);
      const owned: number[] = [];
      const vectors = columns.map((position): Vector => {
        if (position < rowNumberPosition) return segment.columns[position] as Vector;
        const data = region.allocate(segment.rows * 8);
        owned.push(data);
        loadKernels(arena).sequence(BigInt(first), segment.rows, data);
        return { type: INT8, storage: "i64", data, validity: 0, index: 0, slots: segment.rows, dictionary: 0 };
      });
      const payload: MemoryMorsel = { columns: vectors, start, end };
      yield { reader: MEMORY, rows: end - start, payload, owned };
    }
    first += segment.rows;
  }
}
