// One thread's share of a pipeline: morsels go through the transforms into the sink, a slice at a time. A slice
// ends when there is no morsel, when its time is up, or when too many outputs are under way.
import { rowsFrom } from "../column/slice.ts";
import type { Batch } from "../column/vector.ts";
import type { Clock } from "../common/clock.ts";
import type { StateId } from "../common/ids.ts";
import {
  canBeSatisfied,
  createSink,
  createSource,
  createTransform,
  isCombined,
  type SourceMorsel,
} from "../operator/create.ts";
import type { LimitSource } from "../operator/limit.ts";
import { type BatchSource, isLeaving, type LeavingSource, type Sink, type TaskContext } from "../operator/operator.ts";
import { isOutputSink, type Output } from "../operator/output.ts";
import type { Spill } from "../spill/spill.ts";
import { CombineTask } from "./combine-task.ts";
import { Meter, metered, ownMeasures } from "./meter.ts";
import { memoryMeasures, operatorContext, tallied } from "./operator-context.ts";
import type { CombineWork, GivenList, NumberedMorsel, PipelineWork, Report } from "./protocol.ts";
import { areDropped, type SharedMorsels, type TakenMorsels, takeMorsels } from "./shared-morsels.ts";
import type { Task } from "./task.ts";
import { endAborted, endFailed } from "./task-end.ts";

/** Stands at one morsel after the other, under transforms that stay. */
class MorselSource implements BatchSource {
  #current: BatchSource | undefined;

  open(source: BatchSource): void {
    this.close();
    this.#current = source;
  }

  next(): Batch | undefined {
    return this.#current?.next();
  }

  close(): void {
    const current = this.#current;
    this.#current = undefined;
    current?.close();
  }
}

type Finished = Extract<Report, { readonly kind: "finished" }>;

/** A task that has fewer morsels to begin is given further ones, so that it never waits for them. */
export const MOST_UNDER_WAY = 2;

/** Stands for the morsel of what leaves at the end, and for those that are shared: nobody asks which of them are done. */
const NO_MORSEL = -1;

/** The morsel as its reader wants it. */
export function withCommon(morsel: SourceMorsel, common: unknown): SourceMorsel {
  return morsel.kind === "rows" ? { ...morsel, morsel: { ...morsel.morsel, common } } : morsel;
}

export class PipelineTask implements Task {
  readonly id: number;
  readonly #context: TaskContext;
  readonly #work: PipelineWork;
  readonly #clock: Clock;
  readonly #report: (report: Report) => void;
  readonly #source = new MorselSource();
  readonly #meters: Meter[] = [];
  readonly #sinkMeter = new Meter();
  /** What the source and the transforms spill with. */
  readonly #spills: (readonly [Meter, Spill])[] = [];
  #sourceContext: TaskContext;
  /** Transforms that may end the pipeline early. */
  readonly #limits: LimitSource[] = [];
  /** Transforms that keep rows for later, by the state that they read. */
  readonly #leaving: (readonly [StateId, LeavingSource])[] = [];
  readonly #queue: NumberedMorsel[] = [];
  readonly #shared: SharedMorsels[] = [];
  /** Of the first list: not begun. */
  #taken: TakenMorsels | undefined;
  /** What the morsels have in common that come from now on. */
  #common: unknown;
  #top: BatchSource | undefined;
  #sink: Sink<unknown> | undefined;
  /** Of the sink's state, as long as the sink takes rows. */
  #sinkContext: TaskContext | undefined;
  #morsel: number | undefined;
  /** Of the batch that came last: what the sink has not taken. */
  #rest: Batch | undefined;
  #credit: number;
  #isFinishing = false;
  /** It is the only task, and combines what it leaves. */
  #combines = false;
  #combining: CombineTask | undefined;
  /** Morsels done and not reported. */
  readonly #doneMorsels: number[] = [];
  /** A limit has all its rows: what stands after it still has to put out what it makes of them. */
  #needsNoInput = false;
  /** The sink wants no more rows. */
  #isSatisfied = false;
  #isDone = false;

  constructor(id: number, context: TaskContext, work: PipelineWork, clock: Clock, report: (report: Report) => void) {
    this.id = id;
    this.#context = context;
    this.#sourceContext = context;
    this.#work = work;
    this.#clock = clock;
    this.#report = report;
    this.#credit = work.credit;
    this.push(work.morsels);
    if (work.list !== undefined) this.addList(work.list);
  }

  get isDone(): boolean {
    return this.#combining?.isDone ?? this.#isDone;
  }

