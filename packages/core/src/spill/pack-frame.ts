// How frames are packed in spill files: LZ4, unless that saves nothing. In the arena, so that nothing is left to be
// collected, however much is spilled.
import type { Arena, Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import { FfqError } from "../common/error.ts";
import { platformZlib } from "../format/parquet/platform-zlib.ts";
import type { SpillFrame } from "../io/spill-disk.ts";
import { type CodecKernels, codecKernels } from "../kernel/codec.ts";
import { spillKernels } from "../kernel/spill.ts";

const TABLE_BYTES = 32768;

/** Bytes that packing may take at most. */
const mostPacked = (bytes: number): number => bytes + Math.ceil(bytes / 255) + 16;

export class FramePacker {
  readonly #region: Region;
  #memory: Pointer = 0;
  #capacity = 0;

  constructor(region: Region) {
    this.#region = region;
  }

  /** What is stored of a frame: shorter than it, or the frame itself. Valid until the next call. */
  pack(frame: Uint8Array): Uint8Array {
    this.#reserve(frame.length);
    const table = this.#memory;
    const source = table + TABLE_BYTES;
    const target = source + ((frame.length + 31) & ~15);
    const { arena } = this.#region;
    arena.view().u8.set(frame, source);
    const length = spillKernels(arena).lz4Compress(source, frame.length, target, table);
    return length < frame.length ? arena.view().u8.subarray(target, target + length) : frame;
  }

  close(): void {
    this.#region.free(this.#memory);
    this.#memory = this.#capacity = 0;
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#capacity) return;
    this.close();
    this.#memory = this.#region.allocate(TABLE_BYTES + bytes + 32 + mostPacked(bytes));
    this.#capacity = bytes;
  }
}

const instances = new WeakMap<Arena, CodecKernels>();

/** This thread's instance over the arena. */
function unpackKernels(arena: Arena): CodecKernels {
  let kernels = instances.get(arena);
  if (kernels === undefined) {
    kernels = codecKernels(arena);
    instances.set(arena, kernels);
  }
  return kernels;
}

const damaged = (): FfqError => new FfqError("IO", "a spill file is damaged", { sqlstate: "58030" });

/** A frame's bytes, in memory that is the caller's; `read` gets what is stored. */
export function unpackFrame(
  region: Region,
  { length, bytes, checksum }: SpillFrame,
  read: (into: Uint8Array) => void,
): Pointer {
  const { arena } = region;
  const frame = region.allocate(bytes);
  let packed: Pointer = 0;
  try {
    packed = length === bytes ? 0 : region.allocate(length);
    const at = packed === 0 ? frame : packed;
    const stored = arena.view().u8.subarray(at, at + length);
    read(stored);
    if (platformZlib().crc32(stored) !== checksum) throw damaged();
    if (packed !== 0 && unpackKernels(arena).lz4Decompress(packed, length, frame, bytes) !== bytes) throw damaged();
    return frame;
  } catch (thrown) {
    region.free(frame);
    throw thrown;
  } finally {
    region.free(packed);
  }
}
