// Links a kernel module of gen/ to an arena. Compiling happens once per process and build (shared or unshared
// memory); instances are cheap and belong to one arena and one thread.
import type { Arena } from "../arena/arena.ts";

/** A module of gen/: base64 of its two builds. */
export interface KernelBuilds {
  readonly shared: string;
  readonly unshared: string;
}

const compiled = new Map<string, WebAssembly.Module>();

/** The exports of a new instance over the arena's memory. */
export function instantiateModule(arena: Arena, builds: KernelBuilds): Record<string, unknown> {
  return instantiateOver(arena.memory, arena.shared ? builds.shared : builds.unshared);
}

/** The exports of a new instance of one build over a memory that it fits. */
export function instantiateOver(memory: WebAssembly.Memory, text: string): Record<string, unknown> {
  let module = compiled.get(text);
  if (module === undefined) {
    module = new WebAssembly.Module(bytesOf(text));
    compiled.set(text, module);
  }
  return new WebAssembly.Instance(module, { env: { memory } }).exports;
}

/** The bytes of base64 text. A plain loop: a callback per character costs ten times as much, at every start. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
