// Runs a fragment's steps, one after the other: the pipelines of a step, then what makes one state of their
// parts. The crew does the work; here it is decided what is done when, and when a state has been read for the
// last time and can be freed. Steps that have work for one thread only are sent there together: it runs them with
// this same driver.
import { FfqError, internal } from "../common/error.ts";
import type { StateId } from "../common/ids.ts";
import { unreachable } from "../common/unreachable.ts";
import { type CombinedSink, releaseState, stateOf } from "../operator/create.ts";
import { withProbeRows } from "../operator/join/probed-state.ts";
import { loadParts, type PartName, partOf } from "../operator/parts.ts";
import { addRound, keepRound, type RecursionRound, type RecursionState } from "../operator/recursive.ts";
import type { SpilledRows } from "../operator/spill/spilled-rows.ts";
import { filesOfRows, spilledFiles } from "../operator/spilled-files.ts";
import { keepSpool, type SpooledRows } from "../operator/spool.ts";
import type { Crew } from "./crew.ts";
import type { DriverContext } from "./driver-context.ts";
import type { Pipeline, Step } from "./pipeline.ts";
import { type PipelineResult, PipelineRun, statesReadBy } from "./pipeline-run.ts";
import type { KeptState, Report, RoundsEnd, RoundsWork, StepsEnd, StepsWork, Work } from "./protocol.ts";
import { ScansAtHand } from "./scans-at-hand.ts";
import { sentSteps } from "./sent-steps.ts";
import { combineByAll } from "./shared-combine.ts";
import { areFewRows, roundsOf, rowsIn } from "./small-work.ts";
import { withSpilledJoins } from "./spilled-joins.ts";
import { lastReads } from "./state-use.ts";
import { runOnMember } from "./steps-run.ts";
import { isForOne, stepsTogether } from "./steps-together.ts";

type Finished = Extract<Report, { kind: "finished" }>;
type SinkStep<Node> = Extract<Step<Node>, { kind: "sink" }>;

/** Runs the steps; their rows go to the context's output. @throws FfqError when the query fails or is stopped */
export async function runSteps<Node>(context: DriverContext<Node>, steps: readonly Step<Node>[]): Promise<void> {
  await loadParts(partsOf(steps));
  await new StepRunner(context).run(steps, lastReads(steps));
}

/** Runs steps that another thread has sent, as far as they have work for one thread. @throws FfqError */
export async function runSentSteps(
  context: DriverContext<number>,
  { steps, reads, kept }: StepsWork,
): Promise<Omit<StepsEnd, "measures">> {
  await loadParts(partsOf(steps));
  return new StepRunner(context, kept).runForOne(steps, reads);
}

/** The parts that run what the steps have. */
function partsOf(steps: readonly Step<unknown>[]): ReadonlySet<PartName> {
  const names = new Set<PartName>();
  const open = [...steps];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    if (step.kind === "recursion") {
      open.push(...step.base, ...step.loop);
      continue;
    }
    for (const spec of [step.sink, ...step.pipelines.flatMap(({ source, transforms }) => [source, ...transforms])]) {
      const name = partOf(spec);
      if (name !== undefined) names.add(name);
    }
  }
  return names;
}

class StepRunner<Node> {
  readonly #context: DriverContext<Node>;
  readonly #kept: Map<StateId, KeptState>;
  readonly #scans: ScansAtHand<Node>;

  constructor(context: DriverContext<Node>, kept: ReadonlyMap<StateId, KeptState> = new Map()) {
    this.#context = context;
    this.#kept = new Map(kept);
    this.#scans = new ScansAtHand(context);
  }

  /** @param reads by step: what it reads for the last time */
  async run(steps: readonly Step<Node>[], reads: readonly (readonly StateId[])[]): Promise<void> {
    for (let at = 0; at < steps.length; ) {
      const sent = await this.#runTogether(steps.slice(at), reads.slice(at));
      if (sent === 0) await this.#runAlone(steps[at] as Step<Node>, reads[at] ?? []);
      at += Math.max(1, sent);
    }
  }

