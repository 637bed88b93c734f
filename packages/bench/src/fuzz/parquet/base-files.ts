// The files that mutations begin with: small ones of DuckDB, arrow-rs and hyparquet-writer, which between them have every
// encoding, both kinds of page, indexes, bloom filters and nested columns.
import { openAsBlob, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import {
  Compression,
  Encoding,
  ParquetFile,
  transformParquetStream,
  WriterPropertiesBuilder,
  WriterVersion,
} from "parquet-wasm";
import { openDuck } from "../../duckdb.ts";

export interface BaseFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const ROWS = 240;

const FLAT = `
  i::INTEGER AS i,
  CASE WHEN i % 7 > 0 THEN i * 2654435761 END::BIGINT AS b,
  CASE WHEN i % 11 > 0 THEN i / 4.0 END::DOUBLE AS d,
  'word ' || (i % 13) AS few,
  CASE WHEN i % 5 > 0 THEN 'value ' || i || repeat('é', i % 4) END AS many,
  i % 3 = 0 AS ok`;
const OTHERS = `
  (i * 1.25)::DECIMAL(9,2) AS small,
  CASE WHEN i % 5 > 0 THEN (i::HUGEINT * 1000000000000000000000)::DECIMAL(38,4) END AS large,
  DATE '2000-01-01' + i::INTEGER AS day,
  TIMESTAMP '2001-02-03 04:05:06.789' + INTERVAL (i) MINUTE AS moment,
  i::FLOAT AS f,
  ('x' || i)::BLOB AS blob,
  CASE WHEN i % 4 > 0 THEN uuid() END AS id,
  TIME '01:02:03' + INTERVAL (i) SECOND AS clock`;
const NESTED = `
  CASE WHEN i % 6 > 0 THEN list_transform(range(i % 5), j -> CASE WHEN (i + j) % 4 > 0 THEN (i * 10 + j)::INTEGER END) END AS numbers,
  CASE WHEN i % 8 > 0 THEN {'a': CASE WHEN i % 3 > 0 THEN i::INTEGER END, 'b': 's' || i} END AS pair,
  CASE WHEN i % 5 > 0 THEN list_transform(range(i % 4), j ->
    CASE WHEN (i + j) % 6 > 0 THEN {'x': (i + j)::INTEGER, 'y': list_transform(range(j), k -> 'y' || k)} END) END AS pairs`;

export async function baseFiles(folder: string): Promise<readonly BaseFile[]> {
  const duck = await openDuck(1);
  const files: BaseFile[] = [];
  const add = (name: string, bytes: Uint8Array): void => void files.push({ name, bytes });
  const path = join(folder, "base.parquet");
  for (const [what, columns] of Object.entries({
    flat: FLAT,
    types: `${FLAT},${OTHERS}`,
    nested: `i::INTEGER AS i,${NESTED}`,
  })) {
    for (const setting of [
      "CODEC uncompressed",
      "CODEC snappy",
      "PARQUET_VERSION V2, CODEC zstd, DICTIONARY_SIZE_LIMIT 1",
    ]) {
      await duck.run(`COPY (SELECT ${columns} FROM range(${ROWS}) AS r(i)) TO '${path}' (FORMAT parquet, ${setting})`);
      add(`DuckDB, ${what}, ${setting}`, readFileSync(path));
    }
    for (const [name, properties] of Object.entries(arrowSettings(what)))
      add(`arrow-rs, ${what}, ${name}`, await rewritten(path, properties));
  }
  duck.close();
  add("hyparquet-writer", hyparquetFile());
  return files;
}

function arrowSettings(what: string): Readonly<Record<string, WriterPropertiesBuilder>> {
  const small = (): WriterPropertiesBuilder =>
    new WriterPropertiesBuilder().setDataPageSizeLimit(300).setWriteBatchSize(20).setMaxRowGroupSize(100);
  const settings: Record<string, WriterPropertiesBuilder> = {
    "small pages": small().setCompression(Compression.SNAPPY),
    "V2 pages": small().setWriterVersion(WriterVersion.V2).setCompression(Compression.UNCOMPRESSED),
    "dictionaries that overflow": small().setDictionaryPageSizeLimit(200),
  };
  if (what !== "nested") settings["delta encodings"] = encoded(small());
  return settings;
}

function encoded(builder: WriterPropertiesBuilder): WriterPropertiesBuilder {
  const encodings: Readonly<Record<string, Encoding>> = {
    i: Encoding.DELTA_BINARY_PACKED,
    b: Encoding.DELTA_BINARY_PACKED,
    d: Encoding.BYTE_STREAM_SPLIT,
    few: Encoding.DELTA_LENGTH_BYTE_ARRAY,
    many: Encoding.DELTA_BYTE_ARRAY,
    ok: Encoding.RLE,
  };
  return Object.entries(encodings).reduce(
    (built, [column, encoding]) => built.setColumnEncoding(column, encoding),
    builder.setDictionaryEnabled(false),
  );
}

async function rewritten(path: string, properties: WriterPropertiesBuilder): Promise<Uint8Array> {
  const source = await ParquetFile.fromFile(await openAsBlob(path));
  const stream = await transformParquetStream(await source.stream({ batchSize: 50 }), properties.build());
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream as AsyncIterable<Uint8Array>) chunks.push(chunk);
  source.free();
  return Buffer.concat(chunks);
}

function hyparquetFile(): Uint8Array {
  const rows = Array.from({ length: ROWS }, (_, i) => i);
  const buffer = parquetWriteBuffer({
    rowGroupSize: 100,
    columnData: [
      { name: "i", data: rows, type: "INT32" },
      { name: "b", data: rows.map((i) => (i % 7 === 0 ? null : BigInt(i) * 2654435761n)), type: "INT64" },
      { name: "d", data: rows.map((i) => (i % 11 === 0 ? null : i / 4)), type: "DOUBLE" },
      { name: "many", data: rows.map((i) => `value ${i}`), type: "STRING" },
      { name: "ok", data: rows.map((i) => i % 3 === 0), type: "BOOLEAN" },
    ],
  });
  return new Uint8Array(buffer);
}

/** Files of a run go here. */
export function putFile(folder: string, name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}
