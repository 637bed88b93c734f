// Has what was left in a sink combined by all threads, where that is worth it: a task on each, phase by phase. Here it is
// waited for until all have done their share of a phase, and asked what the next one is.
import { FfqError, internal } from "../common/error.ts";
import { type CombinedSink, phasesOf } from "../operator/create.ts";
import type { NextPhase, PhaseStep } from "../operator/phased-combine.ts";
import type { OpenTask } from "./crew.ts";
import type { DriverContext } from "./driver-context.ts";
import type { Measure } from "./meter.ts";
import type { Report } from "./protocol.ts";

export interface SinkParts<Node> {
  readonly sink: CombinedSink;
  /** The plan's node of the sink. */
  readonly node: Node;
  readonly parts: readonly unknown[];
}

/** The state; undefined when one task had better make it, of the same parts. @throws FfqError when the query was stopped */
export async function combineByAll<Node>(
  context: DriverContext<Node>,
  { sink, node, parts }: SinkParts<Node>,
): Promise<{ readonly state: unknown } | undefined> {
  const { crew, control, query, measure } = context;
  const members = crew.members();
  const phases = members.length < 2 ? undefined : phasesOf(sink);
  if (phases === undefined) return undefined;
  const region = context.region.createChild();
  // A threshold says that rows go to disk however much room there is.
  const room = (query.spill?.threshold ?? 0) > 0 ? 0 : region.freeBytes;
  const first = phases.begin(region, parts, { shares: members.length, room });
  if (first === undefined) {
    region.release();
    return undefined;
  }
  const shares = members.map((member, at): ShareRun => {
    const { phase, isLast } = first;
    const work = { kind: "share", sink, share: { at, of: members.length }, phase, isLast } as const;
    return new ShareRun((listener) => crew.open(member, query, work, listener));
  });
  const forget = control.onStop(() => {
    for (const share of shares) share.abort();
  });
  try {
    const state = await runPhases(shares, first, (phase, done) => phases.next(region, phase, done));
    measure(node, { rows: 0, batches: 0, milliseconds: 0, memoryBytes: region.peakBytes });
    for (const one of shares.flatMap(({ measures }) => measures)) measure(node, one);
    region.dissolve();
    return { state };
  } catch (thrown) {
    control.fail(thrown);
    await Promise.all(shares.map(async (share) => share.ended));
    control.check();
    throw thrown;
  } finally {
    forget();
  }
}

type Next = (phase: unknown, done: readonly unknown[]) => PhaseStep<unknown, unknown>;

/** @throws FfqError what a share failed with */
async function runPhases(shares: readonly ShareRun[], first: NextPhase<unknown>, next: Next): Promise<unknown> {
  for (let { phase } = first; ; ) {
    const step = next(phase, await Promise.all(shares.map(async (share) => share.done)));
    if (step.kind === "state") return step.state;
    phase = step.phase;
    for (const share of shares) share.begin(step);
  }
}

/** One thread's task. */
class ShareRun {
  readonly #open: OpenTask;
  readonly #ended = Promise.withResolvers<void>();
  #phase = Promise.withResolvers<unknown>();
  #isEnded = false;
  measures: readonly Measure[] = [];

  constructor(open: (listener: (report: Report) => void) => OpenTask) {
    this.#open = open((report) => this.#hear(report));
  }

  /** What the share of the current phase came to. Rejected when the task failed or was aborted. */
  get done(): Promise<unknown> {
    return this.#phase.promise;
  }

  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  begin({ phase, isLast }: NextPhase<unknown>): void {
    this.#phase = Promise.withResolvers();
    this.#open.send({ kind: "phase", phase, isLast });
  }

  abort(): void {
    if (!this.#isEnded) this.#open.send({ kind: "abort" });
  }

  #hear(report: Report): void {
    switch (report.kind) {
      case "phase-done":
        this.#phase.resolve(report.done);
        return;
      case "finished":
        this.measures = report.measures;
        this.#phase.resolve(report.state);
        this.#end();
        return;
      case "failed":
        this.#fail(FfqError.fromData(report.error));
        return;
      case "aborted":
        this.#fail(internal("a share of a combine was aborted"));
        return;
      case "output":
      case "morsels-done":
      case "satisfied":
      case "few-left":
      case "copied":
        return;
    }
  }

  #fail(error: FfqError): void {
    this.#phase.reject(error);
    this.#end();
  }

  #end(): void {
    this.#isEnded = true;
    this.#ended.resolve();
  }
}
