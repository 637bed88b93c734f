// Builds the kernel library: each src/kernel/assembly/<module>.ts becomes src/kernel/gen/<module>.wasm, for shared
// memory; what unshared memory needs is made of it (kernel/memory-import.ts). The output is committed; CI fails on a diff.
//
//   node kernels.build.ts            every module
//   node kernels.build.ts hash sort  those modules
import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const root = dirname(fileURLToPath(import.meta.url));
const sources = join(root, "src/kernel/assembly");
const outputs = join(root, "src/kernel/gen");

/**
 * Where each module's static data lies: below the heap (arena/layout.ts), 16 KiB each. A module that is not
 * listed may have none; order is fixed, new modules go to the end.
 */
const STATIC_DATA_ORDER = [
  "column",
  "hash",
  "sort",
  "text",
  "numeric",
  "temporal",
  "parquet",
  "codec",
  "float",
  "key",
  "row",
  "join",
  "result",
  "load",
  "window",
  "spill",
  "list",
  "regex",
  "format",
  "digest",
  "bytes",
  "encode",
  "math",
];
const staticBase = (module: string): number => {
  const position = STATIC_DATA_ORDER.indexOf(module);
  if (position < 0) throw new Error(`kernels.build.ts: add ${module} to STATIC_DATA_ORDER`);
  return 8192 + position * 16384;
};

async function compile(module: string, out: string): Promise<void> {
  const { error, stderr } = await asc.main([
    join(sources, `${module}.ts`),
    "--outFile",
    out,
    "-O3",
    "--converge",
    "--runtime",
    "stub",
    "--noAssert",
    "--use",
    "abort=",
    "--importMemory",
    "--memoryBase",
    String(staticBase(module)),
    "--enable",
    "simd,bulk-memory,nontrapping-f2i,sign-extension,threads",
    "--sharedMemory",
    // Eight pages lie below the heap (arena/layout.ts HEAP_START), static data among them: every arena has them.
    "--initialMemory",
    "8",
    "--maximumMemory",
    "65536",
  ]);
  if (error) throw new Error(`${module}: ${stderr.toString()}`, { cause: error });
}

const asked = process.argv.slice(2);
const modules = readdirSync(sources)
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".part.ts"))
  .map((name) => basename(name, ".ts"))
  .filter((name) => asked.length === 0 || asked.includes(name));
for (const module of modules) {
  const out = join(outputs, `${module}.wasm`);
  await compile(module, out);
  process.stdout.write(`${module}: ${statSync(out).size} bytes\n`);
}
