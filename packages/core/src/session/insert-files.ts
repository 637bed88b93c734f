// INSERT into a table of Parquet files. A table of a folder or pattern gets one more file that the pattern finds. A
// table of a single file is written anew, with the new rows behind the old ones, and takes its place at once: who
// reads it meanwhile reads the old file. Either way nothing is there before all rows are.
import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Field } from "../column/vector.ts";
import { internal, unsupported } from "../common/error.ts";
import { StageId } from "../common/ids.ts";
import { unreachable } from "../common/unreachable.ts";
import { CODEC_CODE, type WriteCodec } from "../format/parquet/encode-compress.ts";
import { readMetadata } from "../format/parquet/footer.ts";
import { schemeOf } from "../io/byte-store.ts";
import type { LeavingBatch } from "../runtime/leaving-batch.ts";
import type { ResultStream } from "../runtime/result.ts";
import { sameType } from "../type/logical-type.ts";
import type { CatalogEntry } from "./catalog.ts";
import { copyToParquet } from "./copy-to.ts";
import type { Session, StatementOptions } from "./session.ts";
import { expandPaths } from "./statement-tables.ts";

export type ExternalEntry = Extract<CatalogEntry, { kind: "external" }>;

/** Where rows for a table go. */
export type InsertTarget =
  /** To a file that was not there. */
  | { readonly kind: "add"; readonly address: string }
  /** To the table's only file, behind the rows that it has. */
  | { readonly kind: "append"; readonly address: string };

/**
 * By the paths that the table was registered with; `unique` makes the new file's name its own.
 * @throws FfqError UNSUPPORTED where the paths do not say which file to make
 */
export function insertTarget(name: string, paths: readonly string[], unique: string): InsertTarget {
  const [path] = paths;
  const refuse = (hint: string): Error => unsupported(`inserting into ${name}, a table of several paths,`, { hint });
  if (path === undefined || paths.length > 1)
    throw refuse("Register a folder or one pattern, such as 'data/*.parquet'.");
  if (!/[*?]/.test(path)) return { kind: "append", address: path };
  const slash = path.lastIndexOf("/");
  const [folder, pattern] = [path.slice(0, slash + 1), path.slice(slash + 1)];
  const [before, after, more] = pattern.split("*");
  if (/[*?]/.test(folder) || before === undefined || after === undefined || more !== undefined || /\?/.test(pattern)) {
    throw refuse("Only a pattern with one * in the file's name says what a new file may be called.");
  }
  return { kind: "add", address: `${folder}${before}part-${unique}${after}` };
}

export interface InsertIntoFiles {
  readonly session: Session;
  readonly entry: ExternalEntry;
  readonly stream: ResultStream<LeavingBatch>;
  readonly options: StatementOptions;
}

/** Answers how many rows were added. The table is opened anew when it is next named. */
export async function insertIntoFiles({ session, entry, stream, options }: InsertIntoFiles): Promise<number> {
  const { local, stores, catalog } = session;
  const { name, paths } = entry;
  if (paths === undefined) throw internal(`${name} is no table of files`);
  const target = insertTarget(name, paths, randomUUID());
  const codec = await codecOf(session, paths);
  const sources = sourcesOf(session, entry, target, stream, options);
  const sink = await stores.create(target.address, options.signal);
  const fields = joinedFields(entry, sources);
  const rows = await copyToParquet({ sources, fields, local, sink, options: { codec } });
  catalog.replace({ ...entry, isStale: true });
  return rows.at(-1) ?? 0;
}

function sourcesOf(
  session: Session,
  entry: ExternalEntry,
  target: InsertTarget,
  added: ResultStream<LeavingBatch>,
  { signal }: StatementOptions,
): readonly ResultStream<LeavingBatch>[] {
  switch (target.kind) {
    case "add":
      return [added];
    case "append":
      return [allRows(session, entry, signal), added];
    default:
      return unreachable(target);
  }
}

/** The rows that the table has, in their order. */
function allRows(
  { local }: Session,
  { provider }: ExternalEntry,
  signal: AbortSignal | undefined,
): ResultStream<LeavingBatch> {
  const { ref, fields, statistics } = provider;
  const columns = [...fields.keys()];
  const plan = { kind: "scan", table: ref, columns, filters: [], fields, estimatedRows: statistics.rows } as const;
  const stage = { id: StageId(0), plan, partitions: 1, output: { kind: "single" }, inputs: [] } as const;
  return local.lend({ stages: [stage] }, { tables: () => provider, ...(signal === undefined ? {} : { signal }) });
}

/** The table's columns; what any of the sources has NULLs in may be NULL. Types that are the same may be written otherwise: maps. */
function joinedFields({ provider }: ExternalEntry, sources: readonly ResultStream<LeavingBatch>[]): readonly Field[] {
  const [first, ...others] = sources.map(({ fields }) => fields);
  if (first === undefined) throw internal("nothing to insert");
  return first.map((field, at) => {
    const own = provider.fields[at]?.type ?? field.type;
    return {
      ...field,
      type: sameType(own, field.type) ? own : field.type,
      nullable: field.nullable || others.some((fields) => fields[at]?.nullable !== false),
    };
  });
}

/** What the table's first file is compressed with: the new one is as well. */
async function codecOf({ stores }: Session, paths: readonly string[]): Promise<WriteCodec> {
  const [first] = await expandPaths(stores, paths, undefined);
  if (first === undefined) return "snappy";
  const source = await stores.open(first);
  try {
    const { rowGroups } = await readMetadata(source);
    const code = rowGroups[0]?.columns[0]?.codec;
    return (Object.keys(CODEC_CODE) as WriteCodec[]).find((codec) => CODEC_CODE[codec] === code) ?? "snappy";
  } finally {
    await source.close();
  }
}

/** A file has been written: tables that are made of it, or whose pattern finds it, are opened anew when next named. */
export async function markChanged({ catalog, stores }: Session, address: string): Promise<void> {
  const written = resolvedPath(address);
  for (const entry of catalog.entries()) {
    if (entry.kind !== "external" || entry.paths === undefined) continue;
    for (const path of entry.paths) {
      if (schemeOf(path) !== schemeOf(address)) continue;
      const found = await stores.list(path);
      if (found.some((each) => resolvedPath(each) === written)) catalog.replace({ ...entry, isStale: true });
    }
  }
}

/** Paths of local files as absolute ones, URIs as they are. */
function resolvedPath(address: string): string {
  if (schemeOf(address) !== "file") return address;
  return address.startsWith("file://") ? fileURLToPath(address) : resolve(address);
}
