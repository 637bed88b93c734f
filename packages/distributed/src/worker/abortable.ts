// Waiting for what others wait for too: a signal ends the waiting, not the thing itself.
import { FfqError } from "@ffq/core/physical";

/** @throws what the signal is aborted with */
export async function abortable<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  promise.catch(() => undefined); // reported to whoever still waits
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(FfqError.from(signal.reason));
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
