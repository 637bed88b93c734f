// `pnpm bench kernels`: core's kernel micro-benchmarks, which lie beside what they measure, one after the other.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./data.ts";

/** Runs every file of packages/core/bench. */
export async function benchKernels(argv: readonly string[]): Promise<void> {
  const folder = join(root, "packages/core/bench");
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith(".ts"))
    .sort()) {
    process.stdout.write(`${file}\n`);
    const result = spawnSync(process.execPath, [join(folder, file), ...argv], { stdio: "inherit" });
    if (result.error) throw result.error;
    if (result.status !== 0) throw new Error(`${file} ended with ${result.status}`);
  }
}
