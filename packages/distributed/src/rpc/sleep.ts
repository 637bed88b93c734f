// Waiting on a clock, so that a simulation decides how long it takes, and a signal ends it.
import { type Clock, FfqError } from "@ffq/core/physical";

/** @throws what the signal was aborted with */
export async function sleep(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onAbort = (): void => reject(FfqError.from(signal.reason));
  const cancelTimer = clock.after(milliseconds, resolve);
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    await promise;
  } finally {
    cancelTimer();
    signal.removeEventListener("abort", onAbort);
  }
}
