// Retries: every call may be repeated (proto/ffq/control/v1), so one that got no answer is made again after a
// growing, jittered pause. What the handler itself answered stands, unless its code says that time may cure it.
import { type Clock, FfqError } from "@ffq/core/physical";
import type { CallOptions, Transport } from "../transport.ts";

export interface RetryPolicy {
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** The first call included. */
  readonly attempts: number;
  readonly baseMs: number;
  readonly mostMs: number;
}

/** Streams are not repeated: only their readers know where to go on. */
export function withRetries(transport: Transport, policy: RetryPolicy): Transport {
  return {
    unary: async (method, request, options) => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await transport.unary(method, request, options);
        } catch (thrown) {
          const error = FfqError.from(thrown);
          if (!error.retry || attempt >= policy.attempts) throw error;
          await pause(policy, attempt, options, error);
        }
      }
    },
    stream: (method, request, options) => transport.stream(method, request, options),
  };
}

/** A pause before a further attempt: half of it fixed, half of it chance, so that callers do not come back together. */
export function backoffMs({ baseMs, mostMs, random }: RetryPolicy, attempt: number): number {
  const full = Math.min(mostMs, baseMs * 2 ** (attempt - 1));
  return full / 2 + (full / 2) * random();
}

async function pause(policy: RetryPolicy, attempt: number, { signal }: CallOptions, error: FfqError): Promise<void> {
  if (signal?.aborted === true) throw error;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const cancelTimer = policy.clock.after(backoffMs(policy, attempt), resolve);
  const onAbort = (): void => reject(new FfqError("CANCELLED", "the call was cancelled", { sqlstate: "57014" }, error));
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    await promise;
  } finally {
    cancelTimer();
    signal?.removeEventListener("abort", onAbort);
  }
}
