// Encodes the rows of a row group on a member of the crew, a slice at a time. The rows have left the arena: the
// work needs nothing of the query that they come from, and outlives it.
import type { Clock } from "../common/clock.ts";
import { FfqError, internal } from "../common/error.ts";
import type { EncodedRowGroup } from "../format/parquet/write-row-group.ts";
import type { EncodeWork, Report } from "./protocol.ts";
import type { Task } from "./task.ts";

type Encode = typeof import("../format/parquet/write-row-group.ts").encodeResults;

let encode: Encode | undefined;

/** Loads what encodes, on this thread: once, before its first task. Programs that only ask never need it. */
export async function loadEncoder(): Promise<void> {
  encode ??= (await import("../format/parquet/write-row-group.ts")).encodeResults;
}

export class EncodeTask implements Task {
  readonly id: number;
  readonly #clock: Clock;
  readonly #report: (report: Report) => void;
  readonly #slices: Generator<void, EncodedRowGroup>;
  #isDone = false;

  constructor(id: number, { rowGroup }: EncodeWork, clock: Clock, report: (report: Report) => void) {
    this.id = id;
    this.#clock = clock;
    this.#report = report;
    if (encode === undefined) throw internal("a row group was encoded before loadEncoder");
    this.#slices = encode(rowGroup);
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  get isReady(): boolean {
    return !this.#isDone;
  }

  runSlice(deadline: number): void {
    try {
      do {
        const slice = this.#slices.next();
        if (slice.done !== true) continue;
        this.#isDone = true;
        const moved = [slice.value.bytes.buffer];
        this.#report({ kind: "finished", task: this.id, state: slice.value, measures: [], moved });
        return;
      } while (this.#clock.now() < deadline);
    } catch (thrown) {
      this.#isDone = true;
      this.#report({ kind: "failed", task: this.id, error: FfqError.from(thrown).toData() });
    }
  }

  abort(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#report({ kind: "aborted", task: this.id });
  }
}