  get isReady(): boolean {
    if (this.#combining !== undefined) return this.#combining.isReady;
    if (this.#isDone) return false;
    if (this.#morsel === undefined && !this.#mayHaveNext) return this.#isFinishing;
    return this.#credit > 0;
  }

  push(morsels: readonly NumberedMorsel[]): void {
    for (const { number, morsel, common } of morsels) {
      if (common !== undefined) this.#common = common;
      this.#queue.push({ number, morsel: withCommon(morsel, this.#common) });
    }
  }

  addList({ list, finish }: GivenList): void {
    this.#shared.push(list);
    if (finish !== undefined) this.finish(finish.combine);
  }

  addCredit(): void {
    this.#credit++;
  }

  /** @param combine what the sink leaves is all there is: it becomes the combined state here */
  finish(combine: boolean): void {
    this.#isFinishing = true;
    this.#combines = combine;
  }

  runSlice(deadline: number): void {
    if (this.#combining !== undefined) {
      this.#combining.runSlice(deadline);
      return;
    }
    try {
      this.#top ??= this.#build();
      while (this.#credit > 0 && this.#step()) if (this.#clock.now() >= deadline) return;
      if (this.#isFinishing && this.#morsel === undefined && !this.#mayHaveNext) this.#end();
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  /** Ends the task without state. */
  abort(): void {
    if (this.#combining !== undefined) {
      this.#combining.abort();
      return;
    }
    if (this.#isDone) return;
    this.#isDone = true;
    endAborted(this.id, () => this.#release(), this.#report);
  }

  /** The transforms over the source, and the sink. What was made is freed by abort when something later fails. */
  #build(): BatchSource {
    const { transforms, sink, states } = this.#work;
    this.#sourceContext = tallied(this.#context);
    this.#top = this.#measured(this.#source, this.#sourceContext);
    for (const transform of transforms) {
      const context = tallied(this.#context);
      const created = createTransform(context, transform, this.#top, states);
      if (canBeSatisfied(created)) this.#limits.push(created);
      if (isLeaving(created) && "state" in transform) this.#leaving.push([transform.state, created]);
      this.#top = this.#measured(created, context);
    }
    if ("state" in sink) this.#sinkContext = operatorContext(this.#context);
    this.#sink = createSink(this.#sinkContext ?? this.#context, sink);
    return this.#top;
  }

  #measured(source: BatchSource, { spill }: TaskContext): BatchSource {
    const meter = new Meter();
    this.#meters.push(meter);
    if (spill !== undefined) this.#spills.push([meter, spill]);
    return metered(source, this.#clock, meter);
  }

  /** One batch; false when there is no morsel. */
  #step(): boolean {
    if (this.#morsel === undefined) {
      const next = this.#queue.shift() ?? this.#takeShared();
      if (next === undefined) return false;
      this.#morsel = next.number;
      if (!this.#needsNoInput)
        this.#source.open(createSource(this.#sourceContext, this.#work.source, next.morsel, this.#work.states));
    }
    this.#context.checkCancelled();
    const batch = this.#isSatisfied ? undefined : (this.#rest ?? (this.#top as BatchSource).next());
    if (batch === undefined) this.#endMorsel(this.#morsel);
    else if (batch.rows > 0) this.#consume(batch, this.#morsel);
    if (this.#limits.some(({ isSatisfied }) => isSatisfied)) this.#endInput();
    return true;
  }

  get #mayHaveNext(): boolean {
    return this.#queue.length > 0 || this.#shared.length > 0;
  }

  #takeShared(): NumberedMorsel | undefined {
    for (let list = this.#shared[0]; list !== undefined; list = this.#shared[0]) {
      const taken = this.#taken ?? this.#take(list);
      this.#taken = undefined;
      if (taken === undefined || areDropped(this.#context.arena, list)) {
        this.#shared.shift();
        continue;
      }
      const { from, to } = taken;
      if (from + 1 < to) this.#taken = { from: from + 1, to };
      return { number: NO_MORSEL, morsel: list.morsels[from] as SourceMorsel };
    }
    return undefined;
  }

  #take(list: SharedMorsels): TakenMorsels | undefined {
    const taken = takeMorsels(this.#context.arena, list);
    const areFewLeft = taken !== undefined && list.morsels.length - taken.to < MOST_UNDER_WAY;
    if (areFewLeft && this.#shared.length === 1 && !this.#isFinishing)
      this.#report({ kind: "few-left", task: this.id });
    return taken;
  }

  #consume(batch: Batch, morsel: number): void {
    const sink = this.#sink as Sink<unknown>;
    const start = this.#clock.now();
    const taken = this.#give(sink, batch);
    this.#rest = taken < batch.rows ? rowsFrom(batch, taken) : undefined;
    this.#sendOutputs(morsel, false);
    this.#sinkMeter.milliseconds += this.#clock.now() - start;
    this.#sinkMeter.rows += taken;
    this.#sinkMeter.batches++;
    if (sink.isSatisfied) {
      this.#isSatisfied = true;
      this.#endInput();
    }
  }

  /** Rows leave a sink of outputs before it takes further ones of the batch. */
  #give(sink: Sink<unknown>, batch: Batch): number {
    if (isOutputSink(sink)) return sink.consumeFirst(batch);
    sink.consume(batch);
    return batch.rows;
  }

  /** No further morsel is wanted. */
  #endInput(): void {
    if (this.#needsNoInput) return;
    this.#needsNoInput = true;
    this.#report({ kind: "satisfied", task: this.id });
  }

  #endMorsel(morsel: number): void {
    this.#source.close();
    this.#sendOutputs(morsel, true);
    this.#morsel = undefined;
    if (morsel === NO_MORSEL) return;
    this.#doneMorsels.push(morsel);
    if (this.#isDoneHeard) this.#reportDone((this.#sink as Sink<unknown>).keyBound?.());
  }

  #reportDone(keyBound: bigint | undefined): void {
    const done = { kind: "morsels-done", task: this.id, morsels: this.#doneMorsels.splice(0) } as const;
    this.#report(keyBound === undefined ? done : { ...done, keyBound });
  }

  /** Someone waits to hear what is done: readers of its outputs, which wait for credit then; who has further morsels to give. */
  get #isDoneHeard(): boolean {
    if (isOutputSink(this.#sink as Sink<unknown>)) return !this.#isFinishing || this.#queue.length > 0;
    return !this.#isFinishing && this.#queue.length < MOST_UNDER_WAY;
  }

  #sendOutputs(morsel: number, isMorselDone: boolean): void {
    const sink = this.#sink as Sink<unknown>;
    if (isOutputSink(sink)) this.#send(morsel, sink.take(isMorselDone));
  }

  #send(morsel: number, outputs: readonly Output[]): void {
    for (const output of outputs) {
      this.#credit--;
      this.#report({ kind: "output", task: this.id, morsel, output });
    }
  }

  #end(): void {
    const sink = this.#sink as Sink<unknown>;
    if (isOutputSink(sink)) this.#send(NO_MORSEL, sink.last());
    const left = this.#leaving.map(([id, transform]) => [id, transform.leave()] as const);
    for (const [meter, spill] of this.#spills) meter.spilledBytes = spill.writtenBytes;
    const state = sink.finish();
    this.#sink = undefined;
    if (this.#sinkContext !== undefined) {
      Object.assign(this.#sinkMeter, memoryMeasures(this.#sinkContext));
      this.#sinkContext.region.dissolve();
      this.#sinkContext = undefined;
    }
    this.#isDone = true;
    this.#release();
    const measures = [...ownMeasures(this.#meters), { ...this.#sinkMeter }];
    const own = { measures, morsels: this.#doneMorsels, ...(left.length === 0 ? {} : { left }) };
    const { sink: spec } = this.#work;
    if (this.#combines && isCombined(spec))
      this.#combine({ kind: "combine", sink: spec, parts: [state], seen: undefined }, own);
    else this.#report({ kind: "finished", task: this.id, state, ...own });
  }

  /** Goes on to combine in slices of its own; its end is this task's. */
  #combine(work: CombineWork, own: Pick<Finished, "measures" | "morsels" | "left">): void {
    this.#combining = new CombineTask(this.id, this.#context, work, this.#clock, (report) =>
      this.#report(report.kind === "finished" ? { ...report, ...own, combined: report.measures } : report),
    );
  }

  #fail(thrown: unknown): void {
    this.#isDone = true;
    endFailed(this.id, thrown, () => this.#release(), this.#report);
  }

  #release(): void {
    const sink = this.#sink;
    const top = this.#top;
    this.#sink = undefined;
    this.#top = undefined;
    this.#queue.length = 0;
    this.#shared.length = 0;
    try {
      sink?.abort();
    } finally {
      this.#sinkContext?.region.release();
      this.#sinkContext = undefined;
      top?.close();
    }
  }
}
