// When each state is read for the last time. Pure.
import type { StateId } from "../common/ids.ts";
import type { Step } from "./pipeline.ts";

/** By step: the states of earlier steps (or its own) that nothing after it reads. */
export function lastReads(steps: readonly Step<unknown>[]): readonly (readonly StateId[])[] {
  const last = new Map<StateId, number>();
  for (const [position, step] of steps.entries()) {
    for (const state of statesIn(step)) last.set(state, position);
  }
  const reads = steps.map((): StateId[] => []);
  for (const [state, position] of last) (reads[position] as StateId[]).push(state);
  return reads;
}

/** Every state that a step reads or leaves. */
export function statesIn(step: Step<unknown>): readonly StateId[] {
  if (step.kind === "recursion") return [step.state, ...step.base.flatMap(statesIn), ...step.loop.flatMap(statesIn)];
  const parts = step.pipelines.flatMap(({ source, transforms }) => [source, ...transforms]);
  return [step.sink, ...parts].flatMap((part) => ("state" in part ? [part.state] : []));
}
