// Builds the package it is started in for publishing: src/ becomes dist/, one .js and one .d.ts per source.
// No bundler: users' bundlers see small modules, and a stack trace names the file it came from. tsc rewrites the
// .ts of relative imports in what it emits as JavaScript, but not in declarations: that is done here.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const tsc = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), "node_modules/.bin/tsc");
const dist = join(process.cwd(), "dist");

function compile(...options: readonly string[]): void {
  const { error, status } = spawnSync(tsc, options, { stdio: "inherit" });
  if (error) throw error;
  if (status !== 0) process.exit(1);
}

rmSync(dist, { recursive: true, force: true });
compile("-b", "."); // the declarations of the packages it depends on
compile("-p", "tsconfig.build.json");

for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
  if (!name.endsWith(".d.ts")) continue;
  const path = join(dist, name);
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace(/((?:from|import)\s*\(?\s*")([.]{1,2}\/[^"]+)[.]ts"/g, '$1$2.js"'));
}
