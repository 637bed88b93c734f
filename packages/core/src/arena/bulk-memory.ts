// Copying and filling the arena's bytes. On a shared memory views of typed arrays do both word by word, since other threads
// may look on; WebAssembly's bulk operations are 5 to 8 times as quick for 16 KB. So long runs are done by two functions of
// one instruction each, linked to an arena when they are first asked for: programs of small questions never are.
import { internal } from "../common/error.ts";
import type { Arena, Pointer } from "./arena.ts";

/** Shorter runs are done before a function of another module is called. */
const SHORT = 2048;

interface BulkMemory {
  readonly copy: (to: Pointer, from: Pointer, bytes: number) => void;
  readonly fill: (from: Pointer, value: number, bytes: number) => void;
}

const instances = new WeakMap<Arena, BulkMemory>();
const modules = new Map<boolean, WebAssembly.Module>();

/** Copies `bytes` bytes; the two runs may overlap. */
export function copyBytes(arena: Arena, to: Pointer, from: Pointer, bytes: number): void {
  if (bytes < SHORT) arena.view().u8.copyWithin(to, from, from + bytes);
  else bulkMemory(arena).copy(to, from, bytes);
}

/** Sets the bytes [from, to) to `value`, of 0 to 255. */
export function fillBytes(arena: Arena, value: number, from: Pointer, to: Pointer): void {
  if (to - from < SHORT) fillShort(arena, value, from, to);
  else bulkMemory(arena).fill(from, value, to - from);
}

/** Eight at a time where all bytes are alike as a double that stays what it is. */
function fillShort(arena: Arena, value: number, from: Pointer, to: Pointer): void {
  const { u8, f64 } = arena.view();
  const word = WORDS.get(value);
  if (word === undefined || !arena.shared || to - from < 32) {
    u8.fill(value, from, to);
    return;
  }
  const first = (from + 7) >>> 3;
  const last = to >>> 3;
  u8.fill(value, from, first * 8);
  f64.fill(word, first, last);
  u8.fill(value, last * 8, to);
}

/** Eight bytes of a value as an ordinary number. */
const WORDS: ReadonlyMap<number, number> = new Map([
  [0, 0],
  [1, new Float64Array(new BigUint64Array([0x01_01_01_01_01_01_01_01n]).buffer)[0] as number],
]);

function bulkMemory(arena: Arena): BulkMemory {
  let linked = instances.get(arena);
  if (linked === undefined) {
    let module = modules.get(arena.shared);
    if (module === undefined) {
      module = new WebAssembly.Module(moduleOf(arena.shared));
      modules.set(arena.shared, module);
    }
    const { copy, fill } = new WebAssembly.Instance(module, { env: { memory: arena.memory } }).exports;
    if (typeof copy !== "function" || typeof fill !== "function") throw internal("bulk operations without functions");
    linked = { copy, fill } as unknown as BulkMemory;
    instances.set(arena, linked);
  }
  return linked;
}

/**
 * The module, in WebAssembly's binary format (core specification, chapter 5):
 *
 *     (import "env" "memory" (memory 1 65536 shared))
 *     (func (export "copy") (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2)))
 *     (func (export "fill") (param i32 i32 i32) (memory.fill (local.get 0) (local.get 1) (local.get 2)))
 *
 * Of unshared memory the import says neither `shared` nor a maximum.
 */
function moduleOf(shared: boolean): Uint8Array<ArrayBuffer> {
  const limits = shared ? [0x03, 1, 0x80, 0x80, 0x04] : [0x00, 1];
  const threeLocals = [0x20, 0, 0x20, 1, 0x20, 2];
  return new Uint8Array([
    ...[0x00, ...codes("asm"), 1, 0, 0, 0],
    ...section(1, [1, 0x60, 3, 0x7f, 0x7f, 0x7f, 0]),
    ...section(2, [1, ...name("env"), ...name("memory"), 2, ...limits]),
    ...section(3, [2, 0, 0]),
    ...section(7, [2, ...name("copy"), 0, 0, ...name("fill"), 0, 1]),
    ...section(10, [
      2,
      ...sized([0, ...threeLocals, 0xfc, 10, 0, 0, 0x0b]),
      ...sized([0, ...threeLocals, 0xfc, 11, 0, 0x0b]),
    ]),
  ]);
}

function section(id: number, body: readonly number[]): readonly number[] {
  return [id, ...sized(body)];
}

/** Lengths here are of one byte. */
function sized(body: readonly number[]): readonly number[] {
  return [body.length, ...body];
}

function name(text: string): readonly number[] {
  return sized(codes(text));
}

function codes(text: string): readonly number[] {
  return [...text].map((letter) => letter.charCodeAt(0));
}
