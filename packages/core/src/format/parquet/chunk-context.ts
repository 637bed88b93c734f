// What every step of decoding one column chunk needs: where its bytes are, the kernels, and how to refuse.
import type { Arena, Pointer } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import type { FfqError } from "../../common/error.ts";
import { type CodecKernels, codecKernels } from "../../kernel/codec.ts";
import { describeParquetStatus, type ParquetKernels, parquetKernels } from "../../kernel/parquet.ts";
import { badFile, type FilePlace } from "./bad-file.ts";
import type { ParquetLeaf } from "./schema.ts";

export interface DecodeKernels {
  readonly parquet: ParquetKernels;
  readonly codec: CodecKernels;
}

const kernelsOf = new WeakMap<Arena, DecodeKernels>();

/** This thread's decode kernels over an arena. */
export function decodeKernels(arena: Arena): DecodeKernels {
  let kernels = kernelsOf.get(arena);
  if (kernels === undefined) {
    kernels = { parquet: parquetKernels(arena), codec: codecKernels(arena) };
    kernelsOf.set(arena, kernels);
  }
  return kernels;
}

export class ChunkContext {
  readonly region: Region;
  readonly kernels: DecodeKernels;
  readonly leaf: ParquetLeaf;
  readonly codec: number;
  readonly place: FilePlace;

  constructor(region: Region, kernels: DecodeKernels, leaf: ParquetLeaf, codec: number, place: FilePlace) {
    this.region = region;
    this.kernels = kernels;
    this.leaf = leaf;
    this.codec = codec;
    this.place = { ...place, column: leaf.name };
  }

  /** The little-endian u32 at any address. */
  word(address: Pointer): number {
    const { u8 } = this.region.arena.view();
    const byte = (offset: number): number => u8[address + offset] as number;
    return (byte(0) | (byte(1) << 8) | (byte(2) << 16) | (byte(3) << 24)) >>> 0;
  }

  /** A kernel's answer. @throws FfqError BAD_FILE when it is a negative status */
  status(status: number): number {
    if (status < 0) throw this.bad(describeParquetStatus(status));
    return status;
  }

  bad(what: string): FfqError {
    return badFile(what, this.place);
  }
}
