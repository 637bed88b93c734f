// What other packages add to an engine. Core knows none of them: a package (or what finds the installed ones) offers
// itself here, and is loaded when an option asks for what it has. What nobody offers is MISSING_EXTENSION, whose
// context names the option. The list is the process's: an offer is made once, before the first engine needs it.
import { FfqError } from "../common/error.ts";
import type { CustomFunction } from "../function/custom-function.ts";
import type { ClusterRuntime } from "../runtime/runtime.ts";

/** How queries reach a cluster. */
export interface ClusterOptions {
  /** `http://host:port` of its coordinator. */
  readonly url: string;
  readonly token?: string;
  /** How long a query may wait for workers that have what it needs; 0, the default: as long as it takes. */
  readonly capabilityTimeoutMs?: number;
}

export interface Extension {
  /** Runs queries on a cluster: the option `coordinator`. */
  readonly openCluster?: (options: ClusterOptions) => ClusterRuntime;
  /** Added to SQL, where the offer says that there are some. */
  readonly functions?: readonly CustomFunction[];
}

export interface ExtensionOffer {
  /** The package. */
  readonly name: string;
  /** Engine options that it makes work. */
  readonly options: readonly "coordinator"[];
  /** True: it is loaded with every engine, for its functions. */
  readonly hasFunctions?: boolean;
  load(): Promise<Extension>;
}

const offers = new Map<string, ExtensionOffer>();

/** Offers a package to every engine of this process. @throws FfqError CONFIG when another offer bears the name */
export function registerExtension(offer: ExtensionOffer): void {
  const known = offers.get(offer.name);
  if (known !== undefined && known !== offer) {
    throw new FfqError("CONFIG", `extension ${offer.name} is already registered`, { context: { package: offer.name } });
  }
  offers.set(offer.name, offer);
}

/** The functions of all extensions that have some. */
export async function offeredFunctions(own: readonly ExtensionOffer[]): Promise<readonly CustomFunction[]> {
  const offered = new Set([...own, ...offers.values()].filter(({ hasFunctions }) => hasFunctions === true));
  const loaded = await Promise.all([...offered].map((offer) => offer.load()));
  return loaded.flatMap(({ functions = [] }) => functions);
}

/** The runtime behind the option `coordinator`. @throws FfqError MISSING_EXTENSION */
export async function openCluster(options: ClusterOptions, own: readonly ExtensionOffer[]): Promise<ClusterRuntime> {
  const offer = [...own, ...offers.values()].find((known) => known.options.includes("coordinator"));
  const extension = await offer?.load();
  if (extension?.openCluster !== undefined) return extension.openCluster(options);
  throw new FfqError("MISSING_EXTENSION", "nothing here runs queries on a coordinator", {
    context: { option: "coordinator" },
  });
}
