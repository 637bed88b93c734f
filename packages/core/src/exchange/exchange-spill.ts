// Rows of an exchange that wait on disk: those for which a queue that may not make its writers wait has no room in
// memory. Written and read on the caller's thread.
import type { Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import type { SpillFrame } from "../io/spill-disk.ts";
import type { Spill, SpillFile } from "../spill/spill.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { RowDecoder } from "./decode-rows.ts";
import { RowEncoder } from "./encode-rows.ts";
import type { ExchangeRows } from "./exchange.ts";

/** Rows on disk. */
export interface WaitingRows {
  readonly rows: number;
  readonly frames: readonly SpillFrame[];
}

export class ExchangeSpill {
  readonly #region: Region;
  readonly #types: readonly LogicalType[];
  readonly #spill: Spill;
  #writing: { readonly file: SpillFile; readonly encoder: RowEncoder } | undefined;

  constructor(region: Region, types: readonly LogicalType[], spill: Spill) {
    this.#region = region;
    this.#types = types;
    this.#spill = spill;
  }

  /** The rows stay the caller's. @throws FfqError IO, MEMORY_LIMIT */
  write(rows: ExchangeRows): WaitingRows {
    this.#writing ??= {
      file: this.#spill.open(this.#region),
      encoder: new RowEncoder(this.#region, this.#types),
    };
    const { file, encoder } = this.#writing;
    return { rows: rows.rows, frames: encoder.encode(rows).map((frame) => file.append(frame)) };
  }

  /** The rows in memory of the region, which is the caller's. @throws FfqError IO, MEMORY_LIMIT */
  read({ rows, frames }: WaitingRows, region: Region): ExchangeRows {
    if (this.#writing === undefined) return { rows: 0, bytes: 0, pieces: [], owned: [] };
    const { name } = this.#writing.file;
    const decoder = new RowDecoder(region, this.#types);
    const pieces: ExchangeRows["pieces"][number][] = [];
    const owned: Pointer[] = [];
    let bytes = 0;
    for (const frame of frames) {
      const read = decoder.decode(this.#spill.read(region, name, frame), frame.bytes);
      pieces.push(...read.pieces);
      owned.push(...read.owned);
      bytes += read.bytes;
    }
    return { rows, bytes, pieces, owned };
  }

  /** No rows are written any more; what was written can be read. */
  close(): void {
    this.#writing?.encoder.close();
    this.#writing?.file.close();
  }
}
