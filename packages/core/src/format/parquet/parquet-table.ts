// Parquet files as one table of the scan port: planning and reading on the caller's thread, and the plain data
// that a worker's reader needs. All files of a table have the same columns in the same order.
import type { Arena, Pointer } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import type { ColumnStatistics, TableStatistics } from "../../catalog/statistics.ts";
import type {
  Morsel,
  MorselReader,
  PlannedScan,
  ScanContext,
  ScanRequest,
  TableProvider,
  TableRef,
} from "../../catalog/table-provider.ts";
import type { Field } from "../../column/vector.ts";
import { FfqError } from "../../common/error.ts";
import type { ByteSource, ByteStores } from "../../io/byte-store.ts";
import { coalesceRanges } from "../../io/coalesce-ranges.ts";
import { printType, sameType } from "../../type/logical-type.ts";
import type { DecodeKernels } from "./chunk-context.ts";
import { boundsOf } from "./column-bounds.ts";
import type { ChunkInput } from "./column-reader.ts";
import { distinctValues } from "./distinct-values.ts";
import { readMetadata } from "./footer.ts";
import type { ColumnChunk, FileMetadata } from "./metadata.ts";
import { RowGroupReader, type RowRange } from "./row-group-reader.ts";
import { planScan, type RowGroupRead, type ScanPlan } from "./scan-plan.ts";
import { type ParquetColumn, readColumns } from "./schema.ts";
import { type Bound, compareBounds, datumOf, rangeOf } from "./statistics.ts";

/** The name of this provider and of its morsels' reader. */
export const PARQUET = "parquet";

/** What Morsel.payload is for this provider. */
export interface ParquetMorsel {
  readonly file: string;
  readonly rowGroup: number;
  readonly rows: number;
  readonly columns: readonly ChunkInput[];
  /** The share of the row group that this is; absent: all of it. */
  readonly range?: RowRange;
}

interface TableFile {
  readonly metadata: FileMetadata;
  readonly columns: readonly ParquetColumn[];
}

/** Reads the footers of `addresses` (at least one). @throws FfqError */
export async function openParquetTable(
  stores: ByteStores,
  name: string,
  addresses: readonly string[],
  signal?: AbortSignal,
): Promise<TableProvider> {
  const files: TableFile[] = [];
  for (const address of addresses) {
    const source = await stores.open(address, signal);
    try {
      const metadata = await readMetadata(source, signal);
      files.push({ metadata, columns: readColumns(metadata) });
    } finally {
      await source.close();
    }
  }
  const first = files[0];
  if (first === undefined) throw new FfqError("FILE_NOT_FOUND", `table "${name}" has no files`, { sqlstate: "58P01" });
  for (const file of files) checkSame(first, file);
  const ref: TableRef = { provider: PARQUET, name, spec: { files: [...addresses] } };
  const fields = first.columns.map(
    (column, position): Field => ({
      name: column.name,
      type: column.type,
      nullable: files.some((file) => file.columns[position]?.nullable !== false),
    }),
  );
  return {
    ref,
    fields,
    statistics: statisticsOf(files),
    plan: (request) => planFiles(stores, addresses, files, request),
  };
}

/** The worker's side: decodes one morsel. Everything it allocates belongs to `region`. */
export function openParquetMorsel(
  arena: Arena,
  region: Region,
  kernels: DecodeKernels,
  morsel: ParquetMorsel,
): MorselReader {
  return new RowGroupReader({ arena, region, kernels, ...morsel });
}

function checkSame(first: TableFile, other: TableFile): void {
  const describe = (file: TableFile): string =>
    file.columns.map((column) => `${column.name} ${printType(column.type)}`).join(", ");
  const same =
    first.columns.length === other.columns.length &&
    first.columns.every((column, position) => {
      const twin = other.columns[position] as ParquetColumn;
      return column.name === twin.name && sameType(column.type, twin.type);
    });
  if (same) return;
  throw new FfqError(
    "BAD_FILE",
    `the files of one table have different columns: ${first.metadata.file} has (${describe(first)}), ${other.metadata.file} has (${describe(other)})`,
    { context: { file: other.metadata.file } },
  );
}

function planFiles(
  stores: ByteStores,
  addresses: readonly string[],
  files: readonly TableFile[],
  request: ScanRequest,
): PlannedScan {
  const bounds = boundsOf(request.filters);
  const plans = files.map(({ metadata, columns }) =>
    planScan({ metadata, columns, projection: request.columns, bounds }),
  );
  const sum = (member: "rows" | "bytes" | "prunedRowGroups"): number =>
    plans.reduce((total, plan) => total + plan[member], 0);
  const rowGroups = plans.reduce((total, plan) => total + plan.reads.length, 0);
  return {
    residual: request.filters.map((_, position) => position),
    estimatedRows: sum("rows"),
    description: {
      files: files.length,
      "row groups": rowGroups,
      "row groups skipped": sum("prunedRowGroups"),
      bytes: sum("bytes"),
    },
    morsels: (context) => readMorsels(stores, addresses, plans, context),
  };
}

