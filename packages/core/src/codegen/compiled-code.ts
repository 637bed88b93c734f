// Emitted code by shape, compiled once per thread for all arenas: an engine that is made anew finds what others had
// compiled. What was not used for longest is forgotten. The only place that makes a WebAssembly.Module of emitted bytes.
import type { IrFunction } from "../ir/ir.ts";
import { type EmittedFunction, emitFunction } from "./emit-function.ts";

/** Code that is not yet linked to an arena. */
export interface CompiledCode {
  readonly emitted: EmittedFunction;
  readonly wasm: WebAssembly.Module;
}

/** A few kilobytes each. */
const KEPT = 512;

export class CodeCache {
  readonly #limit: number;
  /** In the order of their last use. */
  readonly #codes = new Map<string, CompiledCode>();

  constructor(limit: number = KEPT) {
    this.#limit = limit;
  }

  /** @param shape the printed function: what is printed alike runs alike */
  get(shape: string, fn: IrFunction, sharedMemory: boolean): CompiledCode {
    const key = `${sharedMemory ? "shared" : "unshared"} ${shape}`;
    const known = this.#codes.get(key);
    const code = known ?? compiled(fn, sharedMemory);
    this.#codes.delete(key);
    this.#codes.set(key, code);
    const [oldest] = this.#codes.keys();
    if (this.#codes.size > this.#limit && oldest !== undefined) this.#codes.delete(oldest);
    return code;
  }
}

function compiled(fn: IrFunction, sharedMemory: boolean): CompiledCode {
  const emitted = emitFunction(fn, sharedMemory);
  return { emitted, wasm: new WebAssembly.Module(emitted.bytes) };
}
