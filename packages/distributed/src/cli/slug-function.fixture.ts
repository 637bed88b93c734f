// A module for `--register`: the function slug(text), which a client registers for its SQL too.
import type { CustomFunction } from "@ffq/core/extension";
import type { WorkerModule } from "../worker/worker-module.ts";

export const slug: CustomFunction = {
  name: "slug",
  args: ["text"],
  returns: "text",
  call: ([names]) => Array.from(names ?? [], (name: string | null) => name?.toLowerCase().replaceAll(" ", "-")),
};

const register: WorkerModule = (registry) => registry.addFunction(slug);

export default register;
