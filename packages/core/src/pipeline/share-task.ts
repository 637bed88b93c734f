// One thread's shares of the phases in which what was left in a sink is combined (operator/phased-combine.ts): a slice at a
// time, then it waits for the next phase. What it leaves is the query's: other threads work with it in the next phase, even
// when this one has failed.
import type { Clock } from "../common/clock.ts";
import { internal } from "../common/error.ts";
import { phasesOf } from "../operator/create.ts";
import type { TaskContext } from "../operator/operator.ts";
import type { SinkPhases } from "../operator/phased-combine.ts";
import { memoryMeasures, operatorContext } from "./operator-context.ts";
import type { Report, ShareWork } from "./protocol.ts";
import type { Task } from "./task.ts";
import { endAborted, endFailed } from "./task-end.ts";

export class ShareTask implements Task {
  readonly id: number;
  readonly #work: ShareWork;
  readonly #clock: Clock;
  readonly #report: (report: Report) => void;
  readonly #phases: SinkPhases;
  readonly #own: TaskContext;
  #slices: Generator<void, unknown> | undefined;
  #isLast = false;
  #milliseconds = 0;
  #isDone = false;

  constructor(id: number, context: TaskContext, work: ShareWork, clock: Clock, report: (report: Report) => void) {
    const phases = phasesOf(work.sink);
    if (phases === undefined) throw internal(`a ${work.sink.kind} is combined by one task`);
    this.id = id;
    this.#work = work;
    this.#clock = clock;
    this.#report = report;
    this.#phases = phases;
    this.#own = operatorContext(context);
    this.begin(work.phase, work.isLast);
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  get isReady(): boolean {
    return this.#slices !== undefined;
  }

  begin(phase: unknown, isLast: boolean): void {
    this.#isLast = isLast;
    this.#slices = this.#phases.share(this.#own, phase, this.#work.share);
  }

  runSlice(deadline: number): void {
    if (this.#slices === undefined) throw internal("a share was worked on before its phase began");
    const start = this.#clock.now();
    try {
      for (;;) {
        this.#own.checkCancelled();
        const slice = this.#slices.next();
        const now = this.#clock.now();
        if (slice.done !== true && now < deadline) continue;
        this.#milliseconds += now - start;
        if (slice.done === true) this.#endPhase(slice.value);
        return;
      }
    } catch (thrown) {
      this.#isDone = true;
      endFailed(this.id, thrown, () => this.#end(), this.#report);
    }
  }

  #endPhase(done: unknown): void {
    this.#slices = undefined;
    if (!this.#isLast) {
      this.#report({ kind: "phase-done", task: this.id, done });
      return;
    }
    this.#isDone = true;
    const measures = [{ rows: 0, batches: 0, milliseconds: this.#milliseconds, ...memoryMeasures(this.#own) }];
    this.#end();
    this.#report({ kind: "finished", task: this.id, state: done, measures });
  }

  abort(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    endAborted(this.id, () => this.#end(), this.#report);
  }

  #end(): void {
    try {
      this.#slices?.return(undefined);
    } finally {
      this.#slices = undefined;
      this.#own.region.dissolve();
    }
  }
}
