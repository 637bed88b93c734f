// Builds the package it is started in for publishing: dist/ gets one bundle per entry of the manifest (and per
// module that a worker thread or another process starts from), with what they share in chunks beside them, and the
// declarations of each source. Bundled, because a process that answers its first query in a tenth of a second
// cannot open four hundred files; dependencies stay outside. Not minified: that starts no faster (3 of 120 ms), and
// stack traces name what they pass. Without source maps, which weigh as much as the rest for that reason.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { chunkNames } from "./chunk-names.ts";
import { packFiles } from "./pack-files.ts";

const tsc = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), "node_modules/.bin/tsc");
const dist = join(process.cwd(), "dist");

interface Manifest {
  readonly exports: Readonly<Record<string, { readonly source: string }>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly ffq?: {
    /** Modules that threads start from: name in dist, without its extension, and source. */
    readonly workers?: Readonly<Record<string, string>>;
    /** Modules from which loading starts, each with what is always imported after it (chunk-names.ts). */
    readonly starts?: readonly (readonly [string, ...string[]])[];
    /** Modules that are imported after a start and at the same time, by the names of their files. */
    readonly parts?: Readonly<Record<string, readonly string[]>>;
    /** What stands beside the modules as it is. */
    readonly files?: readonly string[];
    /** Folders whose files become one, by the constant that says its name in dist, which has their hash. */
    readonly folders?: Readonly<Record<string, string>>;
  };
}

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;

function compile(...options: readonly string[]): void {
  const { error, status } = spawnSync(tsc, options, { stdio: "inherit" });
  if (error) throw error;
  if (status !== 0) process.exit(1);
}

const nameInDist = (source: string): string => source.replace(/^[.]\/src\//, "").replace(/[.]ts$/, "");

/** Name in dist (without extension) -> source. */
function entries(): Record<string, string> {
  const named = [...Object.values(manifest.exports).map(({ source }) => source), ...Object.values(manifest.bin ?? {})];
  return {
    ...Object.fromEntries(named.filter((source) => existsSync(source)).map((source) => [nameInDist(source), source])),
    ...manifest.ffq?.workers,
  };
}

/** A folder's files in one. Its name has their hash: modules never find the files of another build beside them. */
const folders = Object.entries(manifest.ffq?.folders ?? {}).map(([constant, source]) => {
  const names = readdirSync(source).sort();
  const bytes = packFiles(new Map(names.map((name) => [name, readFileSync(join(source, name))])));
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
  return { constant, bytes, name: `${constant.toLowerCase().replaceAll("_", "-")}-${hash}.bin` };
});

rmSync(dist, { recursive: true, force: true });
compile("-b", "."); // the declarations of the packages it depends on
compile("-p", "tsconfig.build.json", "--emitDeclarationOnly");

const roots = (manifest.ffq?.starts ?? []).map(
  ([start, ...later]) => [resolve(start), ...later.map((source) => resolve(source))] as const,
);
const parts = Object.fromEntries(
  Object.entries(manifest.ffq?.parts ?? {}).map(([name, sources]) => [name, sources.map((source) => resolve(source))]),
);
const outside = Object.keys(manifest.dependencies ?? {});
await build({
  input: entries(),
  external: (id) => id.startsWith("node:") || outside.some((name) => id === name || id.startsWith(`${name}/`)),
  platform: "neutral",
  preserveEntrySignatures: "allow-extension", // What groups of chunks ask for; no entry has more exports by it.
  transform: { define: Object.fromEntries(folders.map(({ constant, name }) => [constant, JSON.stringify(name)])) },
  moduleTypes: { ".wasm": "base64" },
  output: {
    dir: dist,
    format: "esm",
    entryFileNames: "[name].js",
    // Beside the entries at the top, so that `new URL("./worker.js", import.meta.url)` holds in any chunk.
    chunkFileNames: "[name]-[hash].js",
    comments: { jsdoc: false }, // They are in the declarations.
    ...(roots.length === 0
      ? {}
      : {
          codeSplitting: {
            groups: [
              {
                debugName: "shared",
                name: chunkNames({ roots, parts }),
                includeDependenciesRecursively: false,
              },
            ],
          },
        }),
  },
  logLevel: "warn",
});

for (const { bytes, name } of folders) writeFileSync(join(dist, name), bytes);
for (const file of manifest.ffq?.files ?? []) copyFileSync(file, join(dist, basename(file)));
for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
  if (!name.endsWith(".d.ts")) continue;
  const path = join(dist, name);
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace(/((?:from|import)\s*\(?\s*")([.]{1,2}\/[^"]+)[.]ts"/g, '$1$2.js"'));
}
for (const source of Object.values(manifest.bin ?? {})) chmodSync(join(dist, `${nameInDist(source)}.js`), 0o755);
