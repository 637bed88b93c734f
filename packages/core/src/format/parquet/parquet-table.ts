// Parquet files as one table of the scan port: planning and reading on the caller's thread (open-morsel.ts: what workers
// do). All files of a table have the same columns in the same order.
import type { ColumnStatistics, TableStatistics } from "../../catalog/statistics.ts";
import type {
  Morsel,
  PlannedScan,
  ScanContext,
  ScanRequest,
  TableProvider,
  TableRef,
} from "../../catalog/table-provider.ts";
import type { Field } from "../../column/vector.ts";
import { FfqError } from "../../common/error.ts";
import type { ByteSource, ByteStores } from "../../io/byte-store.ts";
import { LateSource } from "../../io/late-source.ts";
import { replaced } from "../../io/local-read.ts";
import { printType, sameType } from "../../type/logical-type.ts";
import type { ParquetFileShape, ParquetMorsel } from "./chunk-input.ts";
import { blocksOf } from "./column-blocks.ts";
import type { ColumnBound } from "./column-bound.ts";
import { boundsOf } from "./column-bounds.ts";
import { type ChunkRows, distinctValues } from "./distinct-values.ts";
import { type Footers, readFile, type TableFile } from "./footers.ts";
import type { FileMetadata } from "./metadata.ts";
import { pageIndexesOf } from "./page-indexes.ts";
import type { PruneCounters, PruneRequest } from "./prune-row-group.ts";
import { PruneTrials } from "./prune-trials.ts";
import { inReadOrder } from "./read-order.ts";
import { mayReadApart, PARQUET, readRowGroup, SMALL_READ } from "./read-row-group.ts";
import type { ColumnChunk, RowGroup } from "./row-group.ts";
import { type SplitLimits, sharesMade, splitLimits } from "./row-group-shares.ts";
import { mayHoldAll, planScan, type RowGroupRead, type ScanPlan } from "./scan-plan.ts";
import type { ParquetColumn } from "./schema.ts";
import { type Bound, compareBounds, datumOf, rangeOf } from "./statistics.ts";

export { PARQUET, type ParquetFileShape, type ParquetMorsel };

