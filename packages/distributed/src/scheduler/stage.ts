// A stage's standing in its graph: whether its inputs are all there, and whether it has tasks to hand out. The rule:
// `dispatchable` of a running query holds exactly the open stages with a task in a queue, in the order of the graph.
import type { Stage } from "./state.ts";
import type { Step } from "./step.ts";

/** One more of the stage's outputs is there; those that read it may open. */
export function gainOutput(step: Step, stage: Stage): void {
  stage.missingOutputs--;
  if (stage.missingOutputs > 0) return;
  for (const consumer of stage.consumers) {
    consumer.blockedInputs--;
    refreshDispatchable(step, consumer);
  }
}

/** One of the stage's outputs is gone; those that read it are blocked. */
export function missOutput(step: Step, stage: Stage): void {
  stage.missingOutputs++;
  if (stage.missingOutputs > 1) return;
  for (const consumer of stage.consumers) {
    consumer.blockedInputs++;
    refreshDispatchable(step, consumer);
    watchStall(step, consumer);
  }
}

/** Looks after a blocked stage whose running tasks may be waiting (stalled.ts). */
export function watchStall({ state, at }: Step, stage: Stage): void {
  if (stage.blockedInputs > 0 && stage.running > 0) {
    state.deadlines.set(at + state.config.stalledMs, { kind: "stalled", stage });
  }
}

/** Enters the stage among those with tasks to hand out, or takes it out. */
export function refreshDispatchable(step: Step, stage: Stage): void {
  const { dispatchable } = stage.run;
  const belongs = stage.blockedInputs === 0 && (stage.fresh.size > 0 || stage.choosy.length > 0);
  const place = dispatchable.indexOf(stage);
  if (belongs === place >= 0) return;
  step.changed.add(stage.run.query);
  if (!belongs) {
    dispatchable.splice(place, 1);
    return;
  }
  const next = dispatchable.findIndex(({ index }) => index > stage.index);
  dispatchable.splice(next < 0 ? dispatchable.length : next, 0, stage);
  step.state.dispatchDue = true;
}

/** True while somebody has still to read the stage's outputs. */
export function isNeeded(stage: Stage): boolean {
  return stage.isResult || stage.consumers.some(({ succeeded, tasks }) => succeeded < tasks.length);
}

/** Every stage whose outputs the stage reads, or that were needed to make those. */
export function upstreamOf(stage: Stage): ReadonlySet<Stage> {
  const found = new Set(stage.inputs);
  for (const input of found) for (const earlier of input.inputs) found.add(earlier);
  return found;
}

/** Every stage that reads the stage's outputs, or outputs computed from those. */
export function downstreamOf(stage: Stage): ReadonlySet<Stage> {
  const found = new Set(stage.consumers);
  // A set grows while it is walked, and the walk sees what is added.
  for (const reader of found) for (const consumer of reader.consumers) found.add(consumer);
  return found;
}
