// Runs every packages/**/*.test.ts with node's own test runner. Arguments narrow it: a path or a part of one
// (`pnpm test core/src/arena`); what starts with a dash goes to node (`--test-name-pattern=overflow`).
// The files are listed here and not by a glob, so that nothing below node_modules or dist can slip in.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const skipped = new Set(["node_modules", "dist", "toolchain"]);

function testFiles(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name)) return [];
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return testFiles(path);
    return /[.]test[.](ts|mjs)$/.test(entry.name) ? [path] : [];
  });
}

const flags = process.argv.slice(2).filter((argument) => argument.startsWith("-") && argument !== "--");
const parts = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
const files = testFiles(join(root, "packages"))
  .map((path) => relative(root, path).split(sep).join("/"))
  .filter((path) => parts.length === 0 || parts.some((part) => path.includes(part.replace(/^[.]\//, ""))))
  .sort();
if (files.length === 0) {
  process.stderr.write(`ffq: no test file matches ${parts.join(" ") || "packages/**/*.test.ts"}\n`);
  process.exit(1);
}

const result = spawnSync(
  process.execPath,
  ["--test", `--test-concurrency=${availableParallelism()}`, "--test-timeout=600000", ...flags, ...files],
  { stdio: "inherit", cwd: root },
);
if (result.error) throw result.error;
process.exit(result.status ?? 1);
