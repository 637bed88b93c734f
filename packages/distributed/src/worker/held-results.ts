// The results that this worker serves, by task attempt, and the address they are served at:
// GET /results/v1/{query}/{stage}/{task}/{attempt}?offset=. An answer ends when there is nothing more for now; the
// client asks again from where it is, and so says what has arrived.
import type { Clock, ClusterQueryId, FfqError, TaskAttempt } from "@ffq/core/physical";
import type { HttpRequest, HttpResponse, HttpRoute } from "../rpc/http.ts";
import { RESULTS_PREFIX, readNumber, readResultsPath, resultsPath } from "../wire/data-path.ts";
import { ResultBuffer } from "./result-buffer.ts";

export interface HeldResultsOptions {
  readonly clock: Clock;
  /** Bytes of a result that may wait for its client. */
  readonly room: number;
  /** The longest that an answer waits for rows. */
  readonly waitMs: number;
}

interface Held {
  readonly task: TaskAttempt;
  readonly buffer: ResultBuffer;
  lastUse: number;
}

/** Bytes of one answer; the frame that crosses it is sent whole. */
const MOST_BYTES = 4 << 20;

export class HeldResults {
  readonly #options: HeldResultsOptions;
  readonly #held = new Map<string, Held>();

  constructor(options: HeldResultsOptions) {
    this.#options = options;
  }

  list(): readonly TaskAttempt[] {
    return [...this.#held.values()].map(({ task }) => task);
  }

  open(task: TaskAttempt): ResultBuffer {
    const buffer = new ResultBuffer(task.attempt, this.#options.room);
    this.#held.set(resultsPath(task), { task, buffer, lastUse: this.#options.clock.now() });
    return buffer;
  }

  drop(task: TaskAttempt, why: FfqError): void {
    this.#held.get(resultsPath(task))?.buffer.fail(why);
    this.#held.delete(resultsPath(task));
  }

  release(query: ClusterQueryId, why: FfqError): void {
    for (const { task } of [...this.#held.values()]) if (task.query === query) this.drop(task, why);
  }

  /** Drops the results that nobody has asked for in so long, of queries that are not `busy`. Answers which. */
  sweep(unusedMs: number, busy: ReadonlySet<ClusterQueryId>, why: FfqError): readonly ClusterQueryId[] {
    const now = this.#options.clock.now();
    const orphans = [...this.#held.values()].filter(
      ({ task, lastUse }) => !busy.has(task.query) && now - lastUse >= unusedMs,
    );
    for (const { task } of orphans) this.drop(task, why);
    return orphans.map(({ task }) => task.query);
  }

  get route(): HttpRoute {
    return { path: RESULTS_PREFIX, handle: (request) => this.#answer(request) };
  }

  async #answer({ method, path, query, signal }: HttpRequest): Promise<HttpResponse> {
    if (method !== "GET") return { status: 405, body: "only GET is answered here" };
    const task = readResultsPath(path);
    const offset = readNumber(query.get("offset") ?? "0");
    if (offset === undefined) return { status: 400, body: "offset is no number" };
    const held = task === undefined ? undefined : this.#held.get(resultsPath(task));
    if (held === undefined) return { status: 404, body: "this worker does not hold that result" };
    const { clock, waitMs } = this.#options;
    held.lastUse = clock.now();
    const over = Promise.withResolvers<void>();
    const cancelTimer = clock.after(waitMs, over.resolve);
    signal.addEventListener("abort", () => over.resolve(), { once: true });
    try {
      const read = await held.buffer.read(offset, MOST_BYTES, over.promise);
      if (read.kind === "gone") return { status: 410, body: `the result's bytes from ${offset} on are not here` };
      const length = read.pieces.reduce((sum, piece) => sum + piece.length, 0);
      const headers = { "content-type": "application/octet-stream", "content-length": String(length) };
      return { status: 200, headers, body: each(read.pieces) };
    } finally {
      cancelTimer();
      over.resolve();
    }
  }
}

async function* each(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}
