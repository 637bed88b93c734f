// A coordinator as a process: disk, clock, network and log put around it.
import { randomBytes } from "node:crypto";
import { FfqError, systemClock } from "@ffq/core/physical";
import { BlobStore } from "../coordinator/blob-store.ts";
import { Coordinator } from "../coordinator/coordinator.ts";
import { noticeFields } from "../coordinator/notice-fields.ts";
import { coordinatorPages } from "../coordinator/pages.ts";
import { coordinatorServices } from "../coordinator/services.ts";
import { startServer } from "../rpc/server.ts";
import type { SchedulerConfig } from "../scheduler/config.ts";
import { localFileStore } from "../store/local-file-store.ts";
import { lockFolder } from "./folder-lock.ts";
import { every, isLoopback, processMetrics, whenAborted, writeLog } from "./shell.ts";

export interface CoordinatorProcess {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly token: string | undefined;
  readonly config: SchedulerConfig;
  readonly maxMessageBytes: number;
  readonly maxInFlight: number;
  readonly drainMs: number;
}

const SWEEP_MS = 60_000;

/** Resolves when it has ended as asked. @throws FfqError what made it impossible to start, or to go on */
export async function runCoordinator(options: CoordinatorProcess, stop: AbortSignal): Promise<void> {
  const unlock = await lockFolder(options.dataDir);
  try {
    await serve(options, stop);
  } finally {
    await unlock();
  }
}

async function serve(options: CoordinatorProcess, stop: AbortSignal): Promise<void> {
  const { host, port, token, config, drainMs } = options;
  const store = localFileStore(options.dataDir);
  const fatal = Promise.withResolvers<never>();
  fatal.promise.catch(() => undefined); // awaited below, once there is something to end
  const clock = systemClock;
  const coordinator = await Coordinator.start({
    config,
    store,
    clock,
    random: Math.random,
    onNotice: (notice) => writeLog(noticeFields(notice)),
    onFatal: (error) => fatal.reject(error),
  });
  const coordinatorId = `c-${coordinator.epoch}-${randomBytes(4).toString("hex")}`;
  const blobs = await BlobStore.open({ store, clock, inUse: () => coordinator.payloads.blobsInUse() });
  const { livenessTimeoutMs, clientGraceMs } = config;
  const server = await startServer({
    host,
    port,
    services: coordinatorServices({ coordinator, blobs, clock, coordinatorId, livenessTimeoutMs, clientGraceMs }),
    routes: coordinatorPages({ coordinator, coordinatorId, isDraining: () => stop.aborted, processMetrics }),
    ...(token === undefined ? {} : { token }),
    maxMessageBytes: options.maxMessageBytes,
    maxInFlight: options.maxInFlight,
    onError: ({ code, message }) => writeLog({ level: "warn", event: "request-failed", code, message }),
  });
  writeLog({ level: "info", event: "listening", url: server.url, coordinator: coordinatorId });
  if (token === undefined && !isLoopback(host)) {
    const message = "whoever reaches this address can run queries: give a token";
    writeLog({ level: "warn", event: "open-to-network", message });
  }
  const stopSweeping = every(clock, SWEEP_MS, () => blobs.sweep());
  try {
    await Promise.race([fatal.promise, whenAborted(stop)]);
    writeLog({ level: "info", event: "draining" });
  } catch (thrown) {
    const { code, message } = FfqError.from(thrown);
    writeLog({ level: "error", event: "fatal", code, message });
    throw thrown;
  } finally {
    stopSweeping();
    await server.close(drainMs);
    await coordinator.stop();
  }
}
