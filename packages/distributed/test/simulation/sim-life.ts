// What every simulation needs around it: a loop, a log and a list of what went wrong, with the host's clock and
// randomness replaced while it runs, and put back however it ends.
import { EventLog } from "./event-log.ts";
import { SimLoop } from "./sim-clock.ts";
import { installGlobals, settleOnHost } from "./sim-globals.ts";
import { SimRandom } from "./sim-random.ts";
import type { Violation } from "./state-watch.ts";

export interface SimLife {
  readonly loop: SimLoop;
  readonly log: EventLog;
  readonly violation: Violation;
  /** What was said to be violated, each once. */
  readonly violations: readonly string[];
}

/** What `body` gives. One at a time: the globals are the process's. */
export async function inSimulation<Outcome>(
  seed: number,
  keepLines: number,
  body: (life: SimLife) => Promise<Outcome>,
): Promise<Outcome> {
  const log = new EventLog(keepLines);
  const loop = new SimLoop(settleOnHost);
  const violations: string[] = [];
  const violation = (rule: string, detail: string): void => {
    const text = `${rule}: ${detail}`;
    // Said once, however often it is so.
    if (!violations.includes(text)) violations.push(text);
    log.add(loop.now, "VIOLATION", `${rule}: ${detail}`);
  };
  const onRejection = (reason: unknown): void => {
    const text = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
    violation("unhandled rejection", `in ${loop.current?.name ?? "the simulation"}: ${text}`);
  };
  process.on("unhandledRejection", onRejection);
  const restore = installGlobals(loop, SimRandom.named(seed, "globals"));
  try {
    return await body({ loop, log, violation, violations });
  } finally {
    restore();
    process.off("unhandledRejection", onRejection);
  }
}
