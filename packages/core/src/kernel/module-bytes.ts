// Where the kernel modules' bytes come from. In a build they are one file beside the engine, read by `provideKernels()`
// once per thread, before the first kernel runs; in the sources each is a file of gen/, read when it is first wanted.
// Where there are no files (pages, single-file bundles) they are in the JavaScript, in a part that nobody else loads.
import { internal } from "../common/error.ts";
import { readPackageFile, readPackageFileSync } from "../common/package-file.ts";
import { type PackedFiles, unpackFiles } from "./packed-files.ts";

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

/** Set by the build: the name of the file beside the modules that holds those of gen/. */
declare const FFQ_KERNELS: string | undefined;

let packed: PackedFiles | undefined;
let embedded: Readonly<Record<KernelModule, string>> | undefined;
/** Each query asks: that the sources are there is found out once. */
let hasSources = false;

const readSource = (name: KernelModule): Uint8Array<ArrayBuffer> | undefined =>
  readPackageFileSync(`./gen/${name}.wasm`, import.meta.url);

/** Makes `moduleBytes` answer on this thread whether there are files or not. */
export async function provideKernels(): Promise<void> {
  if (packed !== undefined || embedded !== undefined || hasSources) return;
  if (typeof FFQ_KERNELS === "string") {
    const file = await readPackageFile(`./${FFQ_KERNELS}`, import.meta.url);
    packed = file === undefined ? undefined : unpackFiles(file);
  }
  if (packed !== undefined) return;
  hasSources = readSource("column") !== undefined;
  if (!hasSources) embedded = (await import("./embedded.ts")).embedded;
}

/** The build's file at once, for who runs kernels outside of an engine. */
function packedNow(): PackedFiles | undefined {
  if (packed !== undefined || typeof FFQ_KERNELS !== "string") return packed;
  const file = readPackageFileSync(`./${FFQ_KERNELS}`, import.meta.url);
  packed = file === undefined ? undefined : unpackFiles(file);
  return packed;
}

/** The module's build, for shared memory. @throws FfqError INTERNAL where there are no files, before `provideKernels()` */
export function moduleBytes(name: KernelModule): Uint8Array<ArrayBuffer> {
  if (embedded !== undefined) return bytesOf(embedded[name]);
  const bytes = packedNow()?.get(`${name}.wasm`) ?? readSource(name);
  if (bytes === undefined) throw internal(`the kernels ${name} were wanted before provideKernels`);
  return bytes;
}

/** The bytes of base64 text. A plain loop: a callback per character costs ten times as much, at every start. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
