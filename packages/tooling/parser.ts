// `pnpm parser`: makes the SQL parser's WebAssembly (core's src/sql/gen/libpg-query.wasm) from the pinned package
// libpg-query, with its grammar taken apart (split-function.ts says why). The output is committed; `--check` compares
// and writes nothing.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { splitGreatSwitch } from "./split-function.ts";

const core = join(dirname(dirname(fileURLToPath(import.meta.url))), "core");
const original = createRequire(join(core, "package.json")).resolve("libpg-query/wasm/libpg-query.wasm");

const parser = splitGreatSwitch(readFileSync(original));
const output = join(core, "src/sql/gen/libpg-query.wasm");
if (!process.argv.includes("--check")) {
  writeFileSync(output, parser);
  process.stdout.write(`libpg-query.wasm: ${parser.length} bytes\n`);
} else if (!readFileSync(output).equals(parser)) {
  process.stderr.write("sql/gen/libpg-query.wasm is not what libpg-query becomes: run pnpm parser and commit it\n");
  process.exit(1);
}
