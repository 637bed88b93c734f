// The runtime that hands a session's queries to a cluster. It plans nothing and runs nothing: it submits, follows and
// reads. Over ports, so that the simulation runs it as it is.
import type { ClusterRuntime, ResultStream, RunOptions } from "@ffq/core/extension";
import { ClusterQueryId, FfqError, type StageGraph } from "@ffq/core/physical";
import { type ClusterAccess, ClusterQuery } from "./cluster-query.ts";
import { ClusterSlots } from "./cluster-slots.ts";

export interface DistributedRuntimeOptions extends Omit<ClusterAccess, "blobs"> {
  /** `http://host:port` of the coordinator, for what is asked over plain HTTP. */
  readonly url: string;
  /** Names for queries: never the same twice, anywhere. */
  readonly newId: () => string;
  /** Closes connections, when nothing runs any more. */
  readonly disconnect: () => void;
}

export class DistributedRuntime implements ClusterRuntime {
  readonly #options: DistributedRuntimeOptions;
  readonly #access: ClusterAccess;
  readonly #slots: ClusterSlots;
  readonly #queries = new Set<ClusterQuery>();
  #isClosed = false;

  constructor(options: DistributedRuntimeOptions) {
    this.#options = options;
    this.#access = { ...options, blobs: new WeakMap() };
    this.#slots = new ClusterSlots(options);
  }

  run(graph: StageGraph, options: RunOptions): ResultStream {
    this.#refuseClosed();
    return new ClusterQuery({
      access: this.#access,
      query: ClusterQueryId(this.#options.newId()),
      graph,
      options,
      onStart: (query) => {
        this.#refuseClosed();
        this.#queries.add(query);
        void query.ended.then(() => this.#queries.delete(query));
      },
    });
  }

  slots(): Promise<number> {
    return this.#slots.now();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const closed = new FfqError("CLOSED", "the engine was closed while the query ran", { sqlstate: "57P01" });
    for (const query of this.#queries) query.stop(closed);
    await Promise.all([...this.#queries].map((query) => query.ended));
    this.#options.disconnect();
  }

  #refuseClosed(): void {
    if (this.#isClosed) throw new FfqError("CLOSED", "the engine is closed", { sqlstate: "57P01" });
  }
}