/** Reads the footers of `addresses` (at least one). @param footers those that were read before @throws FfqError */
export async function openParquetTable(
  stores: ByteStores,
  name: string,
  addresses: readonly string[],
  signal?: AbortSignal,
  footers?: Footers,
): Promise<TableProvider> {
  const files: TableFile[] = [];
  for (const address of addresses) {
    const source = await stores.open(address, signal);
    try {
      files.push(await (footers === undefined ? readFile(source, signal) : footers.read(source, signal)));
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
  let statistics: TableStatistics | undefined;
  return {
    ref,
    fields,
    // Who runs a plan does not ask for them.
    get statistics() {
      return (statistics ??= statisticsOf(files));
    },
    plan: (request) => planFiles(stores, addresses, files, request),
  };
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
    planScan({ metadata, columns, projection: request.columns, bounds, ...rangeIn(request) }),
  );
  const sum = (member: "rows" | "bytes" | "prunedRowGroups"): number =>
    plans.reduce((total, plan) => total + plan[member], 0);
  const rowGroups = plans.reduce((total, plan) => total + plan.reads.length, 0);
  const skipped = sum("prunedRowGroups");
  const counters: PruneCounters = {
    rowGroupsRead: 0,
    rowGroupsPruned: skipped,
    bloomPruned: 0,
    dictionaryPruned: 0,
    pagesRead: 0,
    pagesPruned: 0,
    bytesRead: 0,
    bytesLate: 0,
  };
  const planned = files.map((file, position): PlannedFile => {
    return { ...file, address: addresses[position] as string, reads: (plans[position] as ScanPlan).reads };
  });
  return {
    residual: request.filters.map((_, position) => position),
    estimatedRows: sum("rows"),
    description: { files: files.length, "row groups": rowGroups, "row groups skipped": skipped, bytes: sum("bytes") },
    morsels: (context) => readMorsels(stores, planned, bounds, counters, context),
    atHand: async (context) => {
      const isLittle = sum("bytes") <= SMALL_READ && planned.every((file) => isReadByThreads(stores, file));
      if (!isLittle) return undefined;
      const morsels: Morsel[] = [];
      const reading = { ...context, wanted: 1, threadsRead: true };
      for await (const morsel of readMorsels(stores, planned, bounds, counters, reading)) morsels.push(morsel);
      return morsels;
    },
    measured: () => measuresOf(counters),
  };
}

function rangeIn({ range }: ScanRequest): Pick<ScanRequest, "range"> {
  return range === undefined ? {} : { range };
}

/** What is worth showing. */
function measuresOf(counters: PruneCounters): Readonly<Record<string, number>> {
  const {
    rowGroupsRead,
    rowGroupsPruned,
    bloomPruned,
    dictionaryPruned,
    pagesRead,
    pagesPruned,
    bytesRead,
    bytesLate,
  } = counters;
  return {
    rowGroups: rowGroupsRead,
    rowGroupsPruned,
    ...(bloomPruned > 0 ? { bloom: bloomPruned } : {}),
    ...(dictionaryPruned > 0 ? { dictionary: dictionaryPruned } : {}),
    ...(pagesPruned > 0 ? { pages: pagesRead, pagesPruned } : {}),
    bytes: bytesRead,
    ...(bytesLate > 0 ? { bytesLate } : {}),
  };
}

/** Threads read the file by themselves: its morsels hold no bytes. */
function isReadByThreads(stores: ByteStores, { address, metadata }: PlannedFile): boolean {
  return stores.localPath(address) !== undefined && metadata.version !== undefined;
}

interface PlannedFile extends TableFile {
  readonly address: string;
  readonly reads: readonly RowGroupRead[];
}

async function* readMorsels(
  stores: ByteStores,
  files: readonly PlannedFile[],
  bounds: readonly ColumnBound[],
  counters: PruneCounters,
  context: ScanContext,
): AsyncGenerator<Morsel> {
  let number = 0;
  const indexes = pageIndexesOf(stores);
  const trials = { lookups: new PruneTrials(), pages: new PruneTrials() };
  const all = files.flatMap(({ reads }) => reads).filter((_, at) => at % context.partitions === context.partition);
  const rowsOfAll = all.reduce((sum, { rows }) => sum + rows, 0);
  let rowsLeft = rowsOfAll;
  const splitOf = (read: RowGroupRead): SplitLimits => splitLimits(read, { left: rowsLeft, all: rowsOfAll }, context);
  const shares = files
    .map((file) => {
      const mine = file.reads.filter(() => number++ % context.partitions === context.partition);
      const reads = inReadOrder(mine, file.metadata, file.columns, context.first);
      return { ...file, reads, localPath: stores.localPath(file.address) };
    })
    .filter(({ reads }) => reads.length > 0);
  // What is split is read here, which takes time, unless threads read their shares by themselves.
  const isReadHere = (file: Pick<PruneRequest, "localPath" | "metadata">, read: RowGroupRead): boolean =>
    sharesMade(read.rows, splitOf(read)) > 1 && !mayReadApart({ ...file, context }, read);
  for (const [position, { address, metadata, columns, reads, localPath }] of shares.entries()) {
    const open = (): Promise<ByteSource> => openUnchanged(stores, address, metadata, context.signal);
    const source = new LateSource(metadata.file, open, metadata.indexes);
    try {
      const shape = shapeOf(metadata, reads[0] as RowGroupRead);
      const request: PruneRequest = {
        source,
        localPath,
        metadata,
        indexes,
        columns,
        bounds,
        context,
        counters,
        trials,
      };
      let [isRead, isLeftOut] = [false, false];
      for (const [at, read] of reads.entries()) {
        const split = splitOf(read);
        rowsLeft -= read.rows;
        const known = boundsOf(context.narrowed?.() ?? []);
        if (!mayHoldAll(metadata, columns, metadata.rowGroups[read.rowGroup] as RowGroup, known)) {
          counters.rowGroupsPruned++;
          continue;
        }
        const now = known.length === 0 ? request : { ...request, bounds: [...bounds, ...known] };
        const morsel = await readRowGroup(now, shape, read, split);
        isLeftOut ||= morsel === undefined;
        if (morsel === undefined) continue;
        isRead = true;
        const next = reads[at + 1] ?? shares[position + 1]?.reads[0];
        const place = at + 1 < reads.length ? request : shares[position + 1];
        const waits = next !== undefined && place !== undefined && isReadHere(place, next);
        yield { ...morsel, waits };
      }
      // Who reads morsels finds out that the file is another one now; what left out all of them may be of the one before.
      if (isLeftOut && !isRead) await source.confirm();
    } finally {
      await source.close();
    }
  }
}

/** What the row groups of a file have in common; they all have the same columns. */
function shapeOf(metadata: FileMetadata, { columns }: RowGroupRead): ParquetFileShape {
  return {
    file: metadata.file,
    columns: columns.map(({ column }) => {
      if (column.kind === "unreadable") throw new TypeError(`${column.name} was planned`);
      return column;
    }),
  };
}

/** The footer that a scan was planned by must be that of the file that is there now. @throws FfqError IO */
async function openUnchanged(
  stores: ByteStores,
  address: string,
  { file, fileBytes, version }: FileMetadata,
  signal: AbortSignal,
): Promise<ByteSource> {
  const source = await stores.open(address, signal);
  try {
    const isSame = version === undefined ? (await source.size()) === fileBytes : (await source.version?.()) === version;
    if (!isSame) throw replaced(file);
    return source;
  } catch (thrown) {
    await source.close();
    throw thrown;
  }
}

function statisticsOf(files: readonly TableFile[]): TableStatistics {
  const rows = files.reduce((total, file) => total + file.metadata.rows, 0);
  return { rows, columns: eachWhenAsked(files[0]?.columns.length ?? 0, (at) => columnStatistics(files, at)) };
}

/** Made when they are first asked for: a query asks for few columns of a table. */
function eachWhenAsked<Item extends object>(length: number, make: (at: number) => Item): readonly Item[] {
  const items: Item[] = [];
  for (let at = 0; at < length; at++) {
    let made: Item | undefined;
    Object.defineProperty(items, at, { get: () => (made ??= make(at)), enumerable: true });
  }
  return items;
}

function columnStatistics(files: readonly TableFile[], position: number): ColumnStatistics {
  const column = (files[0] as TableFile).columns[position] as ParquetColumn;
  if (column.kind !== "flat") return {};
  let minimum: Bound | undefined;
  let maximum: Bound | undefined;
  let nullCount: number | undefined = 0;
  let bounded = true;
  const chunks: ChunkRows[] = [];
  for (const { metadata, columns } of files) {
    const own = columns[position];
    if (own?.kind !== "flat") return {};
    for (const { columns: all, rows } of metadata.rowGroups) {
      const chunk = all[own.chunk] as ColumnChunk;
      chunks.push({ chunk, rows });
      const range = rangeOf(metadata, own, chunk);
      nullCount = nullCount === undefined || range.nullCount === undefined ? undefined : nullCount + range.nullCount;
      if (range.nullCount === rows) continue;
      if (range.minimum === undefined || range.maximum === undefined) {
        bounded = false;
        continue;
      }
      if (minimum === undefined || compareBounds(range.minimum, minimum) < 0) minimum = range.minimum;
      if (maximum === undefined || compareBounds(range.maximum, maximum) > 0) maximum = range.maximum;
    }
  }
  const distinctCount = distinctValues(chunks);
  const blocks = blocksOf(files, position);
  const low = bounded ? datumOf(column, minimum) : undefined;
  const high = bounded ? datumOf(column, maximum) : undefined;
  return {
    ...(low === undefined ? {} : { minimum: low }),
    ...(high === undefined ? {} : { maximum: high }),
    ...(nullCount === undefined ? {} : { nullCount }),
    ...(distinctCount === undefined ? {} : { distinctCount }),
    ...(blocks === undefined ? {} : { blocks }),
  };
}
