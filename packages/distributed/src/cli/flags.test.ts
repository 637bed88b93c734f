import assert from "node:assert/strict";
import { test } from "node:test";
import { FfqError } from "@ffq/core/physical";
import { defaultConfig } from "../scheduler/config.ts";
import { coordinatorCommand, schedulerConfig } from "./coordinator-flags.ts";
import { type CommandText, type Flags, helpText, readFlags } from "./flags.ts";
import { workerCommand } from "./worker-flags.ts";

interface Given {
  readonly argv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly file?: string;
}

function read(command: CommandText, { argv = [], env = {}, file }: Given): Flags {
  const readFile = (path: string): string => {
    if (file === undefined) throw new Error(`no such file: ${path}`);
    return file;
  };
  return readFlags(command, { argv, env, readFile, delimiter: ":" });
}

const sources: readonly { readonly name: string; readonly given: Given; readonly port: number }[] = [
  { name: "the default", given: {}, port: 7070 },
  { name: "a file", given: { argv: ["--config", "c.json"], file: '{"port": 1}' }, port: 1 },
  { name: "a file that the environment names", given: { env: { FFQ_CONFIG: "c.json" }, file: '{"port": 1}' }, port: 1 },
  {
    name: "the environment before a file",
    given: { argv: ["--config=c"], env: { FFQ_PORT: "2" }, file: '{"port": 1}' },
    port: 2,
  },
  {
    name: "a flag before both",
    given: { argv: ["--config=c", "--port=3"], env: { FFQ_PORT: "2" }, file: '{"port": 1}' },
    port: 3,
  },
  { name: "the last of two flags", given: { argv: ["--port", "3", "--port", "4"] }, port: 4 },
  { name: "an empty variable says nothing", given: { env: { FFQ_PORT: "" } }, port: 7070 },
];

for (const { name, given, port } of sources) {
  test(`where an option comes from: ${name}`, () => assert.equal(read(coordinatorCommand, given).count("port"), port));
}

test("lists: repeated flags, variables with separators, arrays in files", () => {
  const given = (from: Given): readonly string[] => read(workerCommand, from).list("allow-path");
  assert.deepEqual(given({ argv: ["--allow-path", "/a", "--allow-path", "/b"] }), ["/a", "/b"]);
  assert.deepEqual(given({ env: { FFQ_ALLOW_PATH: "/a:/b:" } }), ["/a", "/b"]);
  assert.deepEqual(given({ argv: ["--config", "c"], file: '{"allow-path": ["/a", "/b"]}' }), ["/a", "/b"]);
  assert.deepEqual(given({}), []);
});

for (const [text, bytes] of [
  ["1024", 1024],
  ["16MB", 16 << 20],
  ["4 gb", 4 * 2 ** 30],
  ["3kB", 3072],
] as const) {
  test(`${text} is ${bytes} bytes`, () => {
    assert.equal(read(workerCommand, { argv: ["--memory-limit", text] }).bytes("memory-limit"), bytes);
  });
}

const refused: readonly { readonly given: Given; readonly message: RegExp }[] = [
  { given: { argv: ["--prot", "1"] }, message: /Unknown option '--prot'/ },
  { given: { argv: ["7070"] }, message: /Unexpected argument '7070'/ },
  { given: { argv: ["--port", "many"] }, message: /^--port \(FFQ_PORT\) must be a whole number from 0, not "many"$/ },
  { given: { env: { FFQ_PORT: "-1" } }, message: /^--port \(FFQ_PORT\) must be a whole number from 0, not "-1"$/ },
  { given: { argv: ["--config", "c"] }, message: /^c cannot be read as JSON: no such file: c$/ },
  { given: { argv: ["--config", "c"], file: "{" }, message: /^c cannot be read as JSON: / },
  { given: { argv: ["--config", "c"], file: "[]" }, message: /^c must hold an object$/ },
  { given: { argv: ["--config", "c"], file: '{"prot": 1}' }, message: /^c: there is no option "prot"$/ },
  {
    given: { argv: ["--config", "c"], file: '{"port": "1"}' },
    message: /^c: port has a value of the wrong kind: "1"$/,
  },
  { given: { argv: ["--config", "c"], file: '{"config": "d"}' }, message: /^c: there is no option "config"$/ },
];

for (const { given, message } of refused) {
  test(`refused: ${JSON.stringify(given)}`, () => {
    assert.throws(
      () => read(coordinatorCommand, given).count("port"),
      (error: FfqError) => error instanceof FfqError && error.code === "CONFIG" && message.test(error.message),
    );
  });
}

test("the scheduler's numbers: its own defaults, and every one that has a flag", () => {
  assert.deepEqual(schedulerConfig(read(coordinatorCommand, {})), defaultConfig);
  const env = {
    FFQ_WORKER_LIVENESS_TIMEOUT_MS: "1001",
    FFQ_MAX_CONCURRENT_TASKS_PER_WORKER: "2",
    FFQ_MAX_CONCURRENT_TASKS_PER_QUERY: "3",
    FFQ_RETRY_BACKOFF_BASE_MS: "4",
    FFQ_MAX_TASK_ATTEMPTS: "5",
    FFQ_BLACKLIST_FAILURE_THRESHOLD: "6",
  };
  assert.deepEqual(schedulerConfig(read(coordinatorCommand, { env })), {
    ...defaultConfig,
    livenessTimeoutMs: 1001,
    maxTasksPerWorker: 2,
    maxTasksPerQuery: 3,
    retryBackoffBaseMs: 4,
    maxTaskAttempts: 5,
    blacklistFailureThreshold: 6,
  });
});

for (const command of [coordinatorCommand, workerCommand]) {
  test(`${command.name} --help names every option with its variable`, () => {
    const help = helpText(command);
    for (const { name, env } of command.rows) {
      assert.ok(help.includes(`--${name}`), name);
      if (env !== undefined) assert.ok(help.includes(`[${env}]`), env);
    }
  });
}
