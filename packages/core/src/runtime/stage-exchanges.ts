// The exchanges between the stages of one query in this process, and each task's doors to them.
import type { Region } from "../arena/region.ts";
import { internal } from "../common/error.ts";
import type { StageId } from "../common/ids.ts";
import type { ExchangeReader, ExchangeRows, ExchangeWriter } from "../exchange/exchange.ts";
import { ExchangeSpill } from "../exchange/exchange-spill.ts";
import { LocalExchange, QUEUE_BYTES } from "../exchange/local-exchange.ts";
import type { Output } from "../operator/output.ts";
import type { RowStoreData } from "../operator/row-store.ts";
import { chunkColumns } from "../operator/row-store-read.ts";
import type { Stage } from "../physical/fragment.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import { childrenOf } from "../physical/tree.ts";
import type { OutputPort } from "../pipeline/driver-context.ts";
import type { QueryControl } from "../pipeline/query-control.ts";
import type { Spill } from "../spill/spill.ts";

/** One task's ways in. */
export interface StageReaders {
  /** Once for each exchange-read of the plan. */
  take(stage: StageId): ExchangeReader;
  /** No rows are wanted any more, read or not. */
  close(): void;
}

/** A memory where tasks of the query work: that of partition p is the p-th, counted around. */
export interface ExchangePlace {
  readonly region: Region;
  /** What rows that have to wait are written with. */
  readonly spill: Spill;
}

export class StageExchanges {
  readonly #exchanges = new Map<StageId, LocalExchange>();

  constructor(stages: readonly Stage[], places: readonly ExchangePlace[], control: QueryControl) {
    const readers = new Map<StageId, Stage[]>();
    for (const stage of stages) {
      for (const read of exchangeReads(stage.plan)) readers.set(read, [...(readers.get(read) ?? []), stage]);
    }
    const queueBytes = roomOfQueues(stages, places);
    for (const { id, plan, partitions, output } of stages.slice(0, -1)) {
      const types = plan.fields.map(({ type }) => type);
      const exchange = new LocalExchange({
        memories: places.map(({ region, spill }) => ({ region, spill: new ExchangeSpill(region, types, spill) })),
        writers: partitions,
        partitions: partitionsOf(output),
        isBroadcast: output.kind === "broadcast",
        subscribers: readers.get(id)?.length ?? 0,
        singles: readers.get(id)?.filter((reader) => reader.partitions < partitionsOf(output)).length ?? 0,
        onStop: (listener) => void control.onStop(listener),
        check: () => control.check(),
        queueBytes,
      });
      this.#exchanges.set(id, exchange);
    }
  }

  readers({ plan }: Stage, partition: number): StageReaders {
    const all = exchangeReads(plan).map((stage) => ({ stage, reader: this.#of(stage).reader(partition) }));
    const left = [...all];
    return {
      take: (stage) => {
        const [found] = left.splice(
          left.findIndex((entry) => entry.stage === stage),
          1,
        );
        if (found?.stage !== stage) throw internal(`stage ${stage} is read more often than its plan says`);
        return found.reader;
      },
      close: () => {
        for (const { reader } of all) reader.close();
      },
    };
  }

  writer({ id }: Stage, partition: number): ExchangeWriter {
    return this.#of(id).writer(partition);
  }

  #of(stage: StageId): LocalExchange {
    const exchange = this.#exchanges.get(stage);
    if (exchange === undefined) throw internal(`there is no exchange of stage ${stage}`);
    return exchange;
  }
}

/** Where memory is short, all that waits in queues is to take no more than a part of it. */
const PART_OF_MEMORY = 4;
const LEAST_QUEUE_BYTES = 1 << 16;

function roomOfQueues(stages: readonly Stage[], places: readonly ExchangePlace[]): number {
  const queues = stages.slice(0, -1).reduce((sum, { output }) => sum + partitionsOf(output), 0);
  const free = places.reduce((sum, { region }) => sum + region.freeBytes, 0);
  return Math.min(QUEUE_BYTES, Math.max(LEAST_QUEUE_BYTES, free / PART_OF_MEMORY / Math.max(1, queues)));
}

function partitionsOf(output: Stage["output"]): number {
  return output.kind === "single" ? 1 : output.partitions;
}

/** The stages whose rows a plan reads, one entry for each time it does. */
function exchangeReads(plan: PhysicalPlan): readonly StageId[] {
  const found: StageId[] = [];
  const left = [plan];
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if (node.kind === "exchange-read") found.push(node.stage);
    left.push(...childrenOf(node));
  }
  return found;
}

/** Where a task's rows go when other stages read them. */
export class ExchangeOutput implements OutputPort {
  readonly #writer: ExchangeWriter;
  readonly #region: Region;
  readonly #control: QueryControl;
  readonly #writes = new Set<Promise<void>>();

  constructor(writer: ExchangeWriter, region: Region, control: QueryControl) {
    this.#writer = writer;
    this.#region = region;
    this.#control = control;
  }

  get isWanted(): boolean {
    return this.#writer.isWanted;
  }

  put(_morsel: number, output: Output, used: () => void): void {
    const write = this.#write(output, used);
    this.#writes.add(write);
    void write.then(() => this.#writes.delete(write));
  }

  async #write(output: Output, used: () => void): Promise<void> {
    try {
      if (output.kind !== "rows") throw internal(`an exchange's output of kind ${output.kind}`);
      await this.#writer.write(output.partition, exchangeRows(this.#region, output.rows));
      used();
    } catch (thrown) {
      this.#control.fail(thrown);
    }
  }

  endMorsel(): void {}

  /** Resolves when none of the rows that were put is on its way any more, whatever became of them. */
  async settled(): Promise<void> {
    await Promise.all(this.#writes);
  }

  /** All rows were put: resolves when they have been taken over. */
  async end(): Promise<void> {
    await Promise.all(this.#writes);
    await this.#writer.end();
  }
}

/** Stored rows, handed over with their memory. */
function exchangeRows(region: Region, { types, rows, chunks, heaps }: RowStoreData): ExchangeRows {
  const slots = chunks.flatMap(({ columns }) => columns.flatMap(({ data, validity }) => [data, validity]));
  const owned = [...slots, ...heaps].filter((pointer) => pointer !== 0);
  return {
    rows,
    bytes: owned.reduce((sum, pointer) => sum + region.capacityOf(pointer), 0),
    pieces: chunks.map((chunk) => ({ rows: chunk.rows, columns: chunkColumns(types, chunk) })),
    owned,
  };
}
