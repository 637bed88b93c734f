// What the engine gets from this package: the option `coordinator`, over sockets.
import { randomUUID } from "node:crypto";
import type { ClusterOptions, ClusterRuntime, Extension } from "@ffq/core/extension";
import { systemClock } from "@ffq/core/physical";
import { connectTransport } from "../rpc/connect-transport.ts";
import { withDeadlines } from "../rpc/interceptors/deadline.ts";
import { withRetries } from "../rpc/interceptors/retry.ts";
import { nodeHttpFetch } from "../rpc/node-http.ts";
import { coordinatorClient } from "../rpc/transport.ts";
import { DistributedRuntime } from "./distributed-runtime.ts";

/** Calls are repeated for about as long as a coordinator takes to come back. */
const RETRIES = { attempts: 12, baseMs: 100, mostMs: 3_000 };
const HOLD_BACK_BYTES = 4 << 20;
const RECONNECT_MS = 60_000;

function openCluster({ url, token, capabilityTimeoutMs = 0 }: ClusterOptions): ClusterRuntime {
  const secret = token === undefined ? {} : { token };
  const transport = connectTransport({ url, ...secret });
  const http = nodeHttpFetch(secret);
  const clock = systemClock;
  const random = Math.random;
  const calls = withRetries(withDeadlines(transport, clock), { ...RETRIES, clock, random });
  return new DistributedRuntime({
    url: new URL(url).origin,
    client: coordinatorClient(calls),
    fetch: http.fetch,
    clock,
    random,
    capabilityTimeoutMs,
    holdBackBytes: HOLD_BACK_BYTES,
    reconnectMs: RECONNECT_MS,
    newId: () => `q-${randomUUID()}`,
    disconnect: () => {
      transport.close();
      http.close();
    },
  });
}

export const extension: Extension = { openCluster };
