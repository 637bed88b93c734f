import assert from "node:assert/strict";
import { once } from "node:events";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { type Engine, FfqError } from "@ffq/core";
import { runShell } from "./shell.ts";

test("Ctrl-C stops the statement that runs; the prompt goes on", { timeout: 5000 }, async () => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const asked: string[] = [];
  const started = Promise.withResolvers<void>();
  const engine = {
    query(sql: string, { signal }: { readonly signal: AbortSignal }): Promise<never> {
      asked.push(sql);
      started.resolve();
      const { promise, reject } = Promise.withResolvers<never>();
      signal.addEventListener("abort", () => {
        asked.push("stopped");
        reject(new FfqError("CANCELLED", "stopped"));
        input.write("\\q\n");
      });
      return promise;
    },
  } as unknown as Engine;
  const shell = runShell(engine, { format: "table", timing: false }, { input, output });
  input.write("SELECT 1,\n 2;\n");
  await started.promise;
  input.write("\u0003");
  assert.equal(await shell, 0);
  assert.deepEqual(asked, ["SELECT 1,\n 2", "stopped"]);
});

test("Ctrl-C at the prompt drops the statement that is being typed", { timeout: 5000 }, async () => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const shell = runShell({} as Engine, { format: "table", timing: false }, { input, output });
  input.write("SELECT 1,\n");
  await shows(output, "...> ");
  input.write("2 +\u0003");
  await shows(output, "^C");
  input.write("\\q\n");
  assert.equal(await shell, 0);
});

async function shows(output: PassThrough, wanted: string): Promise<void> {
  for (let shown = ""; !shown.includes(wanted); ) {
    const read: unknown = output.read();
    if (read === null) await once(output, "readable");
    else shown += String(read);
  }
}
