// Readers that stand in the way of what they read. When an output is lost while tasks that read it run, they go on:
// most have read it already. But those that have not wait, in the very slots that the task making it anew may need,
// and with every slot so taken nothing would ever move. So while there are tasks upstream that nobody has taken, as
// many of the readers are sent back to the queue, a few at a time.
import { loseAttempt } from "./outcome.ts";
import { hasEnded } from "./query.ts";
import { upstreamOf, watchStall } from "./stage.ts";
import type { Attempt, Stage } from "./state.ts";
import type { Step } from "./step.ts";

/** The stage has been blocked for a while since it began to run: makes room for what it waits for. */
export function checkStalled(step: Step, stage: Stage): void {
  if (stage.blockedInputs === 0 || hasEnded(stage.run.query)) return;
  for (const attempt of runningIn(stage, untaken(stage))) {
    loseAttempt(step, attempt, {
      why: "it waited for an input in a slot that the input needs",
      worker: "busy",
      then: "queue",
    });
  }
  watchStall(step, stage);
}

/** Tasks upstream that could run and have not been taken. */
function untaken(stage: Stage): number {
  let count = 0;
  for (const earlier of upstreamOf(stage)) {
    if (stage.run.dispatchable.includes(earlier)) count += earlier.fresh.size + earlier.choosy.length;
  }
  return count;
}

/** Up to so many of the stage's attempts, from the end: those begun last have read least. */
function runningIn({ tasks }: Stage, count: number): readonly Attempt[] {
  const found: Attempt[] = [];
  for (let at = tasks.length - 1; at >= 0 && found.length < count; at--) {
    const state = tasks[at]?.state;
    if (state?.kind === "running") found.push(state.attempt);
  }
  return found;
}
