// Builds the kernel library: each src/kernel/assembly/<module>.ts becomes src/kernel/gen/<module>.ts, which
// holds the module's bytes for shared and for unshared memory. The output is committed; CI fails on a diff.
//
//   node kernels.build.ts            every module
//   node kernels.build.ts hash sort  those modules
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
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

async function compile(module: string, shared: boolean, directory: string): Promise<string> {
  const out = join(directory, "out.wasm");
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
    "simd,bulk-memory,nontrapping-f2i,sign-extension",
    // Eight pages lie below the heap (arena/layout.ts HEAP_START), static data among them: every arena has them.
    ...(shared ? ["--sharedMemory", "--initialMemory", "8", "--maximumMemory", "65536", "--enable", "threads"] : []),
  ]);
  if (error) throw new Error(`${module}: ${stderr.toString()}`, { cause: error });
  return readFileSync(out).toString("base64");
}

const asked = process.argv.slice(2);
const modules = readdirSync(sources)
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".part.ts"))
  .map((name) => basename(name, ".ts"))
  .filter((name) => asked.length === 0 || asked.includes(name));
for (const module of modules) {
  const directory = mkdtempSync(join(tmpdir(), "ffq-kernels-"));
  try {
    const unshared = await compile(module, false, directory);
    const shared = await compile(module, true, directory);
    const text = [
      `// Built from ../assembly/${module}.ts by kernels.build.ts. Do not edit.`,
      `export const unshared: string = "${unshared}";`,
      `export const shared: string = "${shared}";`,
      "",
    ].join("\n");
    writeFileSync(join(outputs, `${module}.ts`), text);
    process.stdout.write(`${module}: ${Math.round((unshared.length * 3) / 4)} bytes\n`);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
