// What bundlers need: importing an entry starts and prints nothing, and a program that is bundled with a worker
// entry of its own answers queries away from the package's files, with the parser's bytes handed over.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

const packages = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), "ffq-bundle-"));
after(() => rmSync(folder, { recursive: true }));

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, { readonly source: string }>>;
}

const entries = ["core", "client", "distributed"].flatMap((name) => {
  const manifest = JSON.parse(readFileSync(join(packages, name, "package.json"), "utf8")) as Manifest;
  return Object.entries(manifest.exports).map(([path, { source }]) => ({
    entry: join(manifest.name, path),
    file: join(packages, name, source),
  }));
});

/** Imports the file and says what is open or was started a turn of the event loop later. */
const probe = `
  let compiled = 0;
  for (const name of ["compile", "instantiate"]) {
    const original = WebAssembly[name];
    WebAssembly[name] = (...args) => { compiled++; return original(...args); };
  }
  const { Module, Memory } = WebAssembly;
  WebAssembly.Module = class extends Module { constructor(...args) { super(...args); compiled++; } };
  WebAssembly.Memory = class extends Memory { constructor(...args) { super(...args); compiled++; } };
  await import(process.argv[1]);
  await new Promise((resolve) => setImmediate(resolve));
  const open = process.getActiveResourcesInfo().filter((name) => !/^(TTYWrap|PipeWrap|Immediate)$/.test(name));
  process.stdout.write(JSON.stringify({ compiled, open, listeners: process.eventNames() }));`;

/** A module of nothing: Node itself compiles what strips its types. */
const nothing = join(folder, "nothing.ts");
writeFileSync(nothing, "export const nothing: number = 1;\n");
const idle = run(nothing);

for (const { entry, file } of entries) {
  test(`importing ${entry} starts nothing`, () => {
    assert.deepEqual(run(file), idle);
  });
}

function run(file: string): unknown {
  const args = ["--conditions=source", "--input-type=module", "--eval", probe, file];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: "utf8" });
  assert.equal(stderr, "");
  assert.equal(status, 0);
  return JSON.parse(stdout);
}

const PROGRAM = `
import { readFileSync } from "node:fs";
import { Engine } from "@ffq/core";
const workerEntry = new URL("./worker.js", import.meta.url);
const parserWasm = readFileSync(process.argv[2]);
for (const options of [{ threads: 0 }, { threads: 2, partitions: 2, workerEntry }]) {
  const engine = await Engine.create({ ...options, parserWasm });
  const result = await engine.query("SELECT n % 2 AS odd, sum(n) AS sum FROM generate_series(1, 10) AS g(n) GROUP BY 1 ORDER BY 1");
  for await (const rows of result.textRows()) console.log(JSON.stringify(rows));
  await engine.close();
}`;

test("a bundle with its own worker entry answers", { timeout: 60_000 }, async () => {
  writeFileSync(join(folder, "program.ts"), PROGRAM);
  writeFileSync(join(folder, "worker.ts"), 'import { runWorker } from "@ffq/core/worker";\nrunWorker();\n');
  const out = join(folder, "out");
  await build({
    input: { program: join(folder, "program.ts"), worker: join(folder, "worker.ts") },
    platform: "node",
    moduleTypes: { ".wasm": "base64" },
    resolve: {
      conditionNames: ["source", "import", "default"],
      alias: {
        "@ffq/core/worker": join(packages, "core/src/worker.ts"),
        "@ffq/core": join(packages, "core/src/index.ts"),
      },
    },
    output: { dir: out, format: "esm", entryFileNames: "[name].js" },
    logLevel: "warn",
  });
  writeFileSync(join(out, "package.json"), '{ "type": "module" }');
  const wasm = join(packages, "core/src/sql/gen/libpg-query.wasm");
  const { stdout, stderr } = spawnSync(process.execPath, [join(out, "program.js"), wasm], { encoding: "utf8" });
  assert.equal(stderr, "");
  const answer = '[["0","30"],["1","25"]]\n';
  assert.equal(stdout, answer + answer);
});
