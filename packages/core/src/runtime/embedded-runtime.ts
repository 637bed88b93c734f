// Runs stage graphs in this process: a crew of threads (or this thread alone) over the engine's memories. All stages of a
// query run at the same time, each task of each stage through runFragment.
import type { Memories } from "../arena/memories.ts";
import { type Clock, systemClock } from "../common/clock.ts";
import { FfqError } from "../common/error.ts";
import type { RowGroupWork } from "../format/parquet/write-row-group.ts";
import { localSpillDisk } from "../io/local-spill-disk.ts";
import type { SpillDisk } from "../io/spill-disk.ts";
import { SpillFolder } from "../io/spill-folder.ts";
import type { CustomOperators } from "../operator/custom-operator.ts";
import type { StageGraph } from "../physical/fragment.ts";
import type { Crew } from "../pipeline/crew.ts";
import { EmbeddedQuery } from "./embedded-query.ts";
import { encodeOnCrew, type RowGroupEncoding } from "./encode-on-crew.ts";
import { InlineCrew } from "./inline-crew.ts";
import type { LeavingBatch } from "./leaving-batch.ts";
import { copies, Lending, type Outlet } from "./outlet.ts";
import type { ResultStream } from "./result.ts";
import type { LocalRuntime, RunOptions } from "./runtime.ts";
import { ThreadCrew, type WorkerEntry } from "./thread-crew.ts";

export interface EmbeddedRuntimeOptions {
  readonly memories: Memories;
  /** Worker threads; 0 runs on the caller's thread, in slices of less than 10 ms. */
  readonly threads: number;
  /** Where the file beside this one cannot be found (bundlers), or a host makes threads in its own way. */
  readonly workerEntry?: WorkerEntry;
  /** Operators of extensions that plans may name. */
  readonly operators?: CustomOperators;
  readonly clock?: Clock;
  /** How long this thread works before it starts another (thread-crew.ts). */
  readonly patienceMs?: number | undefined;
  readonly worked?: () => number;
  /** Where queries spill what does not fit into memory. Default: the system's directory for temporary files. */
  readonly spillDirectory?: string;
  /** For threads 0: what files are written through, by the query's folder. */
  readonly openSpillDisk?: (folder: string) => SpillDisk;
}

class EmbeddedRuntime implements LocalRuntime {
  readonly #memories: Memories;
  readonly #crew: Crew;
  readonly #clock: Clock;
  readonly #operators: CustomOperators;
  readonly #queries = new Set<Pick<EmbeddedQuery<unknown>, "stop" | "fail" | "ended">>();
  readonly #spillFolder: SpillFolder;
  readonly #openSpillDisk: (folder: string) => SpillDisk;
  /** Row groups so far. */
  #encoded = 0;
  #isClosed = false;
  /** Since it came, nothing runs. */
  #damage: FfqError | undefined;

  constructor({
    memories,
    threads,
    workerEntry,
    operators = () => undefined,
    clock = systemClock,
    patienceMs,
    worked,
    spillDirectory,
    openSpillDisk = localSpillDisk,
  }: EmbeddedRuntimeOptions) {
    this.#spillFolder = new SpillFolder(spillDirectory);
    this.#openSpillDisk = openSpillDisk;
    this.#memories = memories;
    this.#operators = operators;
    this.#clock = clock;
    const entry = workerEntry === undefined ? {} : { workerEntry };
    this.#crew =
      threads === 0
        ? new InlineCrew(memories, clock, openSpillDisk)
        : new ThreadCrew({ memories, threads, clock, patienceMs, worked, ...entry });
  }

  run(graph: StageGraph, options: RunOptions): ResultStream {
    return this.#query(graph, options, copies);
  }

  lend(graph: StageGraph, options: RunOptions): ResultStream<LeavingBatch> {
    return this.#query(graph, options, new Lending());
  }

  #query<Batch>(graph: StageGraph, options: RunOptions, outlet: Outlet<Batch>): ResultStream<Batch> {
    this.#refuse();
    return new EmbeddedQuery({
      memories: this.#memories,
      crew: this.#crew,
      clock: this.#clock,
      operators: this.#operators,
      spillFolder: this.#spillFolder,
      openSpillDisk: this.#openSpillDisk,
      graph,
      options,
      outlet,
      onStart: (query) => {
        this.#refuse();
        this.#queries.add(query);
        void query.ended.then(() => this.#queries.delete(query));
      },
      onDamage: (error) => this.damaged(error),
    });
  }

  get capacity(): number {
    return this.#crew.capacity;
  }

  async encode(rowGroup: RowGroupWork, signal?: AbortSignal): Promise<RowGroupEncoding> {
    this.#refuse();
    return encodeOnCrew(this.#crew, rowGroup, this.#encoded++, signal);
  }

  #refuse(): void {
    if (this.#isClosed) throw new FfqError("CLOSED", "the engine is closed", { sqlstate: "57P01" });
    if (this.#damage !== undefined) throw afterDamage(this.#damage);
  }

  damaged(error: FfqError): void {
    if (this.#damage !== undefined) return;
    this.#damage = error;
    for (const arena of this.#memories.all) arena.markDamaged();
    for (const query of this.#queries) query.fail(afterDamage(error));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const query of [...this.#queries]) query.stop("closed");
    await Promise.all([...this.#queries].map((query) => query.ended));
    await this.#crew.close();
    this.#spillFolder.close();
  }
}

/** Of statements that would read what another one may have written over. */
function afterDamage(error: FfqError): FfqError {
  const message = `the engine's memory may be damaged since a statement failed: ${error.message}`;
  return new FfqError("INTERNAL", message, { sqlstate: "XX000", hint: "Close the engine and create another." }, error);
}

/** @throws FfqError CONFIG for threads over memories that they cannot share */
export function createEmbeddedRuntime(options: EmbeddedRuntimeOptions): LocalRuntime {
  return new EmbeddedRuntime(options);
}
