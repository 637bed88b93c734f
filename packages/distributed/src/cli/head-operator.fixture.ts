// A module for `--register`: the operator "head" gives the first rows of each batch, as many as its payload says.
import type { WorkerModule } from "../worker/worker-module.ts";

const register: WorkerModule = (registry) => {
  registry.addOperator("head", async function* ({ payload, inputs }) {
    const { rows } = payload as { readonly rows: number };
    for await (const batch of inputs[0]?.batches ?? []) yield batch.slice(0, rows);
  });
};

export default register;
