// What the operators of one task spill with: files of frames, named apart from those of all other threads, compressed,
// and counted against the query's limit. Made of plain data on each thread.
//
// The rule: nothing is on disk until the first frame is written, and all of a query's files are in its one folder,
// which goes with the query however it ends.
import type { Arena, Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import { FfqError } from "../common/error.ts";
import { platformZlib } from "../format/parquet/platform-zlib.ts";
import type { SpillDisk, SpillFrame, SpillOutput } from "../io/spill-disk.ts";
import { FramePacker, unpackFrame } from "./pack-frame.ts";
import { SpillGauge } from "./spill-gauge.ts";

/** How a query's tasks spill. Plain data. */
export interface SpillData {
  /** The query's own; made with the first file. */
  readonly folder: string;
  /** Bytes from which an operator's state spills whatever the memory; 0: when memory is short. */
  readonly threshold: number;
  /** The most bytes on disk at one time; 0: what the disk holds. */
  readonly limit: number;
  readonly threads: number;
  /** Address of the query's counters in its region. */
  readonly counters: Pointer;
}

/** Bytes of the counters: u32 of the next file's number, i64 (at 8) of the bytes on disk. */
export const COUNTER_BYTES = 16;

/** A file that is being written. */
export interface SpillFile {
  readonly name: string;
  append(frame: Uint8Array): SpillFrame;
  /** Ends writing. May be called again. */
  close(): void;
}

export class Spill {
  readonly #arena: Arena;
  readonly #data: SpillData;
  readonly #disk: SpillDisk;
  #writtenBytes = 0;

  constructor(arena: Arena, data: SpillData, disk: SpillDisk) {
    this.#arena = arena;
    this.#data = data;
    this.#disk = disk;
  }

  /** The same, counting apart what it writes. */
  tally(): Spill {
    return new Spill(this.#arena, this.#data, this.#disk);
  }

  /** On disk, compressed. */
  get writtenBytes(): number {
    return this.#writtenBytes;
  }

  gauge(region: Region): SpillGauge {
    return new SpillGauge(region, this.#data.threads, this.#data.threshold);
  }

  /** A file, opened when the first frame comes. `region`: of what packing needs, until it is closed. */
  open(region: Region): SpillFile {
    const number = Atomics.add(this.#arena.view().u32, this.#data.counters >>> 2, 1);
    const name = `${number}.spill`;
    const packer = new FramePacker(region);
    let output: SpillOutput | undefined;
    let end = 0;
    return {
      name,
      append: (frame) => {
        const packed = packer.pack(frame);
        this.#reserve(packed.length);
        output ??= this.#disk.create(name);
        output.append(packed);
        const offset = end;
        end += packed.length;
        this.#writtenBytes += packed.length;
        return { offset, length: packed.length, bytes: frame.length, checksum: platformZlib().crc32(packed) };
      },
      close: () => {
        packer.close();
        output?.close();
        output = undefined;
      },
    };
  }

  /** A frame's bytes in memory of the region, which is the caller's. @throws FfqError IO, MEMORY_LIMIT */
  read(region: Region, name: string, frame: SpillFrame): Pointer {
    return unpackFrame(region, frame, (into) => this.#disk.read(name, frame.offset, into));
  }

  /** Takes files away that nobody reads any more: others may have their room. @throws FfqError IO */
  remove(names: readonly string[]): void {
    for (const name of names) this.#count(-this.#disk.remove(name));
  }

  #reserve(bytes: number): void {
    const { limit } = this.#data;
    if (this.#count(bytes) <= limit || limit === 0) return;
    throw new FfqError("MEMORY_LIMIT", `the query spills more than its limit of ${limit} bytes`, {
      sqlstate: "53400",
      hint: "Raise spillLimit or memoryLimit.",
    });
  }

  /** Answers how many bytes there are now. */
  #count(bytes: number): number {
    const at = (this.#data.counters + 8) >>> 3;
    return Number(Atomics.add(this.#arena.view().i64, at, BigInt(bytes))) + bytes;
  }
}
