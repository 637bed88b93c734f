// Which steps of a recursion's loop need to run only once: those whose rows do not depend on the rows that the
// last round added. A join's build side that is a plain table is then hashed once and not in every round. Pure.
import { StateId } from "../common/ids.ts";
import type { SinkSpec, SourceSpec } from "../operator/pipeline-spec.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import type { Pipeline, Step } from "./pipeline.ts";

export interface HoistedLoop {
  /** In order, before the recursion. */
  readonly once: readonly Step[];
  readonly repeated: readonly Step[];
}

/** Splits the steps of the loop of the recursion with state `recursion`. */
export function hoistFromLoop(loop: readonly Step[], recursion: StateId): HoistedLoop {
  const once: Step[] = [];
  const repeated: Step[] = [];
  const varying = new Set<StateId>([recursion]);
  for (const step of loop) {
    if (!variesIn(step, varying) && !isUsedUp(step)) {
      once.push(step);
      continue;
    }
    for (const state of statesOf(step)) varying.add(state);
    repeated.push(spoolExchanges(step, once));
  }
  return { once, repeated };
}

function statesOf(step: Step): readonly StateId[] {
  if (step.kind === "recursion") return [step.state, ...step.base.flatMap(statesOf), ...step.loop.flatMap(statesOf)];
  return "state" in step.sink ? [step.sink.state] : [];
}

function variesIn(step: Step, varying: ReadonlySet<StateId>): boolean {
  if (step.kind === "recursion") return [...step.base, ...step.loop].some((inner) => variesIn(inner, varying));
  return writesTo(step.sink, varying) || step.pipelines.some((pipeline) => readsFrom(pipeline, varying));
}

function writesTo(sink: SinkSpec, varying: ReadonlySet<StateId>): boolean {
  return sink.kind === "recursion" && varying.has(sink.state);
}

function readsFrom({ source, transforms }: Pipeline, varying: ReadonlySet<StateId>): boolean {
  return [source, ...transforms].some((part) => "state" in part && varying.has(part.state));
}

/** A build side that remembers which of its rows were matched serves one round only. */
function isUsedUp(step: Step): boolean {
  if (step.kind === "recursion") return false;
  const { sink } = step;
  if (sink.kind !== "hash-join-build" && sink.kind !== "nested-loop-build") return false;
  const { join } = sink.spec;
  return join === "right" || join === "full" || join === "right-semi" || join === "right-anti";
}

/** Another stage's rows come once: a repeated step reads them from a spool. */
function spoolExchanges(step: Step, once: Step[]): Step {
  if (step.kind === "recursion") {
    const spooled = (inner: Step): Step => spoolExchanges(inner, once);
    return { ...step, base: step.base.map(spooled), loop: step.loop.map(spooled) };
  }
  const pipelines = step.pipelines.map((pipeline) => {
    const { source } = pipeline;
    if (source.kind !== "exchange-read") return pipeline;
    const node = pipeline.nodes[0] as PhysicalPlan;
    // Planner's ids count from 0: a stage's spool has a number of its own below.
    const state = StateId(-1 - source.stage);
    if (!once.some((earlier) => statesOf(earlier).includes(state))) {
      once.push({
        kind: "sink",
        sink: { kind: "spool", state, fields: node.fields },
        node,
        pipelines: [{ ...pipeline, transforms: [], nodes: [node], after: [], ordered: false }],
      });
    }
    const columns = node.fields.map((_, position) => position);
    return { ...pipeline, source: { kind: "spool", state, columns } satisfies SourceSpec };
  });
  return { ...step, pipelines };
}
