// Finds, compiles and keeps the PostgreSQL parser. Nothing happens on import: the first `loadParser()` reads
// 1.7 MB and compiles it, every later one is free. Where there is no file system (pages, single-file bundles)
// the host hands the bytes over: `loadParser({ wasm })`. The file is libpg-query's with its grammar in small
// functions (packages/tooling/parser.ts): the original works too, at 600 MB and half a second of another core.
import { FfqError, internal } from "../common/error.ts";
import { readPackageFileSync } from "../common/package-file.ts";
import { type ParserHost, type RawParse, startParser } from "./wasm-host.ts";

export interface ParserOptions {
  /** The file `libpg-query.wasm` beside the engine: its bytes, a promise of them, or compiled. */
  readonly wasm?: WasmSource | Promise<WasmSource>;
}

export type WasmSource = Uint8Array<ArrayBuffer> | ArrayBuffer | WebAssembly.Module;

/** An instance that grew past this (a statement of many megabytes) is dropped after its call. */
const KEEP_BYTES = 128 * 1024 * 1024;

let loading: Promise<void> | undefined;
let compiled: WebAssembly.Module | undefined;
let host: ParserHost | undefined;

/**
 * Makes `parseSql` ready. Free after the first time.
 * @throws FfqError CONFIG when the parser's file is not found or is not the parser
 */
export function loadParser(options: ParserOptions = {}): Promise<void> {
  loading ??= load(options).catch((thrown: unknown) => {
    loading = undefined;
    throw FfqError.from(thrown);
  });
  return loading;
}

async function load(options: ParserOptions): Promise<void> {
  const source = options.wasm === undefined ? readParserFile() : await options.wasm;
  try {
    const module = source instanceof WebAssembly.Module ? source : await WebAssembly.compile(source);
    host = startParser(module);
    compiled = module;
  } catch (cause) {
    const hint = "It must be the libpg-query.wasm that stands beside the engine.";
    throw new FfqError("CONFIG", "the SQL parser's WebAssembly file cannot be used", { hint }, cause);
  }
}

/**
 * Beside the engine's modules in a build, in gen/ beside the sources. Read at once: what comes later waits for this thread,
 * which is busy loading modules, and compiling would begin when it could have been done.
 */
function readParserFile(): Uint8Array<ArrayBuffer> {
  for (const path of ["./libpg-query.wasm", "./gen/libpg-query.wasm"]) {
    const bytes = readPackageFileSync(path, import.meta.url);
    if (bytes !== undefined) return bytes;
  }
  throw new FfqError("CONFIG", "the SQL parser's WebAssembly file is missing", {
    hint: "Keep libpg-query.wasm beside the engine's modules, or pass its bytes as the option parserWasm.",
  });
}

/** PostgreSQL's raw parser. @throws RangeError when the statement is nested too deeply for the stack */
export function rawParse(utf8: Uint8Array): RawParse {
  return withHost((running) => running.parse(utf8));
}

/** PostgreSQL's scanner: the tokens as JSON text, or its message. */
export function rawScan(utf8: Uint8Array): string {
  return withHost((running) => running.scan(utf8));
}

function withHost<Result>(call: (running: ParserHost) => Result): Result {
  if (compiled === undefined) throw internal("parseSql was called before loadParser");
  host ??= startParser(compiled);
  const running = host;
  try {
    const result = call(running);
    if (running.memoryBytes() > KEEP_BYTES) host = undefined;
    return result;
  } catch (thrown) {
    // Whatever ended the guest in mid-flight left its stack and contexts as they were: never use it again.
    host = undefined;
    // Its memory is its own: a trap says nothing of the engine's.
    throw thrown instanceof WebAssembly.RuntimeError ? internal(thrown.message, thrown) : thrown;
  }
}
