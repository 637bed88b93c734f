// Rows on their way into a Parquet file: they are cut into row groups, which gather and are encoded on the crew while
// further rows come, and are written in their order. At most one row group a thread is encoded beside the one that gathers,
// and as many wait for their turn in the file: the query waits for the disk, not the disk's rows in memory.
import { bytesOfColumns, freeBatch, type ResultBatch } from "../column/result-batch.ts";
import type { Field } from "../column/vector.ts";
import { internal } from "../common/error.ts";
import { unreachable } from "../common/unreachable.ts";
import { sliceResult } from "../format/parquet/slice-result.ts";
import { type ParquetFileOptions, ParquetFileWriter } from "../format/parquet/write-file.ts";
import type { EncodedRowGroup } from "../format/parquet/write-row-group.ts";
import { resultFormOf } from "../format/parquet/write-tree.ts";
import type { ResultForm } from "../format/parquet/write-types.ts";
import type { ByteSink } from "../io/byte-store.ts";
import type { EncodedBatch, RowGroupEncoding } from "../runtime/encode-on-crew.ts";
import type { LeavingBatch } from "../runtime/leaving-batch.ts";
import type { LocalRuntime } from "../runtime/runtime.ts";
import { RowGroupCutter } from "./row-group-cutter.ts";

export interface RowGroupsOptions {
  readonly fields: readonly Field[];
  /** Where the row groups are encoded. */
  readonly local: LocalRuntime;
  readonly sink: ByteSink;
  readonly options: ParquetFileOptions;
}

interface Encoding {
  readonly encoded: Promise<EncodedRowGroup>;
  isDone: boolean;
}

export class RowGroupsUnderWay {
  readonly #given: RowGroupsOptions;
  readonly #signal: AbortSignal;
  readonly #writer: ParquetFileWriter;
  readonly #cutter: RowGroupCutter;
  readonly #forms: readonly ResultForm[];
  /** In the order of the file. */
  readonly #encoding: Encoding[] = [];
  #gathering: RowGroupEncoding | undefined;

  /** @param signal ends what is encoded when the file is given up */
  constructor(given: RowGroupsOptions, signal: AbortSignal) {
    this.#given = given;
    this.#signal = signal;
    this.#writer = new ParquetFileWriter(given.sink, given.fields, given.options);
    this.#cutter = new RowGroupCutter(given.options);
    this.#forms = given.fields.map(resultFormOf);
  }

  /** The next rows: the batch is taken over, whatever happens. @throws FfqError what encoding or writing earlier ones gives */
  async add(leaving: LeavingBatch): Promise<void> {
    const pieces = this.#cutter.cut(leaving.batch.rows, bytesOf(leaving));
    const isCut = pieces.length !== 1;
    if (!isCut && leaving.kind !== "shared" && pieces[0]?.isFirst !== true) {
      this.#gather(leaving);
      return;
    }
    // Before a row group begins others are written, which may take for ever: the query's memory must not wait for that.
    const batch = broughtOut(leaving);
    const isOwn = leaving.kind !== "shared";
    for (const { from, to, isFirst } of pieces) {
      if (isFirst) await this.#begin();
      const share = isOwn && !isCut ? batch : sliceResult(batch, this.#forms, from, to);
      this.#gather({ kind: "own", batch: share });
    }
    if (isOwn && isCut) freeBatch(batch);
  }

  #gather(batch: EncodedBatch): void {
    if (this.#gathering === undefined) throw internal("rows before the first row group");
    this.#gathering.add(batch);
  }

  /** The row group that gathers is whole, and the next one begins. */
  async #begin(): Promise<void> {
    const { local, fields, options } = this.#given;
    this.#finishGathered();
    await this.#makeRoom(local.capacity);
    this.#gathering = await local.encode({ schema: fields, options }, this.#signal);
  }

  #finishGathered(): void {
    const encoded = this.#gathering?.finish();
    this.#gathering = undefined;
    if (encoded === undefined) return;
    const encoding: Encoding = { encoded, isDone: false };
    const end = (): void => {
      encoding.isDone = true;
    };
    // It is awaited in its turn; until then its failure is no accident.
    encoded.then(end, end);
    this.#encoding.push(encoding);
  }

  /** Writes what is in its turn, and waits until no more than so many are encoded. */
  async #makeRoom(capacity: number): Promise<void> {
    for (;;) {
      const open = this.#encoding.filter(({ isDone }) => !isDone);
      if (this.#encoding[0]?.isDone === true || this.#encoding.length > 2 * capacity) await this.#writeFirst();
      else if (open.length > capacity) await Promise.race(open.map(({ encoded }) => encoded));
      else return;
    }
  }

  async #writeFirst(): Promise<void> {
    const encoded = await this.#encoding.shift()?.encoded;
    if (encoded === undefined) return;
    await this.#writer.writeRowGroup(encoded);
    // Given back now, not when a collector comes by.
    for (const { buffer } of encoded.pieces) buffer.transfer(0);
  }

  /** All rows were added: resolves when the file is whole. */
  async finish(): Promise<void> {
    this.#finishGathered();
    while (this.#encoding.length > 0) await this.#writeFirst();
    await this.#writer.finish();
  }
}

/** The rows outside of the arena. */
function broughtOut(leaving: LeavingBatch): ResultBatch {
  switch (leaving.kind) {
    case "own":
    case "shared":
      return leaving.batch;
    case "lent":
      try {
        return leaving.copy();
      } finally {
        leaving.giveBack();
      }
    default:
      return unreachable(leaving);
  }
}

/** The same wherever the batch lies: row groups do not depend on that. */
function bytesOf(leaving: LeavingBatch): number {
  if (leaving.kind === "lent") {
    return leaving.batch.columns.reduce(
      (sum, { rows, bytes, narrow, offsets, validity }) =>
        sum +
        (narrow === true ? 2 * bytes : bytes) +
        (offsets === undefined ? 0 : 4 * (rows + 1)) +
        (validity === undefined ? 0 : Math.ceil(rows / 8)),
      0,
    );
  }
  return bytesOfColumns(leaving.batch.columns);
}