  /** Ends before a step that has work for several threads, but for the first. */
  async runForOne(
    steps: readonly Step<Node>[],
    reads: readonly (readonly StateId[])[],
  ): Promise<Omit<StepsEnd, "measures">> {
    const { threads } = this.#context.query;
    let done = 0;
    for (const step of steps) {
      if (done > 0 && !isForOne(step, this.#states(), threads)) break;
      await this.#runAlone(step, reads[done++] ?? []);
    }
    return { done, kept: this.#kept };
  }

  async #runAlone(step: Step<Node>, reads: readonly StateId[]): Promise<void> {
    await this.#runStep(step);
    for (const id of reads) this.#release(id);
  }

  /** Several steps from the front on one thread, if they are best run so; answers how many were run. */
  async #runTogether(steps: readonly Step<Node>[], reads: readonly (readonly StateId[])[]): Promise<number> {
    const { crew, control, query } = this.#context;
    const member = idlestOf(crew);
    if (member === crew.here) return 0;
    await this.#scans.ask(steps);
    const { ready } = this.#scans;
    const count = stepsTogether(steps, this.#states(), query.threads, ready);
    if (count < 2) return 0;
    control.check();
    const sent = sentSteps(steps.slice(0, count), reads.slice(0, count), this.#kept, ready);
    const { done, kept } = await runOnMember(this.#context, member, sent);
    this.#scans.measure(steps.slice(0, done));
    for (const id of sent.work.kept.keys()) this.#kept.delete(id);
    for (const [id, state] of kept) this.#kept.set(id, state);
    return done;
  }

  async #runStep(step: Step<Node>): Promise<void> {
    this.#context.control.check();
    switch (step.kind) {
      case "sink":
        return this.#runSink(step);
      case "recursion":
        return this.#runRecursion(step);
      default:
        return unreachable(step);
    }
  }

  async #runSink(step: SinkStep<Node>): Promise<void> {
    const { sink } = step;
    const counters = this.#openCounters(step.pipelines);
    const result = await this.#runPipelines(step, new Map([...this.#states(), ...counters]));
    for (const counter of counters.values()) this.#context.region.free(counter);
    if (!("state" in sink)) return;
    const state = result.kind === "combined" ? result.state : await this.#stateOf(step, result.parts);
    // A recursion's rounds add to its state; what a loop builds anew replaces what the round before built.
    if (sink.kind !== "recursion") this.#release(sink.state);
    this.#kept.set(sink.state, { sink, state });
  }

  /** The base, then the loop until a round adds nothing or there are rows enough. @throws FfqError 54001 after too many rounds */
  async #runRecursion(recursion: Extract<Step<Node>, { kind: "recursion" }>): Promise<void> {
    const { state, base, loop, mostRounds, rowLimit = Number.POSITIVE_INFINITY } = recursion;
    this.#release(state);
    for (const step of base) await this.#runStep(step);
    const least = mostRounds === 0 ? Number.POSITIVE_INFINITY : mostRounds;
    let rounds = 0;
    for (let rows = 0; ; ) {
      const { working } = stateOf(this.#states(), state) as RecursionState;
      rows += rowsIn(working);
      if (working.length === 0 || rows >= rowLimit) return;
      if (rounds > least) throw tooDeep(mostRounds);
      const end = await this.#runRounds(loop, { mostRounds: least + 1 - rounds, mostRows: rowLimit - rows });
      rounds += end?.rounds ?? 1;
      // The last round's are counted above.
      if (end !== undefined) rows += rowsIn(end.added) - rowsIn(end.round.working);
      else for (const step of loop) await this.#runStep(step);
    }
  }

  /** Rounds of few rows, on this thread; undefined where the next one has many, or the loop is more than a pipeline. */
  async #runRounds(
    loop: readonly Step<Node>[],
    limits: Pick<RoundsWork, "mostRounds" | "mostRows">,
  ): Promise<RoundsEnd | undefined> {
    const states = this.#states();
    const pipeline = roundsOf(loop, states);
    const [step] = loop;
    if (pipeline === undefined || step?.kind !== "sink" || step.sink.kind !== "recursion") return undefined;
    const { sink, node } = step;
    const before = stateOf(states, sink.state) as RecursionState;
    const { source, transforms } = pipeline;
    const work = { kind: "rounds", source, transforms, sink, states: statesReadBy(pipeline, states) } as const;
    const { state, measures } = await this.#runTask(this.#context.crew.here, { ...work, round: before, ...limits });
    const end = state as RoundsEnd;
    for (const [position, measure] of measures.entries()) {
      const own = pipeline.nodes[position];
      if (own !== undefined) this.#context.measure(own, measure);
      else this.#context.measure(node, { ...measure, rows: 0, batches: 0 });
    }
    for (const store of end.added) before.stores.push(store);
    this.#kept.set(sink.state, { sink, state: { ...end.round, stores: before.stores } });
    return end;
  }

  /** To its end. @throws FfqError when it fails or is stopped */
  async #runTask(member: number, work: Work): Promise<Finished> {
    const { crew, control, query } = this.#context;
    const end = Promise.withResolvers<Report>();
    const task = crew.open(member, query, work, (report) => {
      if (report.kind === "finished" || report.kind === "failed" || report.kind === "aborted") end.resolve(report);
    });
    const forget = control.onStop(() => task.send({ kind: "abort" }));
    const report = await end.promise;
    forget();
    if (report.kind === "failed") control.fail(FfqError.fromData(report.error));
    control.check();
    if (report.kind !== "finished") throw internal(`a ${work.kind} task ended as ${report.kind}`);
    return report;
  }

