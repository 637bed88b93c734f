// Finds the extensions that are installed beside this package, and offers them to every engine: importing this file is
// enough. A package is loaded when an engine needs what it has; one that is not installed is an error that says how
// to get it. Names are not written as imports, because all of these are optional.
import { FfqError } from "@ffq/core";
import { type Extension, type ExtensionOffer, registerExtension } from "@ffq/core/extension";
import { type Provider, providers } from "./providers.ts";

for (const provider of providers) registerExtension(offerOf(provider));

/** @internal for tests */
export function offerOf({ package: name, options }: Provider): ExtensionOffer {
  return { name: `@ffq/client: ${name}`, options, load: () => loadExtension(name, options) };
}

/** What a package exports for this. */
interface ExtensionModule {
  readonly extensionOffer?: ExtensionOffer;
}

async function loadExtension(name: string, options: Provider["options"]): Promise<Extension> {
  let loaded: ExtensionModule;
  try {
    loaded = (await import(name)) as ExtensionModule;
  } catch (thrown) {
    if (!isMissing(thrown, name)) throw thrown;
    throw new FfqError(
      "MISSING_EXTENSION",
      `the option ${options.join(", ")} needs the package ${name}, which is not installed`,
      { hint: `npm install ${name}`, context: { option: options[0] ?? "", package: name } },
      thrown,
    );
  }
  if (loaded.extensionOffer !== undefined) return loaded.extensionOffer.load();
  throw new FfqError("CONFIG", `${name} is installed in a version that does not fit @ffq/client`, {
    hint: `npm install ${name}@latest @ffq/client@latest`,
    context: { package: name },
  });
}

/** The package itself, not something that it needs. */
function isMissing(thrown: unknown, name: string): boolean {
  const { code, message } = thrown as NodeJS.ErrnoException;
  return code === "ERR_MODULE_NOT_FOUND" && message.includes(`'${name}'`);
}
