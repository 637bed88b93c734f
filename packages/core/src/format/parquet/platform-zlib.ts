// The platform's zlib, for the codecs and checksums that are no kernels of ours. Loaded with the first page that asks for
// it: it brings Node's streams along, which takes as long as a small query.
import { unsupported } from "../../common/error.ts";

type Zlib = typeof import("node:zlib");

let zlib: Zlib | undefined;

/** What was loaded already. */
export function loadedZlib(): Zlib | undefined {
  return zlib;
}

/** Loaded; undefined where there is none. */
export function zlibIfAny(): Zlib | undefined {
  if (zlib !== undefined) return zlib;
  const { process } = globalThis as { process?: { getBuiltinModule?: NodeJS.Process["getBuiltinModule"] } };
  zlib = process?.getBuiltinModule?.("node:zlib");
  return zlib;
}

/** @throws FfqError UNSUPPORTED where there is none */
export function platformZlib(): Zlib {
  const loaded = zlibIfAny();
  if (loaded === undefined) throw unsupported("gzip, zstd and brotli on this platform");
  return loaded;
}
