// What the engine gets from this package: the option `coordinator`, over sockets.
import { randomUUID } from "node:crypto";
import type { ClusterOptions, ClusterRuntime, Extension } from "@ffq/core/extension";
import { systemClock } from "@ffq/core/physical";
import { coordinatorCalls } from "../rpc/coordinator-calls.ts";
import { nodeHttpFetch } from "../rpc/node-http.ts";
import { DistributedRuntime } from "./distributed-runtime.ts";

const HOLD_BACK_BYTES = 4 << 20;
const RECONNECT_MS = 60_000;

function openCluster({ url, token, capabilityTimeoutMs = 0 }: ClusterOptions): ClusterRuntime {
  const clock = systemClock;
  const random = Math.random;
  const calls = coordinatorCalls({ url, token, clock, random });
  const http = nodeHttpFetch(token === undefined ? {} : { token });
  return new DistributedRuntime({
    url: new URL(url).origin,
    client: calls.client,
    fetch: http.fetch,
    clock,
    random,
    capabilityTimeoutMs,
    holdBackBytes: HOLD_BACK_BYTES,
    reconnectMs: RECONNECT_MS,
    newId: () => `q-${randomUUID()}`,
    disconnect: () => {
      calls.close();
      http.close();
    },
  });
}

export const extension: Extension = { openCluster };
