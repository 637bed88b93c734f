// `pnpm parser`: makes the SQL parser's WebAssembly (core's src/sql/gen/libpg-query.wasm) from the pinned package
// libpg-query, with the great functions on the way of a statement taken apart (split-function.ts says why). The output
// is committed; `--check` compares and writes nothing.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { splitGreatSwitch } from "./split-function.ts";

const core = join(dirname(dirname(fileURLToPath(import.meta.url))), "core");
const original = createRequire(join(core, "package.json")).resolve("libpg-query/wasm/libpg-query.wasm");

/**
 * By number in the pinned build: the grammar (base_yyparse), and the function that writes nodes as JSON. In another
 * build the numbers name others, most of which have no such switch and are refused.
 */
const GREAT_FUNCTIONS = [140, 37];

const parser = GREAT_FUNCTIONS.reduce<Uint8Array>(splitGreatSwitch, readFileSync(original));
const output = join(core, "src/sql/gen/libpg-query.wasm");
if (!process.argv.includes("--check")) {
  writeFileSync(output, parser);
  process.stdout.write(`libpg-query.wasm: ${parser.length} bytes\n`);
} else if (!readFileSync(output).equals(parser)) {
  process.stderr.write("sql/gen/libpg-query.wasm is not what libpg-query becomes: run pnpm parser and commit it\n");
  process.exit(1);
}
