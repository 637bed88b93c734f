// Writes stored rows to a file, as Arrow frames of bounded size. One thread writes.
import { RowEncoder } from "../../exchange/encode-rows.ts";
import type { SpillFrame } from "../../io/spill-disk.ts";
import type { SpillFile } from "../../spill/spill.ts";
import type { LogicalType } from "../../type/logical-type.ts";
import { storageOf, storageWidth } from "../../type/storage.ts";
import type { TaskContext } from "../operator.ts";
import type { RowChunk, RowStoreData } from "../row-store.ts";
import { chunkColumns } from "../row-store-read.ts";
import { type SpilledPart, spillOf } from "./spilled-rows.ts";

/** About the bytes of a frame. */
const FRAME_BYTES = 1 << 19;
const LEAST_ROWS = 256;
/** What a string is thought to have, where none was measured. */
const STRING_BYTES = 16;
/** A frame may have so many times the bytes it should have, before it is split. */
const MOST_FRAMES = 2;
/** A larger frame gets memory of its own. */
const MOST_SHARED_BYTES = 1 << 22;

/** Where this thread builds its frames, one after the other. */
let shared = new Uint8Array(0);

/** Zeros, good until the next call. */
function frameRoom(bytes: number): Uint8Array<ArrayBuffer> {
  if (bytes > MOST_SHARED_BYTES) return new Uint8Array(bytes);
  if (bytes > shared.length) shared = new Uint8Array(Math.min(MOST_SHARED_BYTES, 2 * bytes));
  else shared.fill(0, 0, bytes);
  return shared.subarray(0, bytes);
}

/** How many rows of these types a frame holds, if their strings are short: who keeps rows for one counts bytes as well. */
export function rowsOfFrame(types: readonly LogicalType[], bytes: number = FRAME_BYTES): number {
  const width = types.reduce((sum, type) => {
    const storage = storageOf(type);
    return sum + storageWidth(storage) + (storage === "ref" ? STRING_BYTES : 0);
  }, 1);
  return Math.max(LEAST_ROWS, Math.floor(bytes / width));
}

export class RowSpiller {
  readonly #file: SpillFile;
  readonly #types: readonly LogicalType[];
  readonly #encoder: RowEncoder;
  readonly #frameBytes: number;
  #frameRows: number;

  constructor(context: TaskContext, types: readonly LogicalType[], frameBytes: number = FRAME_BYTES) {
    this.#file = spillOf(context).open(context.region);
    this.#types = types;
    this.#encoder = new RowEncoder(context.region, types);
    this.#frameBytes = frameBytes;
    this.#frameRows = rowsOfFrame(types, frameBytes);
  }

  get file(): string {
    return this.#file.name;
  }

  /** Writes the rows, which stay the caller's. */
  write({ chunks, rows }: Pick<RowStoreData, "chunks" | "rows">): SpilledPart {
    return { file: this.#file.name, frames: chunks.flatMap((chunk) => this.#writeChunk(chunk)), rows };
  }

  #writeChunk(chunk: RowChunk): readonly SpillFrame[] {
    const columns = chunkColumns(this.#types, chunk);
    const frames: SpillFrame[] = [];
    for (let from = 0; from < chunk.rows; ) {
      const rows = Math.min(this.#frameRows, chunk.rows - from);
      const slice = columns.map((column) => ({
        ...column,
        data: column.data + from * storageWidth(column.storage),
        validity: column.validity === 0 ? 0 : column.validity + from,
        slots: rows,
      }));
      let bytes = 0;
      const most = MOST_FRAMES * this.#frameBytes;
      for (const frame of this.#encoder.frames({ pieces: [{ rows, columns: slice }] }, frameRoom, most)) {
        frames.push(this.#file.append(frame));
        bytes += frame.length;
      }
      this.#adapt(rows, bytes);
      from += rows;
    }
    return frames;
  }

  /** Strings may be longer than was thought: the next frames hold fewer rows then. */
  #adapt(rows: number, bytes: number): void {
    if (bytes > MOST_FRAMES * this.#frameBytes)
      this.#frameRows = Math.max(1, Math.floor((rows * this.#frameBytes) / bytes));
  }

  /** Ends writing. What was written stays. */
  close(): void {
    this.#encoder.close();
    this.#file.close();
  }
}
