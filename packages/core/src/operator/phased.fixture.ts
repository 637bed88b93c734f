// Test data: a phased combine whose shares take turns, a step each, as threads would; what goes between them is cloned.
import type { TaskContext } from "./operator.ts";
import type { PhasedCombine } from "./phased-combine.ts";

/** The state that so many shares come to; undefined where one task is to combine the parts. */
export function combineByShares<Spec, Part, Phase, Done, State>(
  phased: PhasedCombine<Spec, Part, Phase, Done, State>,
  spec: Spec,
  context: TaskContext,
  parts: readonly Part[],
  shares: number,
): State | undefined {
  const { region } = context;
  let step = phased.begin(spec, region, parts, { shares, room: region.freeBytes, leastRows: 1 });
  while (step !== undefined) {
    const { phase } = step;
    const tasks = Array.from({ length: shares }, (_, at) =>
      phased.share(spec, context, structuredClone(phase), { at, of: shares }),
    );
    const next = phased.next(spec, region, phase, structuredClone(inTurns(tasks)));
    if (next.kind === "state") return next.state;
    step = next;
  }
  return undefined;
}

/** What generators come to that take turns. */
function inTurns<Result>(tasks: readonly Generator<void, Result>[]): readonly Result[] {
  const results = new Map<number, Result>();
  while (results.size < tasks.length) {
    for (const [at, task] of tasks.entries()) {
      if (results.has(at)) continue;
      const step = task.next();
      if (step.done === true) results.set(at, step.value);
    }
  }
  return tasks.map((_, at) => results.get(at) as Result);
}
