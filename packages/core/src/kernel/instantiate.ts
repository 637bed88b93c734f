// Links a kernel module to an arena. Compiling happens once per thread and kind of memory (shared or unshared);
// instances are cheap and belong to one arena and one thread.
import type { Arena } from "../arena/arena.ts";
import { unsharedBuild } from "./memory-import.ts";
import { type KernelModule, moduleBytes } from "./module-bytes.ts";

const compiledShared = new Map<KernelModule, WebAssembly.Module>();
const compiledUnshared = new Map<KernelModule, WebAssembly.Module>();

/** The exports of a new instance over the arena's memory. */
export function instantiateModule(arena: Arena, name: KernelModule): Record<string, unknown> {
  return instantiateOver(arena.memory, name);
}

/** The exports of a new instance over a memory of either kind. */
export function instantiateOver(memory: WebAssembly.Memory, name: KernelModule): Record<string, unknown> {
  const isShared = !(memory.buffer instanceof ArrayBuffer);
  const compiled = isShared ? compiledShared : compiledUnshared;
  let module = compiled.get(name);
  if (module === undefined) {
    const bytes = moduleBytes(name);
    module = new WebAssembly.Module(isShared ? bytes : unsharedBuild(bytes));
    compiled.set(name, module);
  }
  return new WebAssembly.Instance(module, { env: { memory } }).exports;
}