  #states(): Map<StateId, unknown> {
    return new Map([...this.#kept].map(([id, { state }]) => [id, state]));
  }

  #release(id: StateId): void {
    const kept = this.#kept.get(id);
    if (kept === undefined) return;
    this.#kept.delete(id);
    releaseState(this.#context.region, kept.sink, kept.state);
    this.#context.removeFiles(spilledFiles(kept.sink, kept.state));
  }

  /** A limit counts in the arena, for all threads; anew each time its step runs. */
  #openCounters(pipelines: readonly Pipeline<Node>[]): Map<StateId, number> {
    const counters = new Map<StateId, number>();
    for (const transform of pipelines.flatMap(({ transforms }) => transforms)) {
      if (transform.kind !== "limit" || counters.has(transform.state)) continue;
      counters.set(transform.state, this.#context.region.allocateZeroed(8));
    }
    return counters;
  }

  /** One after the other, the next one beginning when its predecessor has ended. */
  async #runPipelines(
    { sink, node, pipelines }: SinkStep<Node>,
    states: ReadonlyMap<StateId, unknown>,
  ): Promise<PipelineResult> {
    let morsels = 0;
    const parts: unknown[] = [];
    const left = new Map<StateId, unknown[]>();
    const all = withSpilledJoins(pipelines, states);
    for (const [position, pipeline] of all.entries()) {
      const run = new PipelineRun(this.#context, {
        pipeline,
        sink,
        sinkNode: node,
        states: withLeft(states, left),
        onLeft: (rows) => {
          for (const [id, one] of rows) left.set(id, [...(left.get(id) ?? []), one]);
        },
        nextMorsel: () => morsels++,
        needsPart: position === 0 && "state" in sink,
        isOnly: all.length === 1,
      });
      const result = await run.run();
      if (result.kind === "combined") return result;
      parts.push(...result.parts);
    }
    this.#context.removeFiles(filesOfRows([...left.values()].flat(2) as readonly SpilledRows[]));
    return { kind: "parts", parts };
  }

  /** What the parts of all threads come to. */
  async #stateOf({ sink, node }: SinkStep<Node>, parts: readonly unknown[]): Promise<unknown> {
    switch (sink.kind) {
      case "hash-aggregate":
      case "sort":
      case "window":
      case "hash-join-build":
      case "nested-loop-build":
        return this.#combine(sink, node, parts);
      case "spool":
        return keepSpool(parts as readonly SpooledRows[]);
      case "recursion": {
        const before = this.#kept.get(sink.state)?.state as RecursionState | undefined;
        const round = sink.distinct
          ? ((await this.#combine(sink, node, parts, before)) as RecursionRound)
          : keepRound(parts as readonly SpooledRows[]);
        return addRound(before, round);
      }
      case "result":
      case "exchange-write":
        throw internal(`a ${sink.kind} leaves no state`);
      default:
        return unreachable(sink);
    }
  }

  async #combine(sink: CombinedSink, node: Node, parts: readonly unknown[], before?: RecursionState): Promise<unknown> {
    const { crew, control, measure } = this.#context;
    control.check();
    const shared = await combineByAll(this.#context, { sink, node, parts });
    if (shared !== undefined) return shared.state;
    const isSmall = sink.kind === "recursion" && areFewRows(parts as readonly SpooledRows[]);
    const member = isSmall ? crew.here : idlestOf(crew);
    const { state, measures } = await this.#runTask(member, { kind: "combine", sink, parts, seen: before?.seen });
    for (const one of measures) measure(node, one);
    return state;
  }
}

/** The member with the least to do. */
function idlestOf(crew: Crew): number {
  const [idlest = crew.here] = crew.members().toSorted((left, right) => crew.load(left) - crew.load(right));
  return idlest;
}

/** The states of joins with the probe rows that earlier pipelines of the step have left. */
function withLeft(
  states: ReadonlyMap<StateId, unknown>,
  left: ReadonlyMap<StateId, readonly unknown[]>,
): ReadonlyMap<StateId, unknown> {
  if (left.size === 0) return states;
  return new Map([...states].map(([id, state]) => [id, withProbeRows(state, left.get(id) ?? [])]));
}

function tooDeep(rounds: number): FfqError {
  return new FfqError("DATA", `recursion did not end within ${rounds} rounds`, {
    sqlstate: "54001",
    hint: "End the recursion by a condition or CYCLE, or raise recursion_limit.",
  });
}
