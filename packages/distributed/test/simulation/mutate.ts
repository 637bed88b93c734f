// Puts one deliberate defect into the sources as they are loaded: `node --import ./mutate.ts simulate.ts --mutant NAME`.
// The files themselves stay as they are. A defect whose text is not found exactly once in its file is an error, so
// that no mutant survives because the code has moved on.
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { mutants } from "./mutants.ts";

const flag = process.argv.indexOf("--mutant");
const name = process.argv[flag + 1];
const mutant = mutants.find((row) => row.name === name);
if (flag < 0 || mutant === undefined) throw new Error(`there is no mutant ${name}`);
const suffix = `/packages/distributed/src/${mutant.file}`;

registerHooks({
  load: (url, context, next) => {
    const loaded = next(url, context);
    if (!url.startsWith("file:") || !fileURLToPath(url).replaceAll("\\", "/").endsWith(suffix)) return loaded;
    const source = String(typeof loaded.source === "string" ? loaded.source : Buffer.from(loaded.source as Uint8Array));
    const parts = source.split(mutant.find);
    if (parts.length !== 2)
      throw new Error(`mutant ${mutant.name}: ${parts.length - 1} places in ${mutant.file} instead of one`);
    return { ...loaded, source: parts.join(mutant.replace) };
  },
});
