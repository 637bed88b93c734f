// `pnpm bench <tpch | kernels | coldstart> ...`: benchmarks, each beside DuckDB in the same run. Never tests: nothing
// here fails because of a time.
import { benchColdStart } from "./cold-start.ts";
import { benchKernels } from "./kernels.ts";
import { benchTpch } from "./tpch.ts";

const benches: Readonly<Record<string, (argv: readonly string[]) => Promise<void>>> = {
  tpch: benchTpch,
  kernels: benchKernels,
  coldstart: benchColdStart,
};

const [name = "", ...rest] = process.argv.slice(2);
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (bench === undefined) {
  process.stderr.write(`usage: pnpm bench ${Object.keys(benches).join(" | ")} [options]\n`);
  process.exit(2);
}
await bench(rest);
