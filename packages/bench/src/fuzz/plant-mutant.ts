// Preloaded by processes that run with a defect (`node --import plant-mutant.ts`): the source of one module is changed as
// it is loaded. Threads of such a process load it too.
import { registerHooks } from "node:module";
import { mutants } from "./mutants.ts";

const name = process.env["FFQ_FUZZ_MUTANT"];
const mutant = mutants.find((one) => one.name === name);
if (mutant === undefined) throw new Error(`no mutant "${name}"`);

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.endsWith(`/packages/core/src/${mutant.file}`)) return loaded;
    const { source } = loaded;
    const text = typeof source === "string" ? source : new TextDecoder().decode(source ?? undefined);
    const parts = text.split(mutant.from);
    if (parts.length !== 2)
      throw new Error(`mutant "${name}": its text is ${parts.length - 1} times in ${mutant.file}`);
    return { ...loaded, source: parts.join(mutant.to) };
  },
});
