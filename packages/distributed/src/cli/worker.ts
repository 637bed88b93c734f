#!/usr/bin/env node
// The `ffq-worker` command.
import { randomBytes } from "node:crypto";
import { availableParallelism, hostname, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { runWorker } from "./run-worker.ts";
import { readToken, runProcess } from "./shell.ts";
import { workerName } from "./work-folder.ts";
import { workerCommand } from "./worker-flags.ts";

const MOST_THREADS = 8;

const manifest = new URL("../../package.json", import.meta.url);

await runProcess(workerCommand, manifest, (flags, stop) => {
  const cores = Math.min(MOST_THREADS, availableParallelism());
  const threads = flags.text("threads") === undefined ? cores : flags.count("threads");
  const slots = flags.text("slots") === undefined ? Math.max(1, threads) : flags.count("slots");
  return runWorker(
    {
      id: workerName(hostname(), randomBytes(4).toString("hex")),
      coordinator: flags.text("coordinator") ?? "",
      host: flags.text("host") ?? "",
      port: flags.count("port"),
      advertise: flags.text("advertise"),
      token: readToken(flags),
      allowPaths: flags.list("allow-path"),
      modules: flags.list("register"),
      threads,
      slots,
      memoryLimit: flags.bytes("memory-limit"),
      outputBytes: flags.bytes("output-memory"),
      workDir: flags.text("work-dir") ?? join(tmpdir(), `ffq-worker-${userInfo().username}`),
      orphanMs: flags.count("orphan-ms"),
      maxInFlight: flags.count("max-in-flight"),
      drainMs: flags.count("drain-ms"),
    },
    stop,
  );
});
