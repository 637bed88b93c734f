// One query of the embedded runtime: starts its stages, gives their rows to the caller, and frees all it holds
// when they have ended, however they do.
import type { Memories } from "../arena/memories.ts";
import type { Field } from "../column/vector.ts";
import type { Clock } from "../common/clock.ts";
import { FfqError, internal, isDamage } from "../common/error.ts";
import type { SpillDisk } from "../io/spill-disk.ts";
import type { SpillFolder } from "../io/spill-folder.ts";
import type { CustomOperators } from "../operator/custom-operator.ts";
import type { Stage, StageGraph } from "../physical/fragment.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import type { Crew } from "../pipeline/crew.ts";
import type { DriverContext } from "../pipeline/driver-context.ts";
import { type Measure, sumOf } from "../pipeline/meter.ts";
import { QueryControl } from "../pipeline/query-control.ts";
import { Spill } from "../spill/spill.ts";
import type { Outlet } from "./outlet.ts";
import { placesOfQuery, type QueryPlace } from "./query-place.ts";
import type { OperatorStatistics, QueryStatistics, ResultStream } from "./result.ts";
import { ResultQueue } from "./result-queue.ts";
import { runFragment } from "./run-fragment.ts";
import type { RunOptions } from "./runtime.ts";
import { ExchangeOutput, type ExchangePlace, StageExchanges, type StageReaders } from "./stage-exchanges.ts";

export interface EmbeddedQueryOptions<Batch> {
  readonly memories: Memories;
  readonly crew: Crew;
  readonly clock: Clock;
  readonly operators: CustomOperators;
  readonly spillFolder: SpillFolder;
  readonly openSpillDisk: (folder: string) => SpillDisk;
  readonly graph: StageGraph;
  readonly options: RunOptions;
  readonly outlet: Outlet<Batch>;
  /** Called before the query starts. @throws FfqError CLOSED when it may not */
  readonly onStart: (query: Pick<EmbeddedQuery<Batch>, "stop" | "fail" | "ended">) => void;
  /** Called with an error after which the engine's memories cannot be trusted. */
  readonly onDamage: (error: FfqError) => void;
}

/** What a query holds from its start to its end. */
interface Resources {
  readonly places: readonly QueryPlace[];
  readonly control: QueryControl;
  /** All rows are out, or will never be. */
  readonly ran: Promise<void>;
  readonly ended: Promise<void>;
}

interface Running {
  readonly places: readonly QueryPlace[];
  readonly control: QueryControl;
  readonly exchanges: StageExchanges;
  /** By place. */
  readonly spills: readonly ExchangePlace[];
}

interface Task {
  readonly stage: Stage;
  readonly partition: number;
}

interface RunningTask {
  readonly task: Task;
  readonly context: DriverContext;
  readonly readers: StageReaders;
  /** Absent where rows leave as results. */
  readonly output: ExchangeOutput | undefined;
  readonly control: QueryControl;
}

const NOTHING: OperatorStatistics = { rows: 0, batches: 0, milliseconds: 0, memoryBytes: 0, spilledBytes: 0 };

export class EmbeddedQuery<Batch> implements ResultStream<Batch> {
  readonly #given: EmbeddedQueryOptions<Batch>;
  readonly #last: Stage;
  readonly #queue = new ResultQueue();
  readonly #measures = new Map<PhysicalPlan, OperatorStatistics>();
  readonly #ended = Promise.withResolvers<void>();
  #resources: Resources | undefined;
  #isIterated = false;
  #isEnded = false;
  #startedAt = 0;
  #endedAt: number | undefined;
  #peaks = peaksOf(undefined);

  constructor(given: EmbeddedQueryOptions<Batch>) {
    const last = given.graph.stages.at(-1);
    if (last === undefined) throw internal("a stage graph without stages");
    this.#given = given;
    this.#last = last;
  }

  get fields(): readonly Field[] {
    return this.#last.plan.fields;
  }

