// COPY ... TO: the rows of a query become row groups, encoded on the crew while the query goes on, and are written
// in their order. At most one row group a thread is under way beside the one being gathered: the query waits for
// the disk, not the disk's rows in memory. What fails or is stopped leaves no file.
import { type ParquetFileOptions, ParquetFileWriter } from "../format/parquet/write-file.ts";
import type { EncodedRowGroup } from "../format/parquet/write-row-group.ts";
import type { ByteSink } from "../io/byte-store.ts";
import type { ResultStream } from "../runtime/result.ts";
import type { LocalRuntime } from "../runtime/runtime.ts";
import { RowGroupCutter } from "./row-group-cutter.ts";

export interface ParquetCopy {
  readonly stream: ResultStream;
  /** Where the row groups are encoded. */
  readonly local: LocalRuntime;
  /** Whether the stream's batches may be taken apart, because nobody else holds their buffers. */
  readonly ownsBatches: boolean;
  readonly sink: ByteSink;
  readonly options: ParquetFileOptions;
}

/** Writes all rows and finishes the file. Answers how many. @throws FfqError, with the sink aborted */
export async function copyToParquet({ stream, local, ownsBatches, sink, options }: ParquetCopy): Promise<number> {
  const stop = new AbortController();
  try {
    const writer = new ParquetFileWriter(sink, stream.fields, options);
    const cutter = new RowGroupCutter(stream.fields, options, ownsBatches);
    const pending: Promise<EncodedRowGroup>[] = [];
    const begin = (batches: ReturnType<RowGroupCutter["add"]>[number]): void => {
      const encoded = local.encode({ schema: stream.fields, batches, options }, stop.signal);
      // It is awaited in its turn; until then its failure is no accident.
      encoded.catch(() => undefined);
      pending.push(encoded);
    };
    const writeUntil = async (left: number): Promise<void> => {
      while (pending.length > left) await writer.writeRowGroup(await (pending.shift() as Promise<EncodedRowGroup>));
    };
    for await (const batch of stream) {
      for (const group of cutter.add(batch)) {
        begin(group);
        await writeUntil(local.encoders);
      }
    }
    const rest = cutter.rest();
    if (rest.length > 0) begin(rest);
    await writeUntil(0);
    await writer.finish();
    return writer.rows;
  } catch (thrown) {
    stop.abort();
    await stream.close();
    await sink.abort();
    throw thrown;
  }
}