async function* readMorsels(
  stores: ByteStores,
  addresses: readonly string[],
  plans: readonly ScanPlan[],
  context: ScanContext,
): AsyncGenerator<Morsel> {
  let number = 0;
  const all = plans.reduce((sum, plan) => sum + plan.reads.length, 0);
  const rowGroups = Math.ceil(all / context.partitions);
  for (const [position, plan] of plans.entries()) {
    const mine = plan.reads.filter(() => number++ % context.partitions === context.partition);
    if (mine.length === 0) continue;
    const source = await stores.open(addresses[position] as string, context.signal);
    try {
      for (const read of mine) yield split(await readMorsel(source, read, context), rowGroups, context.wanted ?? 1);
    } finally {
      await source.close();
    }
  }
}

/** Gaps below this are read through; one read grows to at most the other. */
const COALESCE = { gap: 64 << 10, largest: 32 << 20 };

async function readMorsel(source: ByteSource, read: RowGroupRead, context: ScanContext): Promise<Morsel> {
  const { region, signal } = context;
  const addresses: Pointer[] = read.chunks.map(() => 0);
  const owned: Pointer[] = [];
  try {
    for (const part of coalesceRanges(read.chunks, COALESCE)) {
      signal.throwIfAborted();
      const start = region.allocate(part.length);
      owned.push(start);
      await readInto(source, part.offset, part.length, start, context);
      for (const position of part.ranges) {
        addresses[position] = start + (read.chunks[position] as (typeof read.chunks)[number]).offset - part.offset;
      }
    }
  } catch (thrown) {
    for (const pointer of owned) region.free(pointer);
    throw thrown;
  }
  const columns = read.chunks.map(
    ({ column, codec, length }, position): ChunkInput => ({
      column,
      codec,
      length,
      address: addresses[position] as Pointer,
    }),
  );
  const payload: ParquetMorsel = { file: source.name, rowGroup: read.rowGroup, rows: read.rows, columns };
  return { reader: PARQUET, rows: read.rows, payload, owned };
}

/** A share of a row group has at least so many rows: each decodes the dictionaries anew. */
const LEAST_PART_ROWS = 32768;

/** The morsel in shares, when there are fewer row groups than would keep all threads busy. */
function split(morsel: Morsel, rowGroups: number, wanted: number): Morsel {
  const whole = morsel.payload as ParquetMorsel;
  const count = Math.min(Math.ceil(wanted / rowGroups), Math.floor(whole.rows / LEAST_PART_ROWS));
  if (count < 2) return morsel;
  const bound = (part: number): number => Math.floor((whole.rows * part) / count);
  const parts = Array.from({ length: count }, (_, part) => {
    const range: RowRange = { start: bound(part), end: bound(part + 1) };
    const payload: ParquetMorsel = { ...whole, range };
    return { rows: range.end - range.start, payload };
  });
  return { ...morsel, parts };
}

async function readInto(
  source: ByteSource,
  offset: number,
  length: number,
  address: Pointer,
  context: ScanContext,
): Promise<void> {
  const { arena, signal } = context;
  if (arena.shared) {
    await source.read(offset, length, arena.view().u8.subarray(address, address + length), signal);
    return;
  }
  // Unshared memory may grow, and detach the view, while the read is under way.
  const bytes = new Uint8Array(length);
  await source.read(offset, length, bytes, signal);
  arena.view().u8.set(bytes, address);
}

function statisticsOf(files: readonly TableFile[]): TableStatistics {
  const rows = files.reduce((total, file) => total + file.metadata.rows, 0);
  const columns = (files[0] as TableFile).columns.map((_, position) => columnStatistics(files, position));
  return { rows, columns };
}

function columnStatistics(files: readonly TableFile[], position: number): ColumnStatistics {
  const column = (files[0] as TableFile).columns[position] as ParquetColumn;
  let minimum: Bound | undefined;
  let maximum: Bound | undefined;
  let nullCount: number | undefined = 0;
  let bounded = true;
  for (const { metadata, columns } of files) {
    const own = columns[position] as ParquetColumn;
    for (const group of metadata.rowGroups) {
      const range = rangeOf(metadata, own, group.columns[position] as ColumnChunk);
      nullCount = nullCount === undefined || range.nullCount === undefined ? undefined : nullCount + range.nullCount;
      if (range.nullCount === group.rows) continue;
      if (range.minimum === undefined || range.maximum === undefined) {
        bounded = false;
        continue;
      }
      if (minimum === undefined || compareBounds(range.minimum, minimum) < 0) minimum = range.minimum;
      if (maximum === undefined || compareBounds(range.maximum, maximum) > 0) maximum = range.maximum;
    }
  }
  const chunks = files.flatMap(({ metadata }) =>
    metadata.rowGroups.map(({ columns, rows }) => ({ chunk: columns[position] as ColumnChunk, rows })),
  );
  const distinctCount = distinctValues(chunks);
  const low = bounded ? datumOf(column, minimum) : undefined;
  const high = bounded ? datumOf(column, maximum) : undefined;
  return {
    ...(low === undefined ? {} : { minimum: low }),
    ...(high === undefined ? {} : { maximum: high }),
    ...(nullCount === undefined ? {} : { nullCount }),
    ...(distinctCount === undefined ? {} : { distinctCount }),
  };
}
