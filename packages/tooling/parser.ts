// `pnpm parser`: makes the SQL parser's WebAssembly (core's src/sql/gen/libpg-query.wasm) from the pinned package
// libpg-query, with the great functions on the way of a statement taken apart (split-function.ts says why) and a smaller
// memory to begin with. The output is committed; `--check` compares and writes nothing.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { splitGreatSwitch } from "./split-function.ts";
import { withInitialPages } from "./wasm-sections.ts";

const core = join(dirname(dirname(fileURLToPath(import.meta.url))), "core");
const original = createRequire(join(core, "package.json")).resolve("libpg-query/wasm/libpg-query.wasm");

/**
 * By number in the pinned build: the grammar (base_yyparse), and the function that writes nodes as JSON. In another
 * build the numbers name others, most of which have no such switch and are refused.
 */
const GREAT_FUNCTIONS = [140, 37];

/**
 * 36 MiB: static data and 32 MiB of stack, whose pages are there when they are touched, and 3 MiB of heap. The package
 * begins with 128: with so much outside its heap V8 collects garbage in every process that has just started.
 */
const INITIAL_PAGES = 576;

const split = GREAT_FUNCTIONS.reduce<Uint8Array>(splitGreatSwitch, readFileSync(original));
const parser = withInitialPages(split, INITIAL_PAGES);
const output = join(core, "src/sql/gen/libpg-query.wasm");
if (!process.argv.includes("--check")) {
  writeFileSync(output, parser);
  process.stdout.write(`libpg-query.wasm: ${parser.length} bytes\n`);
} else if (!readFileSync(output).equals(parser)) {
  process.stderr.write("sql/gen/libpg-query.wasm is not what libpg-query becomes: run pnpm parser and commit it\n");
  process.exit(1);
}
