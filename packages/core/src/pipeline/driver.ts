// Runs a fragment's steps, one after the other: the pipelines of a step, then what makes one state of their
// parts. The crew does the work; here it is decided what is done when, and when a state has been read for the
// last time and can be freed.
import { FfqError, internal } from "../common/error.ts";
import type { StateId } from "../common/ids.ts";
import { unreachable } from "../common/unreachable.ts";
import { type CombinedSink, releaseState, stateOf } from "../operator/create.ts";
import { withProbeRows } from "../operator/join/probed-state.ts";
import { loadParts, type PartName, partOf } from "../operator/parts.ts";
import type { SinkSpec } from "../operator/pipeline-spec.ts";
import { addRound, keepRound, type RecursionRound, type RecursionState } from "../operator/recursive.ts";
import type { SpilledRows } from "../operator/spill/spilled-rows.ts";
import { filesOfRows, spilledFiles } from "../operator/spilled-files.ts";
import { keepSpool, type SpooledRows } from "../operator/spool.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import type { DriverContext } from "./driver-context.ts";
import type { Pipeline, Step } from "./pipeline.ts";
import { type PipelineResult, PipelineRun } from "./pipeline-run.ts";
import type { Report } from "./protocol.ts";
import { areFewRows } from "./small-work.ts";
import { withSpilledJoins } from "./spilled-joins.ts";
import { lastReads } from "./state-use.ts";

type SinkStep = Extract<Step, { kind: "sink" }>;

/** A state, and the sink whose kind says what it is and how it is freed. */
interface KeptState {
  readonly sink: SinkSpec;
  readonly state: unknown;
}

/** Runs the steps; their rows go to the context's output. @throws FfqError when the query fails or is stopped */
export async function runSteps(context: DriverContext, steps: readonly Step[]): Promise<void> {
  await loadParts(partsOf(steps));
  await new StepRunner(context).run(steps);
}

/** The parts that run what the steps have. */
function partsOf(steps: readonly Step[]): ReadonlySet<PartName> {
  const names = new Set<PartName>();
  const open = [...steps];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    if (step.kind === "recursion") {
      open.push(...step.base, ...step.loop);
      continue;
    }
    for (const spec of [step.sink, ...step.pipelines.flatMap(({ transforms }) => transforms)]) {
      const name = partOf(spec);
      if (name !== undefined) names.add(name);
    }
  }
  return names;
}

class StepRunner {
  readonly #context: DriverContext;
  readonly #kept = new Map<StateId, KeptState>();

  constructor(context: DriverContext) {
    this.#context = context;
  }

  async run(steps: readonly Step[]): Promise<void> {
    const reads = lastReads(steps);
    for (const [position, step] of steps.entries()) {
      await this.#runStep(step);
      for (const id of reads[position] ?? []) this.#release(id);
    }
  }

  async #runStep(step: Step): Promise<void> {
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

  async #runSink(step: SinkStep): Promise<void> {
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

  /** The base, then the loop until a round adds nothing. @throws FfqError 54001 after too many rounds */
  async #runRecursion({ state, base, loop, mostRounds }: Extract<Step, { kind: "recursion" }>): Promise<void> {
    this.#release(state);
    for (const step of base) await this.#runStep(step);
    let rounds = 0;
    while ((stateOf(this.#states(), state) as RecursionState).working.length > 0) {
      if (rounds++ > mostRounds && mostRounds > 0) throw tooDeep(mostRounds);
      for (const step of loop) await this.#runStep(step);
    }
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
  #openCounters(pipelines: readonly Pipeline[]): Map<StateId, number> {
    const counters = new Map<StateId, number>();
    for (const transform of pipelines.flatMap(({ transforms }) => transforms)) {
      if (transform.kind !== "limit" || counters.has(transform.state)) continue;
      counters.set(transform.state, this.#context.region.allocateZeroed(8));
    }
    return counters;
  }

  /** One after the other, the next one beginning when its predecessor has ended. */
  async #runPipelines(
    { sink, node, pipelines }: SinkStep,
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
  async #stateOf({ sink, node }: SinkStep, parts: readonly unknown[]): Promise<unknown> {
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

  async #combine(
    sink: CombinedSink,
    node: PhysicalPlan,
    parts: readonly unknown[],
    before?: RecursionState,
  ): Promise<unknown> {
    const { crew, control, query, measure } = this.#context;
    control.check();
    const [idlest = 0] = crew.members().toSorted((left, right) => crew.load(left) - crew.load(right));
    const isSmall = sink.kind === "recursion" && areFewRows(parts as readonly SpooledRows[]);
    const member = isSmall ? crew.here : idlest;
    const end = Promise.withResolvers<Report>();
    const task = crew.open(member, query, { kind: "combine", sink, parts, seen: before?.seen }, (report) => {
      if (report.kind === "finished" || report.kind === "failed" || report.kind === "aborted") end.resolve(report);
    });
    const forget = control.onStop(() => task.send({ kind: "abort" }));
    const report = await end.promise;
    forget();
    if (report.kind === "failed") control.fail(FfqError.fromData(report.error));
    control.check();
    if (report.kind !== "finished") throw internal(`a combine ended as ${report.kind}`);
    for (const one of report.measures) measure(node, one);
    return report.state;
  }
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
