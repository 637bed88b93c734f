// `pnpm bench <name> ...`: benchmarks, each beside what it is to be compared with, in the same run. Never tests:
// nothing here fails because of a time.
import { benchAll } from "./all.ts";
import { benchDistributed } from "./bench-distributed.ts";
import { benchCold } from "./cold.ts";
import { benchColdStart } from "./cold-start.ts";
import { benchCsv } from "./csv.ts";
import { benchGroupby } from "./groupby.ts";
import { benchKernels } from "./kernels.ts";
import { benchKilledWorker } from "./killed-worker.ts";
import { benchParquetRead } from "./parquet-read.ts";
import { benchParquetWrite } from "./parquet-write.ts";
import { benchScaling } from "./scaling.ts";
import { benchSql } from "./sql.ts";
import { benchTpch } from "./tpch.ts";

const benches: Readonly<Record<string, (argv: readonly string[]) => Promise<void>>> = {
  all: benchAll,
  tpch: benchTpch,
  groupby: benchGroupby,
  scaling: benchScaling,
  sql: benchSql,
  cold: benchCold,
  parquet: benchParquetRead,
  "parquet-write": benchParquetWrite,
  csv: benchCsv,
  kernels: benchKernels,
  coldstart: benchColdStart,
  distributed: benchDistributed,
  "killed-worker": benchKilledWorker,
};

const [name = "", ...rest] = process.argv.slice(2);
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (bench === undefined) {
  process.stderr.write(`usage: pnpm bench ${Object.keys(benches).join(" | ")} [options]\n`);
  process.exit(2);
}
await bench(rest);
