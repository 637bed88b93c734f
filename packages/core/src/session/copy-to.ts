// COPY ... TO: the rows of a query become row groups, which gather and are encoded on the crew while the query goes on,
// and are written in their order. At most one row group a thread is under way beside the one being gathered: the query
// waits for the disk, not the disk's rows in memory. What fails or is stopped leaves no file.
import { freeBatch } from "../column/result-batch.ts";
import type { Field } from "../column/vector.ts";
import type { TextFormat } from "../format/csv/text-format.ts";
import { TextWriter } from "../format/csv/write-text.ts";
import { type ParquetFileOptions, ParquetFileWriter } from "../format/parquet/write-file.ts";
import type { EncodedRowGroup } from "../format/parquet/write-row-group.ts";
import type { ByteSink } from "../io/byte-store.ts";
import type { RowGroupEncoding } from "../runtime/encode-on-crew.ts";
import type { ResultStream } from "../runtime/result.ts";
import type { LocalRuntime } from "../runtime/runtime.ts";
import { RowGroupCutter } from "./row-group-cutter.ts";

export interface CopySource {
  readonly stream: ResultStream;
  /** Whether its batches may be taken apart, because nobody else holds their buffers. */
  readonly ownsBatches: boolean;
}

/** Writes all rows as lines and finishes the file. Answers how many. @throws FfqError, with the sink aborted */
export async function copyToText(
  { stream, ownsBatches }: CopySource,
  sink: ByteSink,
  format: TextFormat,
): Promise<number> {
  try {
    const writer = new TextWriter(stream.fields, format);
    let rows = 0;
    await sink.write(writer.header());
    for await (const batch of stream) {
      rows += batch.rows;
      const lines = writer.batch(batch);
      if (ownsBatches) freeBatch(batch);
      await sink.write(lines);
    }
    await sink.finish();
    return rows;
  } catch (thrown) {
    await stream.close();
    await sink.abort();
    throw thrown;
  }
}

export interface ParquetCopy {
  /** One after the other. */
  readonly sources: readonly CopySource[];
  readonly fields: readonly Field[];
  /** Where the row groups are encoded. */
  readonly local: LocalRuntime;
  readonly sink: ByteSink;
  readonly options: ParquetFileOptions;
}

/** Writes all rows and finishes the file. Answers how many each source had. @throws FfqError, with the sink aborted */
export async function copyToParquet({
  sources,
  fields,
  local,
  sink,
  options,
}: ParquetCopy): Promise<readonly number[]> {
  const stop = new AbortController();
  try {
    const writer = new ParquetFileWriter(sink, fields, options);
    const cutter = new RowGroupCutter(fields, options);
    const pending: Promise<EncodedRowGroup>[] = [];
    let gathering: RowGroupEncoding | undefined;
    const finishGathered = (): void => {
      const encoded = gathering?.finish();
      if (encoded === undefined) return;
      // It is awaited in its turn; until then its failure is no accident.
      encoded.catch(() => undefined);
      pending.push(encoded);
    };
    const writeUntil = async (left: number): Promise<void> => {
      while (pending.length > left) {
        const encoded = await (pending.shift() as Promise<EncodedRowGroup>);
        await writer.writeRowGroup(encoded);
        // Given back now, not when a collector comes by.
        for (const { buffer } of encoded.pieces) buffer.transfer(0);
      }
    };
    const rows: number[] = [];
    for (const { stream, ownsBatches } of sources) {
      let own = 0;
      for await (const batch of stream) {
        own += batch.rows;
        for (const piece of cutter.cut(batch, ownsBatches)) {
          if (piece.isFirst) {
            finishGathered();
            await writeUntil(local.encoders);
            gathering = await local.encode({ schema: fields, options }, stop.signal);
          }
          gathering?.add(piece.batch);
        }
      }
      rows.push(own);
    }
    finishGathered();
    await writeUntil(0);
    await writer.finish();
    return rows;
  } catch (thrown) {
    stop.abort();
    for (const { stream } of sources) await stream.close();
    await sink.abort();
    throw thrown;
  }
}
