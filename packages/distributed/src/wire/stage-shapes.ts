// What must hold of a submitted stage graph whatever its plans say: the coordinator schedules by these few numbers
// and trusts them, so they are checked once, where they come in.

import { unreadable } from "./codec.ts";
import type { SubmittedStage } from "./messages.ts";

/** The most tasks of a stage, partitions of an output, and stages of a query. */
const MOST = 65536;

/** @throws FfqError UNSUPPORTED for a graph that no planner makes */
export function checkStageShapes(stages: readonly SubmittedStage[]): void {
  if (stages.length === 0 || stages.length > MOST) throw unreadable(`a query of ${stages.length} stages`);
  const before = new Map<number, SubmittedStage>();
  for (const stage of stages) {
    const { id, partitions, outputPartitions, inputs } = stage;
    if (before.has(id)) throw unreadable(`two stages have the id ${id}`);
    if (!isCount(partitions) || !isCount(outputPartitions)) throw unreadable(`stage ${id} has no possible partitions`);
    if (new Set(inputs).size !== inputs.length) throw unreadable(`stage ${id} names an input twice`);
    for (const input of inputs) {
      if (!before.has(input)) throw unreadable(`stage ${id} reads stage ${input}, which does not stand before it`);
    }
    before.set(id, stage);
  }
  const last = stages.at(-1);
  if (last?.partitions !== 1 || last.outputPartitions !== 1) throw unreadable("the last stage is more than one task");
}

const isCount = (count: number): boolean => count >= 1 && count <= MOST;
