// The TPC-H files that verify and bench run on: generated once per scale factor, kept in the workspace's cache.
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { generateTpch } from "@ffq/client";

export const root: string = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const cache = join(root, "node_modules/.cache");

export const TPCH_TABLES: readonly string[] = [
  "region",
  "nation",
  "supplier",
  "customer",
  "part",
  "partsupp",
  "orders",
  "lineitem",
];

/** The folder of this scale factor's Parquet files, as FFQ's own generator and writer make them. */
export async function generatedData(scaleFactor: number): Promise<string> {
  return madeOnce(`ffq-tpch/sf${scaleFactor}`, TPCH_TABLES, (directory) => {
    process.stderr.write(`generating TPC-H at scale factor ${scaleFactor}\n`);
    return generateTpch({ scaleFactor, directory, format: "parquet" });
  });
}

/** A folder of the cache with these tables in it; made under another name and then renamed, so that it is never half there. */
export async function madeOnce(
  name: string,
  tables: readonly string[],
  make: (directory: string) => Promise<unknown>,
): Promise<string> {
  const directory = join(cache, name);
  if (tables.every((table) => existsSync(join(directory, `${table}.parquet`)))) return directory;
  const staging = join(cache, `${name}.${process.pid}`);
  await mkdir(staging, { recursive: true });
  await make(staging);
  await rm(directory, { recursive: true, force: true });
  await rename(staging, directory);
  return directory;
}

/** What lies beside the checkout: reference answers and the conformance corpus. Not part of the project. */
export function sharedFolder(part: string): string | undefined {
  const folder = join(dirname(root), "shared", part);
  return existsSync(folder) ? folder : undefined;
}
