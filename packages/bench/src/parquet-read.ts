// `pnpm bench parquet [--sf N] [--threads N] [--runs N] [--clock wall|cpu] [--only WORD]`: reading TPC-H's lineitem from Parquet by codec
// and by encoding, FFQ beside DuckDB on the same files, which arrow-rs writes. Every column that a file is about is
// summed up in a way that statistics do not answer, so that all of it is decoded. Last line: `bench parquet ... geomean=R worst=... answers=N/N`.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Engine } from "@ffq/client";
import { Compression, Encoding, type WriterPropertiesBuilder, WriterVersion } from "parquet-wasm";
import { type ContestQuery, contest, summaryOf } from "./contest.ts";
import { generatedData, madeOnce } from "./data.ts";
import { openDuck } from "./duckdb.ts";
import { samplingOf } from "./sampling.ts";
import { clockOf } from "./stopwatch.ts";
import { rewriteFile } from "./third-engine-files.ts";

const afterDate = (column: string): string => `count(*) FILTER (WHERE ${column} > DATE '1995-06-17')`;

/** Columns of one kind, and what reading them comes to. */
const KINDS: Readonly<Record<string, { readonly columns: string; readonly sums: string }>> = {
  integers: {
    columns: "l_orderkey::INTEGER AS a, l_partkey::BIGINT AS b, l_suppkey::BIGINT AS c",
    sums: "sum(a), sum(b), sum(c)",
  },
  doubles: {
    columns: "l_extendedprice::DOUBLE AS a, (l_quantity / 7.0)::DOUBLE AS b, l_tax::FLOAT AS c",
    sums: "count(*) FILTER (WHERE a > 30000), count(*) FILTER (WHERE b > 3), count(*) FILTER (WHERE c > 0.04)",
  },
  decimals: { columns: "l_extendedprice AS a, l_quantity AS b, l_discount AS c", sums: "sum(a), sum(b), sum(c)" },
  dates: {
    columns: "l_shipdate AS a, l_commitdate AS b, l_receiptdate AS c",
    sums: ["a", "b", "c"].map(afterDate).join(),
  },
  texts: {
    columns: "l_comment AS a, l_shipinstruct AS b, l_shipmode AS c",
    sums: "sum(length(a)), sum(length(b)), sum(length(c))",
  },
  nullable: {
    columns:
      "CASE WHEN l_partkey % 3 > 0 THEN l_partkey END AS a, CASE WHEN l_orderkey % 5 > 0 THEN l_comment END AS b",
    sums: "sum(a), sum(length(b))",
  },
};

interface Setting {
  readonly name: string;
  /** Of KINDS; absent: all columns of lineitem. */
  readonly kind?: string;
  readonly properties: (builder: WriterPropertiesBuilder) => WriterPropertiesBuilder;
}

const uncompressed: Setting["properties"] = (builder) => builder.setCompression(Compression.UNCOMPRESSED);
const plain: Setting["properties"] = (builder) => uncompressed(builder).setDictionaryEnabled(false);
const encoded =
  (encoding: Encoding): Setting["properties"] =>
  (builder) =>
    plain(builder).setEncoding(encoding);

const CODECS = {
  none: Compression.UNCOMPRESSED,
  snappy: Compression.SNAPPY,
  zstd: Compression.ZSTD,
  gzip: Compression.GZIP,
  brotli: Compression.BROTLI,
  lz4: Compression.LZ4_RAW,
} as const;

const SETTINGS: readonly Setting[] = [
  ...Object.entries(CODECS).map(
    ([name, codec]): Setting => ({ name: `all, ${name}`, properties: (builder) => builder.setCompression(codec) }),
  ),
  ...["integers", "doubles", "decimals", "dates", "texts", "nullable"].flatMap((kind): Setting[] => [
    { name: `${kind}, dictionary`, kind, properties: uncompressed },
    { name: `${kind}, plain`, kind, properties: plain },
  ]),
  {
    name: "texts, V2 pages",
    kind: "texts",
    properties: (builder) => uncompressed(builder).setWriterVersion(WriterVersion.V2),
  },
  { name: "integers, delta", kind: "integers", properties: encoded(Encoding.DELTA_BINARY_PACKED) },
  { name: "dates, delta", kind: "dates", properties: encoded(Encoding.DELTA_BINARY_PACKED) },
  { name: "texts, delta lengths", kind: "texts", properties: encoded(Encoding.DELTA_LENGTH_BYTE_ARRAY) },
  { name: "texts, delta bytes", kind: "texts", properties: encoded(Encoding.DELTA_BYTE_ARRAY) },
  { name: "doubles, byte streams", kind: "doubles", properties: encoded(Encoding.BYTE_STREAM_SPLIT) },
];

export async function benchParquetRead(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      sf: { type: "string", default: "1" },
      threads: { type: "string", default: "1" },
      runs: { type: "string" },
      clock: { type: "string", default: "wall" },
      only: { type: "string", default: "" },
    },
  });
  const [scaleFactor, threads] = [Number(values.sf), Number(values.threads)];
  const settings = SETTINGS.filter(({ name }) => name.includes(values.only));
  const directory = await filesOf(scaleFactor);
  const engine = await Engine.create({ threads });
  const duck = await openDuck(threads);
  try {
    const times = await contest(
      engine,
      duck,
      settings.map((setting) => queryOf(setting, directory)),
      samplingOf(values.runs, 5),
      clockOf(values.clock),
    );
    process.stdout.write(`bench parquet sf=${scaleFactor} threads=${threads} ${summaryOf(times)}\n`);
  } finally {
    await engine.close();
    duck.close();
  }
}

const ALL_SUMS = [
  ...[
    "l_orderkey",
    "l_partkey",
    "l_suppkey",
    "l_linenumber",
    "l_quantity",
    "l_extendedprice",
    "l_discount",
    "l_tax",
  ].map((column) => `sum(${column})`),
  ...["l_shipdate", "l_commitdate", "l_receiptdate"].map(afterDate),
  ...["l_returnflag", "l_linestatus", "l_shipinstruct", "l_shipmode", "l_comment"].map(
    (column) => `sum(length(${column}))`,
  ),
].join();

function queryOf({ name, kind }: Setting, directory: string): ContestQuery {
  const sums = kind === undefined ? ALL_SUMS : KINDS[kind]?.sums;
  return { name, sql: `SELECT ${sums} FROM '${join(directory, fileOf(name))}.parquet'`, order: [] };
}

function fileOf(name: string): string {
  return name.replaceAll(/[^a-zA-Z0-9]+/g, "-");
}

/** The folder of the files that the settings give, made when it is missing. */
async function filesOf(scaleFactor: number): Promise<string> {
  const source = join(await generatedData(scaleFactor), "lineitem.parquet");
  const made = SETTINGS.map(({ name }) => fileOf(name));
  return madeOnce(`ffq-parquet-read/sf${scaleFactor}`, made, async (directory) => {
    process.stderr.write("writing lineitem in every setting\n");
    const duck = await openDuck(1);
    for (const setting of SETTINGS) {
      const from = setting.kind === undefined ? source : join(directory, `source-${setting.kind}.parquet`);
      if (!existsSync(from)) {
        const columns = KINDS[setting.kind ?? ""]?.columns;
        await duck.run(`COPY (SELECT ${columns} FROM '${source}') TO '${from}' (FORMAT parquet, CODEC snappy)`);
      }
      await rewriteFile(from, join(directory, `${fileOf(setting.name)}.parquet`), setting.properties);
    }
    duck.close();
  });
}
