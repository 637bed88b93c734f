// The typed door to the key kernels: fields of key records from columns and back. Which field lies where is
// decided by operator/key-layout.ts.
import type { Arena, Pointer } from "../arena/arena.ts";
import { instantiateModule } from "./instantiate.ts";

/** data, index | 0, validity | 0, rows, the field's word in the first record, bytes between records, bit, or-in. */
export type PackKernel = (
  data: Pointer,
  index: Pointer,
  validity: Pointer,
  rows: number,
  out: Pointer,
  stride: number,
  shift: number,
  add: number,
) => void;
/** As PackKernel, for fields of two words. */
export type PackWideKernel = (
  data: Pointer,
  index: Pointer,
  validity: Pointer,
  rows: number,
  out: Pointer,
  stride: number,
) => void;
/** The field's word in the first record, bytes between records, bit, rows, out. */
export type UnpackKernel = (words: Pointer, stride: number, shift: number, rows: number, out: Pointer) => void;

/** The exports of kernel/assembly/key.ts; each is described there. */
export interface KeyKernels {
  readonly packU8: PackKernel;
  readonly packU32: PackKernel;
  readonly packI32: PackKernel;
  readonly packI64: PackKernel;
  readonly packNarrowI64: PackKernel;
  readonly packF32: PackKernel;
  readonly packF64: PackKernel;
  readonly packI128: PackWideKernel;
  readonly packI64Wide: PackWideKernel;
  readonly packInterval: PackWideKernel;
  readonly packText: PackWideKernel;
  packNulls(
    index: Pointer,
    validity: Pointer,
    rows: number,
    out: Pointer,
    stride: number,
    shift: number,
    add: number,
  ): void;
  packZero(rows: number, out: Pointer, stride: number): void;
  keepValid(index: Pointer, validity: Pointer, rows: number, out: Pointer): void;
  fitsI32(data: Pointer, index: Pointer, validity: Pointer, rows: number): number;
  fitsText(data: Pointer, index: Pointer, validity: Pointer, rows: number): number;
  markUnknown(ids: Pointer, index: Pointer, validity: Pointer, rows: number): void;
  keepTrue(data: Pointer, index: Pointer, validity: Pointer, rows: number, out: Pointer): void;
  trimRefs(data: Pointer, index: Pointer, validity: Pointer, rows: number, out: Pointer): void;
  numericKeyBytes(data: Pointer, index: Pointer, validity: Pointer, rows: number): number;
  numericKeys(data: Pointer, index: Pointer, validity: Pointer, rows: number, out: Pointer, heap: Pointer): void;
  remapIds(words: Pointer, stride: number, shift: number, rows: number, remap: Pointer): void;
  readonly unpackBit: UnpackKernel;
  readonly unpack32: UnpackKernel;
  readonly unpack64: UnpackKernel;
  readonly unpackNarrow64: UnpackKernel;
  readonly unpackValid: UnpackKernel;
  unpack128(words: Pointer, stride: number, rows: number, out: Pointer): void;
  unpackText(words: Pointer, stride: number, rows: number, out: Pointer, valid: Pointer): void;
  rowNumbers(rows: number, out: Pointer): void;
  runStarts(keys: Pointer, words: number, rows: number, previous: Pointer, hasPrevious: number, out: Pointer): number;
  validIds(ids: Pointer, rows: number, out: Pointer): void;
}

const instances = new WeakMap<Arena, KeyKernels>();

/** This thread's instance over the arena. */
export function keyKernels(arena: Arena): KeyKernels {
  let kernels = instances.get(arena);
  if (kernels === undefined) {
    kernels = instantiateModule(arena, "key") as unknown as KeyKernels;
    instances.set(arena, kernels);
  }
  return kernels;
}
