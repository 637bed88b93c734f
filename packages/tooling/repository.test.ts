// What must hold for the repository as a whole: its top level, its pins, its lock files. A test and not a
// review habit, because each of these breaks silently.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { features } from "./features.ts";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const tracked = execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" }).trim().split("\n");

test("the top level holds what was agreed and nothing else", () => {
  const agreed = new Set([
    "pnpm-workspace.yaml",
    "turbo.json",
    "package.json",
    "packages",
    "proto",
    "buf.gen.yaml",
    "docs",
    "tickets",
    "README.md",
    "LICENSE",
    "NOTICE",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "pnpm-lock.yaml",
  ]);
  const top = new Set(tracked.map((path) => path.split("/")[0] ?? ""));
  assert.deepEqual(
    [...top].filter((name) => !agreed.has(name) && !name.startsWith(".")),
    [],
  );
});

test("every dependency is pinned exactly, in the catalog", () => {
  const catalog = read("pnpm-workspace.yaml").split(/^catalog:\n/m)[1] ?? "";
  const rows = catalog.split("\n").filter((line) => /^ {2}\S/.test(line));
  assert.notEqual(rows.length, 0);
  for (const row of rows) assert.match(row, /: \d+\.\d+\.\d+(-[\w.]+)?$/, row);
  const manifests = [
    "package.json",
    ...readdirSync(join(root, "packages")).map((name) => `packages/${name}/package.json`),
  ];
  for (const path of manifests) {
    const manifest = JSON.parse(read(path)) as Record<string, Record<string, string> | undefined>;
    for (const field of ["dependencies", "devDependencies", "optionalDependencies"]) {
      for (const [name, version] of Object.entries(manifest[field] ?? {})) {
        assert.match(version, /^(catalog:|workspace:\*)$/, `${path}: ${name}`);
      }
    }
  }
});

test("lock files hold no download addresses", () => {
  for (const path of ["pnpm-lock.yaml", "packages/tooling/toolchain/package-lock.json"]) {
    assert.doesNotMatch(read(path), /https?:\/\/[^\s"']*\.tgz|"resolved"|tarball:/, path);
  }
});

test("the bootstrap's pnpm is the one that package.json names", () => {
  const manifest = JSON.parse(read("package.json")) as { packageManager: string };
  const toolchain = JSON.parse(read("packages/tooling/toolchain/package.json")) as {
    optionalDependencies: Record<string, string>;
  };
  assert.equal(manifest.packageManager, `pnpm@${toolchain.optionalDependencies["@pnpm/exe.linux-x64"]}`);
});

test("the matrix workflow runs every row of features.ts", () => {
  const listed = /^ +features: \[(.*)\]$/m.exec(read(".github/workflows/feature-matrix.yml"))?.[1]?.split(", ");
  assert.deepEqual(
    listed,
    features.map((row) => row.name),
  );
  for (const row of features) assert.ok(tracked.includes(`packages/tooling/matrix/${row.program}`), row.program);
});
