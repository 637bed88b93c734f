// The typed door of the row functions that digest bytes (assembly/digest.ts). A ref is
// `byteLength << 32 | address`; a negative ref is a status.
import type { Arena } from "../arena/arena.ts";
import { instantiateModule } from "./instantiate.ts";

/** There are none: -1 says that the byte heap is full. */
export const DIGEST_FAILURES: Readonly<Record<number, { readonly sqlstate: string; readonly message: string }>> = {};

/** What assembly/digest.ts exports. */
export interface DigestKernels {
  setHeap(next: number, end: number): void;
  getHeapNext(): number;
  takeStatus(): number;
  md5(bytes: bigint): bigint;
  /** 224, 256, 384 or 512 bits. */
  sha(bits: number, bytes: bigint): bigint;
  crc(polynomial: number, bytes: bigint): bigint;
}

/** An instance of the kernels over the arena, for one thread. */
export function digestKernels(arena: Arena): DigestKernels {
  return instantiateModule(arena, "digest") as unknown as DigestKernels;
}
