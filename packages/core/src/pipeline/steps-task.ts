// Steps of a plan as one task of a thread: the driver that runs a fragment on the caller's thread runs them here, with
// this thread as its crew. Rows of a result go to the caller's thread as they come, as many as it has room for.
import { Region } from "../arena/region.ts";
import { FfqError, internal } from "../common/error.ts";
import type { TaskContext } from "../operator/operator.ts";
import type { Output } from "../operator/output.ts";
import type { Crew } from "./crew.ts";
import { runSentSteps } from "./driver.ts";
import type { DriverContext, OutputPort } from "./driver-context.ts";
import { type Measure, sumOf } from "./meter.ts";
import type { QueryData, Report, StepsEnd, StepsWork } from "./protocol.ts";
import { QueryControl } from "./query-control.ts";
import { sentTables } from "./sent-steps.ts";
import { StopFlag } from "./stop-flag.ts";
import type { Task } from "./task.ts";

export interface StepsTaskOptions {
  readonly query: QueryData;
  readonly context: TaskContext;
  readonly work: StepsWork;
  /** This thread. */
  readonly crew: Crew;
  readonly report: (report: Report) => void;
  /** Called when the task has its end to report. */
  readonly onReady: () => void;
}

export class StepsTask implements Task {
  readonly id: number;
  readonly #options: StepsTaskOptions;
  readonly #control: QueryControl;
  /** Of outputs that were not used up, in the order in which they went out. */
  readonly #used: (() => void)[] = [];
  #end: Report | undefined;
  #isAborted = false;
  #isDone = false;

  constructor(id: number, options: StepsTaskOptions) {
    this.id = id;
    this.#options = options;
    const { arena } = options.context;
    this.#control = new QueryControl([StopFlag.attach(arena, options.query.stopFlag)]);
    void this.#run();
  }

  /** Its pipelines are tasks of the crew: what is left here is to say that they are through. */
  get isReady(): boolean {
    return this.#end !== undefined && !this.#isDone;
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  /** An output was used up. */
  addCredit(): void {
    this.#used.shift()?.();
  }

  runSlice(): void {
    if (this.#end === undefined) throw internal("steps that are not through had a slice");
    this.#isDone = true;
    this.#options.report(this.#end);
  }

  abort(): void {
    if (this.#isDone) return;
    this.#isAborted = true;
    this.#control.stop("cancelled");
    if (this.#end !== undefined) this.#ended(this.#end);
  }

  /** Never rejects: errors are reported. */
  async #run(): Promise<void> {
    const measures = new Map<number, Measure>();
    try {
      const ran = await runSentSteps(this.#driverContext(measures), this.#options.work);
      this.#ended({
        kind: "finished",
        task: this.id,
        state: { ...ran, measures: [...measures] } satisfies StepsEnd,
        measures: [],
      });
    } catch (thrown) {
      this.#ended({ kind: "failed", task: this.id, error: FfqError.from(thrown).toData() });
    }
  }

  #ended(end: Report): void {
    this.#end = end;
    if (!this.#isAborted) {
      this.#options.onReady();
      return;
    }
    this.#isDone = true;
    this.#options.report({ kind: "aborted", task: this.id });
  }

  #driverContext(measures: Map<number, Measure>): DriverContext<number> {
    const { query, context, work, crew } = this.#options;
    const { arena, region, spill } = context;
    return {
      crew,
      control: this.#control,
      query,
      region,
      streaming: Region.attach(arena, query.streaming),
      partition: 0,
      partitions: 1,
      tables: sentTables(work.scans),
      exchange: (stage) => {
        throw internal(`stage ${stage} is read on another thread`);
      },
      output: this.#output(),
      removeFiles: (names) => spill?.remove(names),
      // A recursion's nodes are measured in each round.
      measure: (node, measure) => {
        const before = measures.get(node);
        measures.set(node, before === undefined ? measure : sumOf(before, measure));
      },
    };
  }

  #output(): OutputPort {
    const { report } = this.#options;
    return {
      isWanted: true,
      put: (morsel: number, output: Output, used: () => void) => {
        this.#used.push(used);
        report({ kind: "output", task: this.id, morsel, output });
      },
      endMorsel: (morsel) => report({ kind: "morsels-done", task: this.id, morsels: [morsel] }),
    };
  }
}
