// `pnpm bench <tpch | kernels | coldstart | distributed> ...`: benchmarks, each beside what it is to be compared with,
// in the same run. Never tests: nothing here fails because of a time.
import { benchDistributed } from "./bench-distributed.ts";
import { benchColdStart } from "./cold-start.ts";
import { benchKernels } from "./kernels.ts";
import { benchTpch } from "./tpch.ts";

const benches: Readonly<Record<string, (argv: readonly string[]) => Promise<void>>> = {
  tpch: benchTpch,
  kernels: benchKernels,
  coldstart: benchColdStart,
  distributed: benchDistributed,
};

const [name = "", ...rest] = process.argv.slice(2);
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (bench === undefined) {
  process.stderr.write(`usage: pnpm bench ${Object.keys(benches).join(" | ")} [options]\n`);
  process.exit(2);
}
await bench(rest);
