// The offer of this package to engines: cheap to import, the rest is loaded when an engine asks for a coordinator.
import type { ExtensionOffer } from "@ffq/core/extension";

/** For `Engine.create({ coordinator, extensions: [distributed] })`. */
export const distributed: ExtensionOffer = {
  name: "@ffq/distributed",
  options: ["coordinator"],
  load: async () => (await import("./extension.ts")).extension,
};

/** The name under which @ffq/client looks for a package's offer. */
export { distributed as extensionOffer };
