// A worker as a process: disk, clock, network, modules and log put around it.
import { realpathSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { FfqError, systemClock, type TaskAttempt, WorkerId } from "@ffq/core/physical";
import { localFiles, provideKernels, TaskHost } from "@ffq/core/runtime";
import { coordinatorCalls } from "../rpc/coordinator-calls.ts";
import { nodeHttpFetch } from "../rpc/node-http.ts";
import { startServer } from "../rpc/server.ts";
import { localFileStore } from "../store/local-file-store.ts";
import { allowedFiles } from "../worker/allowed-files.ts";
import { Worker } from "../worker/worker.ts";
import type { WorkerLogEntry } from "../worker/worker-log.ts";
import { WorkerExtensions } from "../worker/worker-module.ts";
import { isLoopback, whenAborted, writeLog } from "./shell.ts";
import { claimWorkFolder } from "./work-folder.ts";
import { workerPages } from "./worker-pages.ts";

export interface WorkerProcess {
  readonly id: string;
  readonly coordinator: string;
  readonly host: string;
  readonly port: number;
  readonly advertise: string | undefined;
  readonly token: string | undefined;
  readonly allowPaths: readonly string[];
  readonly modules: readonly string[];
  readonly threads: number;
  readonly slots: number;
  readonly memoryLimit: number;
  /** Bytes of rows between tasks that need no file. */
  readonly outputBytes: number;
  /** Holds a folder of each worker. */
  readonly workDir: string;
  readonly orphanMs: number;
  readonly maxInFlight: number;
  readonly drainMs: number;
}

/** Resolves when it has ended as asked. @throws FfqError what made it impossible to start */
export async function runWorker(options: WorkerProcess, stop: AbortSignal): Promise<void> {
  await provideKernels();
  const extensions = await loadExtensions(options);
  const folder = await claimWorkFolder(options.workDir, options.id);
  try {
    await serve(options, { extensions, folder: folder.path, stop });
  } finally {
    await folder.remove();
  }
}

interface Prepared {
  readonly extensions: WorkerExtensions;
  readonly folder: string;
  readonly stop: AbortSignal;
}

async function serve(options: WorkerProcess, { extensions, folder, stop }: Prepared): Promise<void> {
  const { token, host, slots, orphanMs, outputBytes } = options;
  const clock = systemClock;
  const random = Math.random;
  const calls = coordinatorCalls({ url: options.coordinator, token, clock, random });
  const http = nodeHttpFetch(token === undefined ? {} : { token });
  const worker = new Worker({
    id: WorkerId(options.id),
    clock,
    random,
    coordinator: calls.client,
    fetch: http.fetch,
    store: localFileStore(folder),
    host: TaskHost.create({
      threads: options.threads,
      arenaBytes: options.memoryLimit,
      operators: extensions.operators,
      spillDirectory: join(folder, "spill"),
    }),
    extensions,
    limits: { slots, orphanMs, outputBytes },
    log: (entry) => writeLog(entryFields(entry, options.id)),
  });
  const server = await startServer({
    host,
    port: options.port,
    routes: [...worker.routes, ...workerPages(worker)],
    ...(token === undefined ? {} : { token }),
    maxInFlight: options.maxInFlight,
    onError: ({ code, message }) => writeLog({ level: "warn", event: "request-failed", code, message }),
  });
  try {
    const endpoint = endpointOf(options, server.url);
    const { coordinator, id } = options;
    writeLog({ level: "info", event: "listening", url: server.url, endpoint, worker: id, coordinator });
    if (token === undefined && !isLoopback(host)) {
      const message = "whoever reaches this address can read rows of queries: give a token";
      writeLog({ level: "warn", event: "open-to-network", message });
    }
    await Promise.race([worker.start(endpoint), whenAborted(stop)]);
    await whenAborted(stop);
    await worker.drain(options.drainMs);
  } finally {
    await worker.close();
    await server.close(0);
    calls.close();
    http.close();
  }
}

/** @throws FfqError CONFIG where others could not reach what is said */
function endpointOf({ host, advertise }: WorkerProcess, url: string): string {
  if (advertise === undefined && host !== "0.0.0.0" && host !== "::") return url;
  const given = URL.parse(advertise ?? "");
  if (given?.protocol === "http:" && given.pathname === "/") return given.origin;
  throw new FfqError("CONFIG", "--advertise must be http://host:port, where other machines reach this worker", {
    hint: "It is needed when --host is every address of the machine.",
  });
}

async function loadExtensions({ allowPaths, modules }: WorkerProcess): Promise<WorkerExtensions> {
  const extensions = new WorkerExtensions();
  const roots = await Promise.all(allowPaths.map(realRoot));
  extensions.addStore("file", allowedFiles({ files: localFiles(), roots, realPath }));
  for (const path of modules) await extensions.add(await importModule(path), path);
  return extensions;
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined; // whoever opens the file is told what is wrong with it
  }
}

async function realRoot(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (thrown) {
    throw new FfqError("CONFIG", `--allow-path: there is no ${path}`, {}, thrown);
  }
}

/** A path from here, or a package. */
async function importModule(path: string): Promise<{ readonly default?: unknown }> {
  const isPath = /^[./\\]|^[a-z]:/i.test(path);
  try {
    return (await import(isPath ? pathToFileURL(resolve(path)).href : path)) as { readonly default?: unknown };
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    throw new FfqError("CONFIG", `--register ${path}: ${message}`, {}, thrown);
  }
}

function entryFields({ level, message, task, error }: WorkerLogEntry, worker: string): Parameters<typeof writeLog>[0] {
  return {
    level,
    event: message,
    worker,
    ...(task === undefined ? {} : idsOf(task)),
    ...(error === undefined ? {} : { code: error.code, message: error.message }),
  };
}

function idsOf({ query, stage, partition, attempt }: TaskAttempt): object {
  return { query, stage, task: partition, attempt };
}
