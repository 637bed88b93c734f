// All that a coordinator offers over the wire, put together.
import type { Clock } from "@ffq/core/physical";
import type { Services } from "../rpc/services.ts";
import type { BlobStore } from "./blob-store.ts";
import { clientService } from "./client-service.ts";
import type { Coordinator } from "./coordinator.ts";
import { workerService } from "./worker-service.ts";

export interface CoordinatorServicesOptions {
  readonly coordinator: Coordinator;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  /** Differs after each restart. */
  readonly coordinatorId: string;
  readonly livenessTimeoutMs: number;
  readonly clientGraceMs: number;
}

const MAX_POLL_MS = 30_000;
/** Callers give a silent stream up after 30 s. */
const MAX_KEEP_ALIVE_MS = 10_000;

export function coordinatorServices(options: CoordinatorServicesOptions): Required<Services> {
  const { coordinator, blobs, clientGraceMs } = options;
  const keepAliveMs = Math.max(1, Math.min(MAX_KEEP_ALIVE_MS, Math.floor(clientGraceMs / 3)));
  const clients = clientService({ coordinator, blobs, keepAliveMs });
  const workers = workerService({ ...options, maxPollMs: MAX_POLL_MS });
  return {
    controlPlane: { ...clients, ...workers },
    heartbeat: workers,
    shuffle: workers,
    blobs: {
      putBlob: async (request) => ({ received: await blobs.put(request) }),
      getBlob: ({ hash, offset }) => blobs.get(hash, offset),
    },
  };
}