  get statistics(): QueryStatistics {
    const { clock } = this.#given;
    const isStarted = this.#resources !== undefined || this.#isEnded;
    return {
      operators: this.#measures,
      ...(this.#isEnded ? this.#peaks : peaksOf(this.#resources?.places)),
      milliseconds: isStarted ? (this.#endedAt ?? clock.now()) - this.#startedAt : 0,
    };
  }

  /** Resolves when nothing of the query runs and nothing is held any more. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  stop(reason: "closed" | "cancelled"): void {
    if (this.#resources !== undefined) this.#resources.control.stop(reason);
    else this.#end();
    this.#given.outlet.end(reason);
  }

  /** Ends it, which has started, by an error that is not its own. */
  fail(error: FfqError): void {
    this.#resources?.control.fail(error);
    this.#given.outlet.end("failed");
  }

  async close(): Promise<void> {
    this.stop("cancelled");
    await this.ended;
  }

  [Symbol.asyncIterator](): AsyncIterator<Batch> {
    if (this.#isIterated) throw new FfqError("CLOSED", "the rows of a query can be read once", { sqlstate: "24000" });
    this.#isIterated = true;
    let last: Promise<unknown> = Promise.resolve();
    const nextAfter = async (earlier: Promise<unknown>): Promise<Batch | undefined> => {
      await Promise.allSettled([earlier]);
      return this.#next();
    };
    return {
      next: async () => {
        // Who asks again before the answer is there gets the one after it.
        const asked = nextAfter(last);
        last = asked;
        const batch = await asked;
        return batch === undefined ? { done: true, value: undefined } : { done: false, value: batch };
      },
      return: async () => {
        await this.close();
        return { done: true, value: undefined };
      },
    };
  }

  async #next(): Promise<Batch | undefined> {
    if (this.#isEnded && this.#resources === undefined) return undefined;
    const { places, control, ran, ended } = (this.#resources ??= this.#start());
    const over = this.#given.outlet.inArena ? ran : ended;
    try {
      const batch = control.failure === undefined ? await this.#take(places) : undefined;
      if (batch === undefined) await over;
      if (batch !== undefined || control.failure === undefined) return batch;
    } catch (thrown) {
      await over;
      throw control.failure ?? thrown;
    }
    throw control.failure;
  }

  async #take([place]: readonly QueryPlace[]): Promise<Batch | undefined> {
    if (place === undefined) throw internal("a query without a place");
    return this.#given.outlet.next(this.#queue, place.memory.region);
  }

  #start(): Resources {
    const { memories, clock, graph, options, onStart, crew, spillFolder } = this.#given;
    onStart(this);
    this.#startedAt = clock.now();
    let places: readonly QueryPlace[] = [];
    try {
      places = placesOfQuery(memories, graph, { ...options, spillFolder, threads: crew.capacity });
      const control = new QueryControl(
        places.map(({ flag }) => flag),
        this.#given.onDamage,
      );
      const ran = this.#run({ places, control });
      const ended = ran.then(() => this.#leave(control)).finally(() => this.#free(places));
      // Nobody waits for the end of what lends its rows.
      ended.catch(() => {});
      return { places, control, ran, ended };
    } catch (thrown) {
      this.#free(places);
      throw thrown;
    }
  }

  /** Waits until nobody looks at the query's memory. What has failed is not read to its end. */
  async #leave({ failure }: QueryControl): Promise<void> {
    const { outlet } = this.#given;
    if (failure !== undefined) outlet.end("failed");
    await outlet.settled();
  }

  /** All stages; resolves when all have ended. What failed is in the control. */
  async #run(given: Omit<Running, "exchanges" | "spills">): Promise<void> {
    const { places, control } = given;
    const { clock, options, openSpillDisk } = this.#given;
    const { signal, timeoutMs } = options;
    const cancel = (): void => control.stop("cancelled", signal?.reason);
    signal?.addEventListener("abort", cancel);
    if (signal?.aborted === true) cancel();
    const stopTimer = timeoutMs === undefined ? undefined : clock.after(timeoutMs, () => control.stop("timeout"));
    const forget = control.onStop(() => this.#queue.end());
    const { stages } = this.#given.graph;
    try {
      const spills = placesOfExchanges(places, openSpillDisk);
      const exchanges = new StageExchanges(stages, spills, control);
      const tasks = stages.flatMap((stage) =>
        Array.from({ length: stage.partitions }, (_, partition) => ({ stage, partition })),
      );
      const running = { ...given, exchanges, spills };
      // Every task has its doors before the first one runs: no rows are missed.
      const contexts = tasks.map((task) => this.#contextOf(task, running));
      await Promise.all(contexts.map((context) => this.#runTask(context)));
    } catch (thrown) {
      control.fail(thrown);
    } finally {
      for (const place of places) removeFiles(place, control);
      this.#queue.end();
      forget();
      stopTimer?.();
      signal?.removeEventListener("abort", cancel);
    }
  }

  /** Resolves when the task has ended, however it did. */
  async #runTask({ task, context, readers, output, control }: RunningTask): Promise<void> {
    const isResult = task.stage === this.#last;
    try {
      await runFragment(task, context, { isResult, inArena: this.#given.outlet.inArena });
      readers.close();
      await output?.end();
      if (isResult) {
        this.#queue.end();
        control.complete();
      }
    } catch (thrown) {
      control.fail(thrown);
    }
  }

  #contextOf(task: Task, running: Running): RunningTask {
    const { places, control, exchanges, spills } = running;
    const { crew, options, operators } = this.#given;
    const { stage, partition } = task;
    const { memory, data } = places[partition % places.length] as QueryPlace;
    const { region, streaming } = memory;
    const readers = exchanges.readers(stage, partition);
    const writer = stage === this.#last ? undefined : exchanges.writer(stage, partition);
    const output = writer === undefined ? undefined : new ExchangeOutput(writer, region, control);
    const context: DriverContext = {
      crew,
      control,
      region,
      streaming,
      query: data,
      partition,
      partitions: stage.partitions,
      tables: options.tables,
      exchange: (from) => readers.take(from),
      output: output ?? this.#queue,
      removeFiles: (names) => spills[partition % spills.length]?.spill.remove(names),
      operators,
      measure: (node, measure) => this.#measure(node, measure),
    };
    return { task, context, readers, output, control };
  }

  #measure(node: PhysicalPlan, measure: Measure): void {
    this.#measures.set(node, sumOf(this.#measures.get(node) ?? NOTHING, measure));
  }

  #free(places: readonly QueryPlace[]): void {
    try {
      this.#peaks = peaksOf(places);
      for (const place of places) place.release();
    } catch (thrown) {
      const error = FfqError.from(thrown);
      if (isDamage(error)) this.#given.onDamage(error);
      throw error;
    } finally {
      this.#end();
    }
  }

  #end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#endedAt = this.#given.clock.now();
    this.#ended.resolve();
  }
}

/** Over all memories: where there are several, no more than were held at one time. */
function peaksOf(places: readonly QueryPlace[] = []): {
  readonly peakBytes: number;
  readonly streamingPeakBytes: number;
} {
  return {
    peakBytes: places.reduce((sum, { memory }) => sum + memory.peakBytes, 0),
    streamingPeakBytes: places.reduce((sum, { memory }) => sum + memory.streamingPeakBytes, 0),
  };
}

/** Files that stay on the disk are an error of the query, if it has none already. */
function removeFiles({ spill }: QueryPlace, control: QueryControl): void {
  try {
    spill.close();
  } catch (thrown) {
    control.fail(thrown);
  }
}

/** What exchanges hold rows with, on the caller's thread. */
function placesOfExchanges(
  places: readonly QueryPlace[],
  openSpillDisk: (folder: string) => SpillDisk,
): readonly ExchangePlace[] {
  return places.map(({ memory: { region }, spill: { data } }) => ({
    region,
    spill: new Spill(region.arena, data, openSpillDisk(data.folder)),
  }));
}
