// Sees the bans of .oxlintrc.json bite: where plans are made and run, nothing may read clocks, timers, randomness or
// the process by itself; elsewhere and in tests the same lines are allowed.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const banned = [
  "Date.now()",
  "Math.random()",
  "setTimeout(console.log, 1)",
  "performance.now()",
  "crypto.randomUUID()",
  "process.pid",
  "globalThis.performance",
];

/** The files of `texts` that oxlint objects to. */
function objectedTo(texts: Readonly<Record<string, string>>): readonly string[] {
  const tree = mkdtempSync(join(tmpdir(), "ffq-lint-rules-"));
  try {
    for (const [path, text] of Object.entries(texts)) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), text);
    }
    const config = join(root, ".oxlintrc.json");
    const args = ["--config", config, "--format", "json", tree];
    const { stdout } = spawnSync(join(root, "node_modules/.bin/oxlint"), args, { encoding: "utf8" });
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly { filename: string }[] };
    return [...new Set(diagnostics.map(({ filename }) => filename))];
  } finally {
    rmSync(tree, { recursive: true });
  }
}

const line = (expression: string): string => `export const value: unknown = ${expression};\n`;

for (const folder of ["operator", "kernel", "planner", "optimizer", "scheduler"]) {
  test(`${folder}/ may not use what comes from outside`, () => {
    const texts = Object.fromEntries(
      banned.map((expression, i) => [`packages/core/src/${folder}/${i}.ts`, line(expression)]),
    );
    assert.equal(objectedTo(texts).length, banned.length);
  });
}

test("other folders and tests may", () => {
  const texts = Object.fromEntries(
    banned.flatMap((expression, i) => [
      [`packages/core/src/runtime/${i}.ts`, line(expression)],
      [`packages/core/src/operator/${i}.test.ts`, line(expression)],
    ]),
  );
  assert.deepEqual(objectedTo(texts), []);
});
