// `pnpm check`: every gate that needs no test to run, cheapest first. All of them run even when one fails, so
// that one round shows everything; `pnpm check lint imports` runs those two. Each gate is one command, given
// here and nowhere else.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const bin = (name: string): string => join(root, "node_modules", ".bin", name);

interface Gate {
  readonly name: string;
  readonly proves: string;
  readonly command: readonly string[];
}

const biome = (task: string, ...rest: readonly string[]): readonly string[] => [bin("biome"), task, ...rest];

const gates: readonly Gate[] = [
  {
    name: "types",
    proves: "every source and test type-checks",
    command: [
      bin("tsc"),
      "-b",
      ...["core", "distributed", "client", "bench", "tooling"].map((name) => `packages/${name}`),
    ],
  },
  {
    name: "format",
    proves: "`pnpm format` would change nothing",
    command: biome("check", "--linter-enabled=false", "--max-diagnostics=10", "--diagnostic-level=error"),
  },
  {
    name: "lint",
    proves: "no rule of .biome.json is broken",
    command: biome("lint", "--diagnostic-level=error"),
  },
  {
    name: "types-lint",
    proves: "no floating promise, no open switch, no clock or randomness where plans are made and run",
    command: [bin("oxlint"), "--type-aware", "packages"],
  },
  {
    name: "imports",
    proves: "every import follows packages/tooling/import-rules.mjs",
    command: [bin("depcruise"), "--config", "packages/tooling/import-rules.mjs", "packages"],
  },
  {
    name: "kernels",
    proves: "kernel/gen is what kernel/assembly builds to",
    command: [process.execPath, "packages/tooling/kernels-diff.ts"],
  },
  {
    name: "reference",
    proves: "docs/sql-functions.md is what the function registries say",
    command: [process.execPath, "packages/core/sql-reference.build.ts", "--check"],
  },
  {
    name: "parser",
    proves: "sql/gen is what the pinned libpg-query becomes",
    command: [process.execPath, "packages/tooling/parser.ts", "--check"],
  },
  {
    name: "proto",
    proves: "the protocol lints, breaks nothing, and distributed/src/gen is what it generates",
    command: [process.execPath, "packages/tooling/proto.ts", "--check"],
  },
  {
    name: "unused",
    proves: "no file, export or dependency that nothing uses",
    command: [bin("knip"), "--no-progress", "--no-config-hints", "--config", ".knip.json"],
  },
  {
    name: "packages",
    proves: "what is published is well formed, typed, within its size, and its API reports are up to date",
    command: [process.execPath, "packages/tooling/packages-gate.ts"],
  },
];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !gates.some((gate) => gate.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `check: no gate ${unknown.join(", ")}; there are: ${gates.map((gate) => gate.name).join(", ")}\n`,
  );
  process.exit(2);
}

const failed: string[] = [];
for (const gate of gates.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
  const [command = "", ...rest] = gate.command;
  const start = performance.now();
  const result = spawnSync(command, rest, { cwd: root, stdio: "inherit" });
  if (result.error) throw result.error;
  const passed = result.status === 0;
  if (!passed) failed.push(gate.name);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  process.stdout.write(`check ${gate.name}: ${passed ? "ok" : "FAILED"} (${gate.proves}) ${seconds} s\n`);
}
if (failed.length > 0) {
  process.stderr.write(`check: failed: ${failed.join(", ")}\n`);
  process.exit(1);
}
