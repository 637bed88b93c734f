// Where the kernel modules' bytes come from: the files of gen/, each read when it is first wanted, or, where no file
// stands beside the engine (pages, single-file bundles), the JavaScript itself, in a part that nobody else loads.
// `provideKernels()` finds out which, once per thread, before the first kernel runs.
import { internal } from "../common/error.ts";
import { readPackageFile } from "../common/package-file.ts";

/** The modules of gen/, by the name of their source in assembly/. */
export type KernelModule =
  | "bytes"
  | "codec"
  | "column"
  | "digest"
  | "encode"
  | "float"
  | "format"
  | "hash"
  | "join"
  | "key"
  | "list"
  | "load"
  | "math"
  | "numeric"
  | "parquet"
  | "regex"
  | "result"
  | "row"
  | "sort"
  | "spill"
  | "temporal"
  | "text"
  | "window";

/** Set by the build: the folder beside the modules with the files of gen/, named for what they hold. */
declare const FFQ_KERNELS: string | undefined;

let embedded: Readonly<Record<KernelModule, string>> | undefined;

function readFile(name: KernelModule): Uint8Array<ArrayBuffer> | undefined {
  const folder = typeof FFQ_KERNELS === "undefined" ? "gen" : FFQ_KERNELS;
  return readPackageFile(`./${folder}/${name}.wasm`, import.meta.url);
}

/** Makes `moduleBytes` answer on this thread whether there are files or not. */
export async function provideKernels(): Promise<void> {
  if (embedded !== undefined || readFile("column") !== undefined) return;
  embedded = (await import("./embedded.ts")).embedded;
}

/** The module's build, for shared memory. @throws FfqError INTERNAL without a file before `provideKernels()` */
export function moduleBytes(name: KernelModule): Uint8Array<ArrayBuffer> {
  if (embedded !== undefined) return bytesOf(embedded[name]);
  const bytes = readFile(name);
  if (bytes === undefined) throw internal(`the kernels ${name} have no file, and provideKernels was not called`);
  return bytes;
}

/** The bytes of base64 text. A plain loop: a callback per character costs ten times as much, at every start. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
