// The rounds of a recursion of few rows, one after the other, as one task: its operators are made once and stay from
// round to round, and nothing else has its turn between two of them but when a slice ends. A round of many rows is left
// to the driver, which may have several threads work at it.

import type { Batch } from "../column/vector.ts";
import type { Clock } from "../common/clock.ts";
import { combineSink, createSink, createTransform } from "../operator/create.ts";
import type { BatchSource, Sink, TaskContext } from "../operator/operator.ts";
import { keepRound, type RecursionRound } from "../operator/recursive.ts";
import { createScan } from "../operator/scan.ts";
import { type SpooledRows, spoolMorsels } from "../operator/spool.ts";
import { Meter, metered, ownMeasures } from "./meter.ts";
import { memoryMeasures, operatorContext } from "./operator-context.ts";
import type { Report, RoundsEnd, RoundsWork } from "./protocol.ts";
import { areFewRows } from "./small-work.ts";
import type { Task } from "./task.ts";
import { endAborted, endFailed } from "./task-end.ts";

/** What a sink keeps counts as its own, which says when memory is short: that of so many rounds is not much. */
const ROUNDS_A_REGION = 64;

export class RoundsTask implements Task {
  readonly id: number;
  readonly #context: TaskContext;
  readonly #work: RoundsWork;
  readonly #clock: Clock;
  readonly #report: (report: Report) => void;
  readonly #meters: Meter[] = [];
  readonly #sinkMeter = new Meter();
  readonly #added: SpooledRows[] = [];
  #round: RecursionRound;
  #rounds = 0;
  #rows = 0;
  /** Of the working rows that are being read. */
  #input: BatchSource | undefined;
  #top: BatchSource | undefined;
  #sinkContext: TaskContext | undefined;
  #isDone = false;

  constructor(id: number, context: TaskContext, work: RoundsWork, clock: Clock, report: (report: Report) => void) {
    this.id = id;
    this.#context = context;
    this.#work = work;
    this.#clock = clock;
    this.#report = report;
    this.#round = work.round;
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  get isReady(): boolean {
    return !this.#isDone;
  }

  runSlice(deadline: number): void {
    try {
      this.#top ??= this.#build();
      for (;;) {
        this.#context.checkCancelled();
        if (this.#isThrough) {
          this.#end();
          return;
        }
        this.#runRound(this.#top);
        if (this.#clock.now() >= deadline) return;
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

  get #isThrough(): boolean {
    const { working } = this.#round;
    const { mostRounds, mostRows } = this.#work;
    return working.length === 0 || this.#rounds >= mostRounds || this.#rows >= mostRows || !areFewRows(working);
  }

  #build(): BatchSource {
    const { transforms, states } = this.#work;
    let top = this.#measured({ next: () => this.#input?.next(), close: () => this.#input?.close() });
    for (const transform of transforms) top = this.#measured(createTransform(this.#context, transform, top, states));
    return top;
  }

  #measured(source: BatchSource): BatchSource {
    const meter = new Meter();
    this.#meters.push(meter);
    return metered(source, this.#clock, meter);
  }

  #runRound(top: BatchSource): void {
    const { sink: spec, source } = this.#work;
    this.#sinkContext ??= operatorContext(this.#context);
    const sink = createSink(this.#sinkContext, spec) as Sink<SpooledRows>;
    let part: SpooledRows;
    try {
      for (const morsel of spoolMorsels(this.#round.working, source.columns)) {
        this.#input = createScan(this.#context, morsel);
        for (let batch = top.next(); batch !== undefined; batch = top.next()) this.#consume(sink, batch);
        this.#input.close();
        this.#input = undefined;
      }
      part = sink.finish();
    } catch (thrown) {
      sink.abort();
      throw thrown;
    }
    this.#round = spec.distinct ? this.#newOf(part) : keepRound([part]);
    this.#added.push(...this.#round.working);
    this.#rows += this.#round.working.reduce((sum, { rows }) => sum + rows, 0);
    if (++this.#rounds % ROUNDS_A_REGION === 0) this.#dissolve();
  }

  #consume(sink: Sink<SpooledRows>, batch: Batch): void {
    if (batch.rows === 0) return;
    sink.consume(batch);
    this.#sinkMeter.rows += batch.rows;
    this.#sinkMeter.batches++;
  }

  /** Of UNION: the rows that were not seen before. */
  #newOf(part: SpooledRows): RecursionRound {
    const context = operatorContext(this.#context);
    const slices = combineSink(context, this.#work.sink, [part], this.#round.seen);
    try {
      let slice = slices.next();
      while (slice.done !== true) slice = slices.next();
      this.#measureMemory(context);
      context.region.dissolve();
      return slice.value as RecursionRound;
    } catch (thrown) {
      context.region.release();
      throw thrown;
    }
  }

  /** What the sink has made stays. */
  #dissolve(): void {
    if (this.#sinkContext === undefined) return;
    this.#measureMemory(this.#sinkContext);
    this.#sinkContext.region.dissolve();
    this.#sinkContext = undefined;
  }

  #measureMemory(context: TaskContext): void {
    const { memoryBytes = 0, spilledBytes = 0 } = memoryMeasures(context);
    this.#sinkMeter.memoryBytes = Math.max(this.#sinkMeter.memoryBytes, memoryBytes);
    this.#sinkMeter.spilledBytes += spilledBytes;
  }

  #end(): void {
    this.#dissolve();
    this.#isDone = true;
    this.#release();
    const state: RoundsEnd = { round: this.#round, added: this.#added, rounds: this.#rounds };
    const measures = [...ownMeasures(this.#meters), { ...this.#sinkMeter }];
    this.#report({ kind: "finished", task: this.id, state, measures });
  }

  #release(): void {
    const top = this.#top;
    this.#top = undefined;
    try {
      top?.close();
    } finally {
      this.#input = undefined;
      this.#sinkContext?.region.release();
      this.#sinkContext = undefined;
    }
  }
}
