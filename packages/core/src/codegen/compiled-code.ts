// Emitted code by shape, compiled once per thread for all arenas: an engine that is made anew finds what others had
// compiled. What was not used for longest is forgotten. The only place that makes a WebAssembly.Module of emitted bytes.
import { RecentMap } from "../common/recent-map.ts";
import type { IrFunction } from "../ir/ir.ts";
import { type EmittedFunction, emitFunction } from "./emit-function.ts";

/** Code that is not yet linked to an arena. */
export interface CompiledCode {
  readonly emitted: EmittedFunction;
  readonly wasm: WebAssembly.Module;
}

/** The code of a function. @param shape the printed function: what is printed alike runs alike */
export type CodeOf = (shape: string, fn: IrFunction, sharedMemory: boolean) => CompiledCode;

/** A few kilobytes each. */
const KEPT = 512;
/** Characters of the shapes that are kept, which say about how large their code is: of a long list it takes megabytes. */
const KEPT_TEXT = 2 << 20;

export class CodeCache {
  readonly #codes: RecentMap<string, CompiledCode>;

  constructor(limit: number = KEPT) {
    this.#codes = new RecentMap({ values: limit, size: KEPT_TEXT, sizeOf: (shape) => shape.length });
  }

  /** @param shape the printed function: what is printed alike runs alike */
  get(shape: string, fn: IrFunction, sharedMemory: boolean): CompiledCode {
    return this.#codes.get(`${sharedMemory ? "shared" : "unshared"} ${shape}`, () => compiled(fn, sharedMemory));
  }
}

function compiled(fn: IrFunction, sharedMemory: boolean): CompiledCode {
  const emitted = emitFunction(fn, sharedMemory);
  return { emitted, wasm: new WebAssembly.Module(emitted.bytes) };
}

/** This thread's, for all its arenas. */
const codes = new CodeCache();

export const codeOf: CodeOf = (shape, fn, sharedMemory) => codes.get(shape, fn, sharedMemory);
