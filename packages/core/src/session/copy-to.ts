// COPY ... TO: the rows of a query become a file, as text or as Parquet. What fails or is stopped leaves no file.
import { freeBatch } from "../column/result-batch.ts";
import type { TextFormat } from "../format/csv/text-format.ts";
import { TextWriter } from "../format/csv/write-text.ts";
import type { ByteSink } from "../io/byte-store.ts";
import type { LeavingBatch } from "../runtime/leaving-batch.ts";
import type { ResultStream } from "../runtime/result.ts";
import { type RowGroupsOptions, RowGroupsUnderWay } from "./row-groups-under-way.ts";

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

export interface ParquetCopy extends RowGroupsOptions {
  /** One after the other. */
  readonly sources: readonly ResultStream<LeavingBatch>[];
}

/** Writes all rows and finishes the file. Answers how many each source had. @throws FfqError, with the sink aborted */
export async function copyToParquet({ sources, ...given }: ParquetCopy): Promise<readonly number[]> {
  const stop = new AbortController();
  try {
    const rowGroups = new RowGroupsUnderWay(given, stop.signal);
    const rows: number[] = [];
    for (const stream of sources) {
      let own = 0;
      for await (const leaving of stream) {
        own += leaving.batch.rows;
        await rowGroups.add(leaving);
      }
      rows.push(own);
    }
    await rowGroups.finish();
    for (const stream of sources) await stream.close();
    return rows;
  } catch (thrown) {
    stop.abort();
    for (const stream of sources) await stream.close();
    await given.sink.abort();
    throw thrown;
  }
}
