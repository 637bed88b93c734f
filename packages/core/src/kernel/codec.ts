// Typed door to the decompression kernels (assembly/codec.ts).
import type { Arena, Pointer } from "../arena/arena.ts";
import { instantiateModule } from "./instantiate.ts";

export interface CodecKernels {
  /**
   * Decompresses exactly `targetLength` bytes; negative when the source is not that. Both buffers need 16
   * bytes of padding, which the target's may be written to.
   */
  snappyDecompress(source: Pointer, sourceLength: number, target: Pointer, targetLength: number): number;
  /** One LZ4 block, into at most `targetLength` bytes: how many it gave, or a negative number. The same padding. */
  lz4Decompress(source: Pointer, sourceLength: number, target: Pointer, targetLength: number): number;
}

export function codecKernels(arena: Arena): CodecKernels {
  return instantiateModule(arena, "codec") as unknown as CodecKernels;
}
