// The benchmark's Parquet files: FFQ's generated rows, rewritten by an engine that is neither of the contenders
// (arrow-rs, as parquet-wasm) with its default settings, so that neither reads a file of its own making.
import { once } from "node:events";
import { createWriteStream, openAsBlob } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { Compression, ParquetFile, transformParquetStream, WriterPropertiesBuilder } from "parquet-wasm";
import { generatedData, madeOnce, TPCH_TABLES } from "./data.ts";

/** Rows of a row group, as DuckDB writes them: arrow-rs' own million would leave two threads little to share. */
const ROW_GROUP_ROWS = 122_880;
/** Rows per batch on the way through. */
const BATCH_ROWS = 8192;

/** The folder of this scale factor's files. */
export async function benchmarkData(scaleFactor: number): Promise<string> {
  const source = await generatedData(scaleFactor);
  return madeOnce(`ffq-tpch/sf${scaleFactor}-arrow-rs`, TPCH_TABLES, async (directory) => {
    process.stderr.write("rewriting the files with a third engine\n");
    for (const table of TPCH_TABLES) {
      await rewriteFile(join(source, `${table}.parquet`), join(directory, `${table}.parquet`));
    }
  });
}

type SetProperties = (builder: WriterPropertiesBuilder) => WriterPropertiesBuilder;

/** What a benchmark's files have unless it is about something else. */
const snappy: SetProperties = (builder) => builder.setCompression(Compression.SNAPPY);

/** Writes a Parquet file's rows to another, as arrow-rs does by default but for what `properties` sets. */
export async function rewriteFile(from: string, to: string, properties: SetProperties = snappy): Promise<void> {
  const file = await ParquetFile.fromFile(await openAsBlob(from));
  const batches = await file.stream({ batchSize: BATCH_ROWS });
  const built = properties(new WriterPropertiesBuilder().setMaxRowGroupSize(ROW_GROUP_ROWS)).build();
  const bytes = (await transformParquetStream(batches, built)) as AsyncIterable<Uint8Array>;
  const out = createWriteStream(to);
  for await (const chunk of bytes) if (!out.write(chunk)) await once(out, "drain");
  out.end();
  await finished(out);
  file.free();
}
