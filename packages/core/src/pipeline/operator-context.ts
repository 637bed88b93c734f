// The context of one operator that keeps state: memory and files counted apart from those of the rest of its task.
import type { TaskContext } from "../operator/operator.ts";
import type { Measure } from "./meter.ts";

/** Its region is a child of the task's: to be dissolved when the state is handed on, or released. */
export function operatorContext(context: TaskContext): TaskContext {
  const { spill } = context;
  return {
    ...context,
    region: context.region.createChild(),
    ...(spill === undefined ? {} : { spill: spill.tally() }),
  };
}

/** The task's context for one operator: what it writes to disk is counted apart. */
export function tallied(context: TaskContext): TaskContext {
  return context.spill === undefined ? context : { ...context, spill: context.spill.tally() };
}

/** What an operator took so far. */
export function memoryMeasures({ region, spill }: TaskContext): Pick<Measure, "memoryBytes" | "spilledBytes"> {
  return { memoryBytes: region.peakBytes, spilledBytes: spill?.writtenBytes ?? 0 };
}
