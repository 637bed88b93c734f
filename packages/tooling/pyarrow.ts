// `pnpm pyarrow`: a Python environment with pyarrow beside the other caches, for the tests that have it read what FFQ
// writes. Needs a python3 with venv; CI runs it first, and tests without it say that they are skipped and why.
import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const VERSION = "22.0.0";
const folder = fileURLToPath(new URL("../../node_modules/.cache/ffq-pyarrow", import.meta.url));
const python = join(folder, "bin/python");

function ran(program: string, args: readonly string[]): boolean {
  const { status, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) process.stderr.write(`pyarrow: ${program} ${args.join(" ")}: ${error?.message ?? stderr}\n`);
  return status === 0;
}

function isThere(): boolean {
  const check = `import pyarrow; assert pyarrow.__version__ == "${VERSION}"`;
  return existsSync(python) && spawnSync(python, ["-c", check]).status === 0;
}

if (!isThere()) {
  rmSync(folder, { recursive: true, force: true });
  const isMade =
    ran("python3", ["-m", "venv", folder]) &&
    ran(python, ["-m", "pip", "install", "--quiet", "--only-binary", ":all:", `pyarrow==${VERSION}`]);
  if (!isMade) rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(isThere() ? `pyarrow ${VERSION}: ok\n` : "pyarrow: not installed, its tests will be skipped\n");
