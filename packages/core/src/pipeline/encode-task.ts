// Encodes a row group on a member of the crew: takes its rows as they come, then encodes them a slice at a time. Rows that
// lie in the arena are copied when they come, and that is said: the work needs nothing else of the query that they come
// from, and outlives it.
import type { Arena } from "../arena/arena.ts";
import type { ArenaBatch } from "../column/arena-batch.ts";
import type { ResultBatch } from "../column/result-batch.ts";
import { FfqError, internal } from "../common/error.ts";
import type { EncodedRowGroup, RowGroupEncoder } from "../format/parquet/write-row-group.ts";
import type { EncodeWork, Report } from "./protocol.ts";
import type { Task } from "./task.ts";

let Encoder: typeof RowGroupEncoder | undefined;

/** Loads what encodes, on this thread: once, before its first task. Programs that only ask never need it. */
export async function loadEncoder(): Promise<void> {
  Encoder ??= (await import("../format/parquet/write-row-group.ts")).RowGroupEncoder;
}

export class EncodeTask implements Task {
  readonly id: number;
  readonly #report: (report: Report) => void;
  readonly #encoder: RowGroupEncoder;
  /** Once all rows are there. */
  #slices: Generator<void, EncodedRowGroup> | undefined;
  #isDone = false;

  constructor(id: number, { rowGroup }: EncodeWork, report: (report: Report) => void) {
    this.id = id;
    this.#report = report;
    if (Encoder === undefined) throw internal("a row group was encoded before loadEncoder");
    this.#encoder = new Encoder(rowGroup);
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  get isReady(): boolean {
    return !this.#isDone && this.#slices !== undefined;
  }

  add(batch: ResultBatch): void {
    if (this.#isDone) return;
    try {
      this.#encoder.add(batch);
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  addFrom(arena: Arena, batch: ArenaBatch): void {
    if (this.#isDone) return;
    try {
      this.#encoder.addFrom(arena, batch);
      this.#report({ kind: "copied", task: this.id });
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  finish(): void {
    if (!this.#isDone) this.#slices ??= this.#encoder.encode();
  }

  /** A column, whatever time there is: pipelines on this thread come in between, for whose rows other threads wait. */
  runSlice(): void {
    if (this.#slices === undefined) throw internal("a row group was encoded before its rows were there");
    try {
      const slice = this.#slices.next();
      if (slice.done !== true) return;
      this.#end({
        kind: "finished",
        task: this.id,
        state: slice.value,
        measures: [],
        moved: slice.value.pieces.map(({ buffer }) => buffer),
      });
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  abort(): void {
    if (!this.#isDone) this.#end({ kind: "aborted", task: this.id });
  }

  #fail(thrown: unknown): void {
    this.#end({ kind: "failed", task: this.id, error: FfqError.from(thrown).toData() });
  }

  #end(report: Report): void {
    this.#isDone = true;
    this.#encoder.close();
    this.#report(report);
  }
}
