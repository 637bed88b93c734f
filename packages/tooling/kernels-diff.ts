// The gate for generated kernels: builds them anew and compares with what was there. A difference means that a
// source under kernel/assembly changed without its build; the fresh build is then left in place, to be committed.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const core = join(dirname(dirname(fileURLToPath(import.meta.url))), "core");
const generated = join(core, "src/kernel/gen");

function snapshot(): ReadonlyMap<string, Buffer> {
  return new Map(readdirSync(generated).map((name) => [name, readFileSync(join(generated, name))]));
}

const before = snapshot();
execFileSync(process.execPath, [join(core, "kernels.build.ts")], { stdio: ["ignore", "ignore", "inherit"] });
const after = snapshot();

const stale = [...after].filter(([name, bytes]) => before.get(name)?.equals(bytes) !== true).map(([name]) => name);
const orphaned = [...after.keys()].filter(
  (name) => !existsSync(join(core, "src/kernel/assembly", name.replace(/[.]wasm$/, ".ts"))),
);
for (const name of stale) process.stderr.write(`kernel/gen/${name} was not the build of its source; it is now\n`);
for (const name of orphaned) process.stderr.write(`kernel/gen/${name} has no source in kernel/assembly\n`);
process.exit(stale.length + orphaned.length > 0 ? 1 : 0);
