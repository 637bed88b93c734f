// One signal for what may stop a statement before it runs: its caller's signal and its time limit. What runs has the
// runtime's own.
import type { Clock } from "../common/clock.ts";
import { stopError } from "../pipeline/stop-flag.ts";
import type { StatementOptions } from "./session.ts";

export interface StatementSignal {
  /** Aborted with the FfqError that the statement ends with. */
  readonly signal: AbortSignal;
  /** Ends the timer, and no longer listens to the caller's signal. */
  readonly release: () => void;
}

/** @param options 0 ms are no limit */
export function statementSignal({ signal, timeoutMs = 0 }: StatementOptions, clock: Clock): StatementSignal {
  const controller = new AbortController();
  const cancel = (): void => controller.abort(stopError("cancelled", signal?.reason));
  signal?.addEventListener("abort", cancel);
  const stopTimer = timeoutMs === 0 ? undefined : clock.after(timeoutMs, () => controller.abort(stopError("timeout")));
  if (signal?.aborted === true) cancel();
  const release = (): void => {
    signal?.removeEventListener("abort", cancel);
    stopTimer?.();
  };
  return { signal: controller.signal, release };
}

/** The options with the time that is left after `spentMs`: at least a millisecond, since 0 would be no limit. */
export function withTimeSpent<Options extends StatementOptions>(
  options: Options,
  timeoutMs: number,
  spentMs: number,
): Options {
  return timeoutMs === 0 ? options : { ...options, timeoutMs: Math.max(1, Math.floor(timeoutMs - spentMs)) };
}
