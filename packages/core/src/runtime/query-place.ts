// Where a query, or its share of the tasks, works: a memory of the engine with what it holds there (state within a
// limit, what streams through, the sign to stop, its files). A query has one place, unless its limit is more than a
// memory holds and it has several tasks: then they are spread, by the number of their partition.
import type { Arena } from "../arena/arena.ts";
import type { Memories, Place } from "../arena/memories.ts";
import { DEFAULT_BATCH_ROWS } from "../column/vector.ts";
import type { SpillFolder } from "../io/spill-folder.ts";
import type { StageGraph } from "../physical/fragment.ts";
import { childrenOf } from "../physical/tree.ts";
import type { QueryData } from "../pipeline/protocol.ts";
import { StopFlag } from "../pipeline/stop-flag.ts";
import { QueryMemory } from "./query-memory.ts";
import { QuerySpill } from "./query-spill.ts";
import type { RunOptions } from "./runtime.ts";

/** The share of a memory that a query is promised there at most, whatever its limit. */
const PROMISED_SHARE = 0.25;

/** Batches of so many rows are small enough for any limit. */
const SMALL_BATCH_ROWS = 8192;
/** Operators keep buffers of a batch's rows: within a limit a batch is so large that many of them find room. */
const LIMIT_BYTES_PER_ROW = 8192;

/** The rows of a query's batches. `limit`: of its memory, 0 for none. */
export function rowsWithin(limit: number, wanted: number): number {
  if (limit === 0) return wanted;
  return Math.min(wanted, Math.max(SMALL_BATCH_ROWS, Math.floor(limit / LIMIT_BYTES_PER_ROW)));
}

export interface PlaceOptions extends Pick<RunOptions, "memoryLimit" | "spillLimit" | "spillThreshold" | "batchRows"> {
  readonly spillFolder: SpillFolder;
  /** Of the crew. */
  readonly threads: number;
  /** How many tasks of the query may be there at the same time: they share the limit. Default 1. */
  readonly tasks?: number;
}

export class QueryPlace {
  readonly memory: QueryMemory;
  readonly flag: StopFlag;
  readonly spill: QuerySpill;
  /** What tasks are told. */
  readonly data: QueryData;
  readonly #place: Place;

  /** Takes the place over. @throws FfqError MEMORY_LIMIT when the arena is full */
  constructor(place: Place, options: PlaceOptions) {
    this.#place = place;
    const { arena } = place;
    let memory: QueryMemory | undefined;
    try {
      memory = QueryMemory.create(arena, options.memoryLimit ?? 0);
      const { region, streaming } = memory;
      this.memory = memory;
      this.flag = StopFlag.create(region);
      const { threads, tasks = 1 } = options;
      this.spill = new QuerySpill(options.spillFolder, region, threads * tasks, options);
      this.data = {
        memory: arena.number,
        region: region.address,
        streaming: streaming.address,
        stopFlag: this.flag.address,
        batchRows: rowsWithin(options.memoryLimit ?? 0, options.batchRows ?? DEFAULT_BATCH_ROWS),
        threads,
        spill: this.spill.data,
      };
    } catch (thrown) {
      memory?.release();
      place.release();
      throw thrown;
    }
  }

  /** Frees all that is held there; what is damaged stays as it is. */
  release(): void {
    try {
      if (!this.#place.arena.isDamaged) this.memory.release();
    } finally {
      this.#place.release();
    }
  }
}

/** The place of a task that is alone in its memory's budget. */
export function placeOfTask(memories: Memories, options: PlaceOptions): QueryPlace {
  return new QueryPlace(memories.place(promisedBytes(memories, options.memoryLimit)), options);
}

/** The places of a query's tasks: that of partition p is the p-th, counted around. @throws FfqError MEMORY_LIMIT */
export function placesOfQuery(
  memories: Memories,
  { stages }: StageGraph,
  options: PlaceOptions & Pick<RunOptions, "tables">,
): readonly QueryPlace[] {
  const { memoryLimit = 0, spillLimit = 0 } = options;
  const partitions = Math.max(...stages.map((stage) => stage.partitions));
  const shares = Math.min(Math.ceil(memoryLimit / memories.eachBytes), partitions, memories.most);
  if (shares <= 1) {
    const lies = bytesRead({ stages }, options.tables);
    const place = memories.place(promisedBytes(memories, memoryLimit), lies);
    return [new QueryPlace(place, { ...options, tasks: partitions })];
  }
  const places = memories.spread(shares, promisedBytes(memories, memoryLimit / shares));
  const each = {
    ...options,
    tasks: Math.ceil(partitions / places.length),
    memoryLimit: Math.floor(memoryLimit / places.length),
    ...(spillLimit === 0 ? {} : { spillLimit: Math.ceil(spillLimit / places.length) }),
  };
  const made: QueryPlace[] = [];
  try {
    for (const place of places) made.push(new QueryPlace(place, each));
    return made;
  } catch (thrown) {
    for (const place of made) place.release();
    for (const place of places.slice(made.length + 1)) place.release();
    throw thrown;
  }
}

function promisedBytes({ eachBytes }: Memories, limit = 0): number {
  const most = eachBytes * PROMISED_SHARE;
  return limit === 0 ? most : Math.min(limit, most);
}

/** How many bytes of the tables that the stages scan lie in an arena. */
function bytesRead({ stages }: StageGraph, tables: RunOptions["tables"]): (arena: Arena) => number {
  return (arena) => {
    let bytes = 0;
    const left = stages.map(({ plan }) => plan);
    for (let node = left.pop(); node !== undefined; node = left.pop()) {
      if (node.kind === "scan") bytes += tables(node.table).bytesIn?.(arena) ?? 0;
      left.push(...childrenOf(node));
    }
    return bytes;
  };
}
