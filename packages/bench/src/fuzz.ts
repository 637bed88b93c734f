// `pnpm fuzz <sql | functions | parquet> ...`: searches for wrong answers by chance. Each run prints its seeds; a failure can be shown again.

import { fuzzFunctions } from "./fuzz/functions/fuzz-functions.ts";
import { fuzzSql } from "./fuzz/fuzz-sql.ts";
import { fuzzParquet } from "./fuzz/parquet/fuzz-parquet.ts";

const fuzzers: Readonly<Record<string, (argv: readonly string[]) => Promise<void>>> = {
  sql: fuzzSql,
  functions: fuzzFunctions,
  parquet: fuzzParquet,
};

const [name = "", ...rest] = process.argv.slice(2);
const fuzzer = Object.hasOwn(fuzzers, name) ? fuzzers[name] : undefined;
if (fuzzer === undefined) {
  process.stderr.write(`usage: pnpm fuzz ${Object.keys(fuzzers).join(" | ")} [options]\n`);
  process.exit(2);
}
await fuzzer(rest);
