#!/usr/bin/env node
// The `ffq-coordinator` command.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { coordinatorCommand, schedulerConfig } from "./coordinator-flags.ts";
import { runCoordinator } from "./run-coordinator.ts";
import { readToken, runProcess, stateFolder } from "./shell.ts";

const manifest = new URL("../../package.json", import.meta.url);

await runProcess(coordinatorCommand, manifest, (flags, stop) => {
  const port = flags.count("port");
  return runCoordinator(
    {
      host: flags.text("host") ?? "",
      port,
      dataDir: flags.text("data-dir") ?? defaultDataDir(port),
      token: readToken(flags),
      config: schedulerConfig(flags),
      maxMessageBytes: flags.bytes("max-message-bytes"),
      maxInFlight: flags.count("max-in-flight"),
      drainMs: flags.count("drain-ms"),
    },
    stop,
  );
});

/** Nothing else would find the journal of a coordinator on a port by chance again. */
function defaultDataDir(port: number): string {
  return port === 0 ? mkdtempSync(join(tmpdir(), "ffq-coordinator-")) : stateFolder(`coordinator-${port}`);
}
