// The outputs that this worker holds: whole ones only, by task attempt. What is not in here is not served, whatever
// lies on the disk. Outputs go when their query is released, when the coordinator drops them, or when nobody has
// asked for anything of their query for so long that the word of its end must have been lost.
import type { Clock, ClusterQueryId, TaskAttempt } from "@ffq/core/physical";
import type { FileStore } from "../store/file-store.ts";
import type { HeldOutput } from "../wire/messages.ts";
import { outputName, queryFolder } from "./layout.ts";
import { MapOutputReader } from "./map-output-reader.ts";
import { type KeptOutput, OutputMemory } from "./output-memory.ts";

interface Held {
  readonly output: HeldOutput;
  /** Absent when it is in its file. */
  readonly kept?: KeptOutput;
}

interface HeldQuery {
  readonly outputs: Map<string, Held>;
  lastUse: number;
}

export class HeldOutputs {
  readonly #store: FileStore;
  readonly #clock: Clock;
  readonly #reader: MapOutputReader;
  /** For writers, who take of it what is given back here. */
  readonly memory: OutputMemory;
  readonly #queries = new Map<ClusterQueryId, HeldQuery>();

  /** @param memoryBytes of outputs that need no file */
  constructor(store: FileStore, clock: Clock, memoryBytes: number) {
    this.memory = new OutputMemory(memoryBytes);
    this.#store = store;
    this.#clock = clock;
    this.#reader = new MapOutputReader(store);
  }

  /** All of them, for a coordinator that does not know them. */
  list(): readonly HeldOutput[] {
    return [...this.#queries.values()].flatMap(({ outputs }) => [...outputs.values()].map(({ output }) => output));
  }

  /** @param kept where it has no file */
  add(output: HeldOutput, kept?: KeptOutput): void {
    const held: Held = kept === undefined ? { output } : { output, kept };
    this.#touch(output.task.query).outputs.set(outputName(output.task), held);
  }

  /** Bytes of a partition's stream; undefined when it is not held. */
  bytesOf(task: TaskAttempt, partition: number): number | undefined {
    const query = this.#queries.get(task.query);
    if (query === undefined) return undefined;
    query.lastUse = this.#clock.now();
    return query.outputs.get(outputName(task))?.output.partitionBytes[partition];
  }

  /** A partition's stream from an offset on. */
  async *read(task: TaskAttempt, partition: number, offset: number): AsyncGenerator<Uint8Array> {
    const kept = this.#queries.get(task.query)?.outputs.get(outputName(task))?.kept;
    if (kept === undefined) yield* this.#reader.read(task, partition, offset);
    else yield* kept.read(partition, offset);
  }

  async drop(task: TaskAttempt): Promise<void> {
    const outputs = this.#queries.get(task.query)?.outputs;
    outputs?.get(outputName(task))?.kept?.drop();
    outputs?.delete(outputName(task));
    await this.#reader.forget(task.query, task);
    await this.#store.remove(outputName(task));
  }

  /** Removes all files of a query, those of tasks that failed among them. */
  async release(query: ClusterQueryId): Promise<void> {
    for (const { kept } of this.#queries.get(query)?.outputs.values() ?? []) kept?.drop();
    this.#queries.delete(query);
    await this.#reader.forget(query);
    await this.#store.remove(queryFolder(query));
  }

  /** Releases the queries that were not used for so long and are not `busy`. Answers which. */
  async sweep(unusedMs: number, busy: ReadonlySet<ClusterQueryId>): Promise<readonly ClusterQueryId[]> {
    const now = this.#clock.now();
    const orphans = [...this.#queries].filter(([id, { lastUse }]) => !busy.has(id) && now - lastUse >= unusedMs);
    for (const [id] of orphans) await this.release(id);
    return orphans.map(([id]) => id);
  }

  #touch(id: ClusterQueryId): HeldQuery {
    let query = this.#queries.get(id);
    if (query === undefined) {
      query = { outputs: new Map(), lastUse: 0 };
      this.#queries.set(id, query);
    }
    query.lastUse = this.#clock.now();
    return query;
  }
}
