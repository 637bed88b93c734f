// Runs a fragment's steps, one after the other: the pipelines of a step, then what makes one state of their
// parts. The crew does the work; here it is decided what is done when.
import { FfqError, internal } from "../common/error.ts";
import type { StateId } from "../common/ids.ts";
import { stateOf } from "../operator/create.ts";
import type { SinkSpec } from "../operator/pipeline-spec.ts";
import type { RecursionState } from "../operator/recursive.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import type { DriverContext } from "./driver-context.ts";
import type { Pipeline, Step } from "./pipeline.ts";
import { PipelineRun } from "./pipeline-run.ts";
import type { Report } from "./protocol.ts";

/** Runs the steps; their rows go to the context's output. @throws FfqError when the query fails or is stopped */
export async function runSteps(context: DriverContext, steps: readonly Step[]): Promise<void> {
  const states = new Map<StateId, unknown>();
  for (const step of steps) await runStep(context, step, states);
}

async function runStep(context: DriverContext, step: Step, states: Map<StateId, unknown>): Promise<void> {
  context.control.check();
  if (step.kind === "recursion") {
    await runRecursion(context, step, states);
    return;
  }
  const { sink, node, pipelines } = step;
  openCounters(context, pipelines, states);
  const parts = await runPipelines(context, step, states);
  if (!("state" in sink)) return;
  const previous = sink.kind === "recursion" ? states.get(sink.state) : undefined;
  states.set(sink.state, await combine(context, { sink, node, parts, previous }));
}

/** The base, then the loop until a round adds nothing. What the loop builds is built anew each round. */
async function runRecursion(
  context: DriverContext,
  { state, base, loop }: Extract<Step, { kind: "recursion" }>,
  states: Map<StateId, unknown>,
): Promise<void> {
  states.delete(state);
  for (const step of base) await runStep(context, step, states);
  while ((stateOf(states, state) as RecursionState).working.length > 0) {
    for (const step of loop) await runStep(context, step, states);
  }
}

/** A limit counts in the arena, for all threads; anew each time its step runs. */
function openCounters(context: DriverContext, pipelines: readonly Pipeline[], states: Map<StateId, unknown>): void {
  for (const { transforms } of pipelines) {
    for (const transform of transforms) {
      if (transform.kind === "limit") states.delete(transform.state);
    }
  }
  for (const { transforms } of pipelines) {
    for (const transform of transforms) {
      if (transform.kind !== "limit" || states.has(transform.state)) continue;
      states.set(transform.state, context.region.allocateZeroed(16));
    }
  }
}

/** One after the other, the next one beginning when its predecessor's morsels are all given out. */
async function runPipelines(
  context: DriverContext,
  { sink, node, pipelines }: Extract<Step, { kind: "sink" }>,
  states: ReadonlyMap<StateId, unknown>,
): Promise<readonly unknown[]> {
  let morsels = 0;
  const parts: unknown[] = [];
  for (const [position, pipeline] of pipelines.entries()) {
    const run = new PipelineRun(context, {
      pipeline,
      sink,
      sinkNode: node,
      states,
      nextMorsel: () => morsels++,
      needsPart: position === 0 && "state" in sink,
    });
    parts.push(...(await run.run()));
  }
  return parts;
}

interface CombineOptions {
  readonly sink: SinkSpec;
  readonly node: PhysicalPlan;
  readonly parts: readonly unknown[];
  readonly previous?: unknown;
}

async function combine(context: DriverContext, { sink, node, parts, previous }: CombineOptions): Promise<unknown> {
  const { crew, control, query } = context;
  control.check();
  const members = Array.from({ length: crew.size }, (_, member) => member);
  const [member = 0] = members.toSorted((left, right) => crew.load(left) - crew.load(right));
  const end = Promise.withResolvers<Report>();
  const work = { kind: "combine", sink, parts, previous } as const;
  const task = crew.open(member, query, work, (report) => {
    if (report.kind === "finished" || report.kind === "failed" || report.kind === "aborted") end.resolve(report);
  });
  const forget = control.onStop(() => task.send({ kind: "abort" }));
  const report = await end.promise;
  forget();
  if (report.kind === "failed") control.fail(FfqError.fromData(report.error));
  control.check();
  if (report.kind !== "finished") throw internal(`a combine ended as ${report.kind}`);
  for (const measure of report.measures) context.measure(node, measure);
  return report.state;
}
