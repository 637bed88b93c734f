// Rows on disk: which files and frames hold them, and reading them back, a frame at a time. Plain data, so that any
// thread can read what others wrote.
import type { Region } from "../../arena/region.ts";
import type { Batch } from "../../column/vector.ts";
import { internal } from "../../common/error.ts";
import { RowDecoder } from "../../exchange/decode-rows.ts";
import type { ReceivedRows } from "../../exchange/exchange.ts";
import type { SpillFrame } from "../../io/spill-disk.ts";
import type { Spill } from "../../spill/spill.ts";
import type { LogicalType } from "../../type/logical-type.ts";
import type { BatchSource, TaskContext } from "../operator.ts";
import { scanVectors } from "../scan-vectors.ts";

/** What one writer wrote of some rows. */
export interface SpilledPart {
  readonly file: string;
  readonly frames: readonly SpillFrame[];
  readonly rows: number;
}

export interface SpilledRows {
  readonly parts: readonly SpilledPart[];
  readonly rows: number;
  /** About what they take in memory. */
  readonly bytes: number;
}

export const NO_ROWS: SpilledRows = { parts: [], rows: 0, bytes: 0 };

export function spilledRows(parts: readonly SpilledPart[]): SpilledRows {
  const frames = parts.flatMap((part) => part.frames);
  return {
    parts: parts.filter((part) => part.frames.length > 0),
    rows: parts.reduce((sum, { rows }) => sum + rows, 0),
    bytes: frames.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** All rows of several. */
export function joinSpilled(all: readonly SpilledRows[]): SpilledRows {
  return spilledRows(all.flatMap(({ parts }) => parts));
}

/** The files that hold some of the parts' rows. */
export function filesOfParts(parts: readonly Pick<SpilledPart, "file" | "frames">[]): readonly string[] {
  // A file is made with its first frame.
  return [...new Set(parts.filter(({ frames }) => frames.length > 0).map(({ file }) => file))];
}

export function spillOf({ spill }: Pick<TaskContext, "spill">): Spill {
  if (spill === undefined) throw internal("rows on disk in a task that cannot spill");
  return spill;
}

/** Reads frames one after the other; what one holds is valid until the next is asked for. */
export class FrameReader {
  readonly #spill: Spill;
  readonly #region: Region;
  readonly #decoder: RowDecoder;
  readonly #left: { readonly file: string; readonly frame: SpillFrame }[];
  #current: ReceivedRows | undefined;

  constructor(context: TaskContext, types: readonly LogicalType[], { parts }: Pick<SpilledRows, "parts">) {
    this.#spill = spillOf(context);
    this.#region = context.region;
    this.#decoder = new RowDecoder(context.region, types);
    this.#left = parts.flatMap(({ file, frames }) => frames.map((frame) => ({ file, frame })));
  }

  /** The next frame's rows as one flat batch. */
  next(): Batch | undefined {
    this.close();
    const next = this.#left.shift();
    if (next === undefined) return undefined;
    this.#current = this.#decoder.decode(this.#spill.read(this.#region, next.file, next.frame), next.frame.bytes);
    return { rows: this.#current.rows, columns: this.#current.pieces[0]?.columns ?? [] };
  }

  close(): void {
    this.#current?.release();
    this.#current = undefined;
  }
}

/** The rows in batches of at most the context's size. */
export function readSpilled(
  context: TaskContext,
  types: readonly LogicalType[],
  rows: Pick<SpilledRows, "parts">,
): BatchSource {
  const reader = new FrameReader(context, types, rows);
  let source: BatchSource | undefined;
  return {
    next(): Batch | undefined {
      for (;;) {
        const batch = source?.next();
        if (batch !== undefined) return batch;
        const frame = reader.next();
        if (frame === undefined) return undefined;
        source = scanVectors(frame.columns, 0, frame.rows, context.batchRows);
      }
    },
    close(): void {
      source = undefined;
      reader.close();
    },
  };
}
