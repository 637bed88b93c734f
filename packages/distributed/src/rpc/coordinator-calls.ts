// Calls to a coordinator as workers and clients make them over sockets: each with its deadline, and repeated for about
// as long as a coordinator takes to come back.
import type { Clock } from "@ffq/core/physical";
import { connectTransport } from "./connect-transport.ts";
import { withDeadlines } from "./interceptors/deadline.ts";
import { withRetries } from "./interceptors/retry.ts";
import { type CoordinatorClient, coordinatorClient } from "./transport.ts";

export interface CoordinatorCallsOptions {
  /** `http://host:port` */
  readonly url: string;
  readonly token: string | undefined;
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
}

export interface CoordinatorCalls {
  readonly client: CoordinatorClient;
  /** Closes the connections. */
  close(): void;
}

const RETRIES = { attempts: 12, baseMs: 100, mostMs: 3_000 };

/** @throws FfqError CONFIG when the URL cannot be used */
export function coordinatorCalls({ url, token, clock, random }: CoordinatorCallsOptions): CoordinatorCalls {
  const transport = connectTransport({ url, ...(token === undefined ? {} : { token }) });
  const calls = withRetries(withDeadlines(transport, clock), { ...RETRIES, clock, random });
  return { client: coordinatorClient(calls), close: () => transport.close() };
}
