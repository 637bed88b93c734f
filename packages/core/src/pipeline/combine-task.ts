// Makes one state of what the threads left in a sink, a slice at a time.
import type { Clock } from "../common/clock.ts";
import { combineSink } from "../operator/create.ts";
import type { TaskContext } from "../operator/operator.ts";
import { memoryMeasures, operatorContext } from "./operator-context.ts";
import type { CombineWork, Report } from "./protocol.ts";
import type { Task } from "./task.ts";
import { endAborted, endFailed } from "./task-end.ts";

export class CombineTask implements Task {
  readonly id: number;
  readonly #context: TaskContext;
  readonly #clock: Clock;
  readonly #report: (report: Report) => void;
  readonly #slices: Generator<void, unknown>;
  /** Of the state that is made. */
  readonly #state: TaskContext;
  #milliseconds = 0;
  #isDone = false;

  constructor(id: number, context: TaskContext, work: CombineWork, clock: Clock, report: (report: Report) => void) {
    this.id = id;
    this.#context = context;
    this.#clock = clock;
    this.#report = report;
    this.#state = operatorContext(context);
    this.#slices = combineSink(this.#state, work.sink, work.parts, work.seen);
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  get isReady(): boolean {
    return !this.#isDone;
  }

  runSlice(deadline: number): void {
    const start = this.#clock.now();
    try {
      for (;;) {
        this.#context.checkCancelled();
        const slice = this.#slices.next();
        const now = this.#clock.now();
        if (slice.done === true) {
          this.#isDone = true;
          const milliseconds = this.#milliseconds + now - start;
          const measures = [{ rows: 0, batches: 0, milliseconds, ...memoryMeasures(this.#state) }];
          this.#state.region.dissolve();
          this.#report({ kind: "finished", task: this.id, state: slice.value, measures });
          return;
        }
        if (now >= deadline) {
          this.#milliseconds += now - start;
          return;
        }
      }
    } catch (thrown) {
      this.#isDone = true;
      endFailed(this.id, thrown, () => this.#release(), this.#report);
    }
  }

  abort(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    endAborted(this.id, () => this.#release(), this.#report);
  }

  #release(): void {
    try {
      this.#slices.return(undefined);
    } finally {
      this.#state.region.release();
    }
  }
}
