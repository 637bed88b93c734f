// What the `ffq` command does, from its start to its exit code: reads argv, environment and streams, runs one command, and turns its end into an exit code.
// 0: done; 1: the statement failed; 2: the command line makes no sense; 130: interrupted.
import { FfqError } from "@ffq/core";
import { runCommand } from "./commands.ts";
import { describeError } from "./describe-error.ts";

// A reader that goes away (`ffq ... | head`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

try {
  process.exitCode = await runCommand(process.argv.slice(2));
} catch (thrown) {
  const error = FfqError.from(thrown);
  process.stderr.write(`${describeError(error, undefined, process.stderr)}\n`);
  process.exitCode = error.code === "CANCELLED" ? 130 : error.code === "CONFIG" ? 2 : 1;
}
