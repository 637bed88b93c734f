// The tables that one statement sees: the catalog as it was when the statement was bound, and the files that its
// FROM names, opened before binding because binding does not wait.
import type { BoundTable, BoundView, TableSource } from "../binder/context.ts";
import { MemoryTable, type TableSnapshot } from "../catalog/memory-table.ts";
import type { TableProvider, TableRef } from "../catalog/table-provider.ts";
import type { Field } from "../column/vector.ts";
import { FfqError, internal, unsupported } from "../common/error.ts";
import { unreachable } from "../common/unreachable.ts";
import { openParquetTable } from "../format/parquet/parquet-table.ts";
import type { ByteStores } from "../io/byte-store.ts";
import type { FileRelation } from "../sql/file-relation.ts";
import { parseSql } from "../sql/parse.ts";
import { relationsIn } from "../sql/relations.ts";
import type { ParsedStatement } from "../sql/statement.ts";
import { type LogicalType, TEXT } from "../type/logical-type.ts";
import type { Catalog, CatalogEntry, MemoryEntry } from "./catalog.ts";

/** What the names that a statement looked up stood for, by identity: an entry, or the rows of a table as they were. */
export type SeenRelations = ReadonlyMap<string, object | undefined>;

export class StatementTables implements TableSource {
  readonly #catalog: Catalog;
  readonly #files: ReadonlyMap<string, TableProvider>;
  /** What plans name, by identity: each statement makes its own references. */
  readonly #providers = new Map<TableRef, TableProvider>();
  readonly #snapshots = new Map<string, TableSnapshot>();
  /** Rows of the statement's own parts. */
  readonly #held: TableSnapshot[] = [];
  readonly #seen = new Map<string, object | undefined>();

  private constructor(catalog: Catalog, files: ReadonlyMap<string, TableProvider>) {
    this.#catalog = catalog;
    this.#files = files;
    for (const provider of files.values()) this.#providers.set(provider.ref, provider);
  }

  /** Opens the statement's files. @throws FfqError with the place of the file in the text */
  static async open(
    catalog: Catalog,
    stores: ByteStores,
    statement: ParsedStatement,
    signal: AbortSignal | undefined,
  ): Promise<StatementTables> {
    const files = new Map<string, TableProvider>();
    const named = relationsOf(catalog, statement);
    for (const name of named.names) await openAnew(catalog, stores, name, signal);
    for (const { relation, source } of named.files) {
      const key = keyOf(relation);
      if (files.has(key)) continue;
      try {
        files.set(key, await openFiles(stores, relation, signal));
      } catch (thrown) {
        signal?.throwIfAborted();
        const span = source.spanAt(relation.location);
        const error = FfqError.from(thrown);
        throw span === undefined ? error : error.with({ span });
      }
    }
    return new StatementTables(catalog, files);
  }

  table(name: string): BoundTable | BoundView | undefined {
    const entry = this.#catalog.get(name);
    const found = entry === undefined ? undefined : this.#bound(entry);
    this.#seen.set(name, this.#snapshots.get(name)?.provider ?? entry);
    return found;
  }

  /** What the names that were looked up stand for; undefined where files were opened for this statement alone. */
  get seen(): SeenRelations | undefined {
    return this.#files.size > 0 ? undefined : this.#seen;
  }

  /** Looks up what another statement has seen: whether it all stands for the same, rows too. */
  seesAgain(seen: SeenRelations): boolean {
    if (this.#files.size > 0) return false;
    for (const [name, identity] of seen) {
      this.table(name);
      if (this.#seen.get(name) !== identity) return false;
    }
    return true;
  }

  #bound(entry: CatalogEntry): BoundTable | BoundView {
    switch (entry.kind) {
      case "view":
        return { kind: "view", text: entry.text, columnNames: entry.columnNames };
      case "external":
        this.#providers.set(entry.provider.ref, entry.provider);
        return {
          ref: entry.provider.ref,
          fields: entry.provider.fields,
          writable: false,
          takesRows: entry.paths !== undefined,
        };
      case "memory":
        return this.#memoryTable(entry);
      default:
        return unreachable(entry);
    }
  }

  #memoryTable({ name, table, constraints, defaults, generated }: MemoryEntry): BoundTable {
    let snapshot = this.#snapshots.get(name);
    if (snapshot === undefined) {
      snapshot = table.snapshot();
      this.#snapshots.set(name, snapshot);
      this.#providers.set(snapshot.provider.ref, snapshot.provider);
    }
    return { ref: snapshot.provider.ref, fields: table.fields, constraints, defaults, generated };
  }

  staged(columns: readonly string[]): BoundTable {
    const fields = columns.map((name): Field => ({ name, type: TEXT, nullable: true }));
    // It is empty while the statement is planned: that no column holds a NULL then is not so of what is read.
    const provider = { ...new MemoryTable("copy", fields).snapshot().provider, fields };
    this.#providers.set(provider.ref, provider);
    return { ref: provider.ref, fields, writable: false };
  }

  held(name: string, types: readonly LogicalType[]): TableRef {
    const fields = types.map((type, at): Field => ({ name: String(at), type, nullable: true }));
    const { provider } = new MemoryTable(name, fields).snapshot();
    // Plans are equal where what they say of their tables is: it differs from all other tables'.
    const ref: TableRef = { ...provider.ref, spec: { held: this.#providers.size } };
    this.#providers.set(ref, { ...provider, ref, fields });
    return ref;
  }

  /** The rows of a table that `held` promised, in place of earlier ones, to be released with the others. */
  hold(ref: TableRef, rows: TableSnapshot): void {
    const provider = { ...rows.provider, ref };
    this.#providers.set(ref, provider);
    const earlier = this.#held.findIndex((held) => held.provider.ref === ref);
    if (earlier >= 0) for (const held of this.#held.splice(earlier, 1)) held.release();
    this.#held.push({ ...rows, provider });
  }

  /** What they take. */
  get heldBytes(): number {
    return this.#held.flatMap(({ segments }) => segments).reduce((sum, { bytes }) => sum + bytes, 0);
  }

  names(): readonly string[] {
    return this.#catalog.names();
  }

  file(relation: FileRelation): BoundTable | undefined {
    const provider = this.#files.get(keyOf(relation));
    return provider === undefined ? undefined : { ref: provider.ref, fields: provider.fields, writable: false };
  }

  /** The table that a plan of this statement names. */
  readonly provider = (ref: TableRef): TableProvider => {
    const provider = this.#providers.get(ref);
    if (provider === undefined) throw internal(`the plan names table ${ref.name}, which the statement did not open`);
    return provider;
  };

  /** A memory table as the statement saw it. */
  snapshot(name: string): TableSnapshot {
    const snapshot = this.#snapshots.get(name);
    if (snapshot === undefined) throw internal(`the statement did not read table ${name}`);
    return snapshot;
  }

  /** The memory table that a plan of this statement names; undefined when it names another kind of table. */
  memoryTable(ref: TableRef): TableSnapshot | undefined {
    return [...this.#snapshots.values(), ...this.#held].find(({ provider }) => provider.ref === ref);
  }

  /** Lets go of the tables' rows as they were. */
  release(): void {
    for (const snapshot of this.#snapshots.values()) snapshot.release();
    this.#snapshots.clear();
    for (const rows of this.#held.splice(0)) rows.release();
  }
}

const keyOf = ({ paths }: FileRelation): string => JSON.stringify(paths);

interface PlacedRelation {
  readonly relation: FileRelation;
  readonly source: ParsedStatement["source"];
}

/** Opens a table of files again when they have changed. */
async function openAnew(
  catalog: Catalog,
  stores: ByteStores,
  name: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const entry = catalog.get(name);
  if (entry?.kind !== "external" || entry.isStale !== true || entry.paths === undefined) return;
  const provider = await openParquetTable(stores, name, await expandPaths(stores, entry.paths, signal), signal);
  catalog.replace({ ...entry, provider, isStale: false });
}

interface StatementRelations {
  readonly files: readonly PlacedRelation[];
  readonly names: ReadonlySet<string>;
}

/** The relations of a statement and of the views it may read. */
function relationsOf(catalog: Catalog, statement: ParsedStatement): StatementRelations {
  const found: PlacedRelation[] = [];
  const seen = new Set<string>();
  const pending: ParsedStatement[] = [statement];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { files, names } = relationsIn(next.node);
    for (const relation of files) if (!isTable(catalog, relation)) found.push({ relation, source: next.source });
    for (const name of names) {
      const entry = seen.has(name) ? undefined : catalog.get(name);
      seen.add(name);
      if (entry?.kind === "view") pending.push(...parseSql(entry.text));
    }
  }
  return { files: found, names: seen };
}

/** `FROM "a.parquet"`: a table of that name comes first. */
function isTable(catalog: Catalog, { origin, paths }: FileRelation): boolean {
  return origin === "name" && catalog.get(paths[0] ?? "") !== undefined;
}

async function openFiles(
  stores: ByteStores,
  { paths, options }: FileRelation,
  signal: AbortSignal | undefined,
): Promise<TableProvider> {
  const [option] = options.keys();
  if (option !== undefined) throw unsupported(`read_parquet's option ${option}`);
  const addresses = await expandPaths(stores, paths, signal);
  return openParquetTable(stores, paths.join(", "), addresses, signal);
}

/** Every file that the paths and patterns name. @throws FfqError FILE_NOT_FOUND when a pattern matches nothing */
export async function expandPaths(
  stores: ByteStores,
  paths: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const addresses: string[] = [];
  for (const path of paths) {
    const matches = await stores.list(path, signal);
    if (matches.length === 0) {
      throw new FfqError("FILE_NOT_FOUND", `no file matches ${path}`, { sqlstate: "58P01", context: { file: path } });
    }
    addresses.push(...matches);
  }
  return addresses;
}

/** A path that ends in a slash is a folder: all Parquet files in it. */
export function folderPatterns(paths: readonly string[]): readonly string[] {
  return paths.map((path) => (path.endsWith("/") ? `${path}*.parquet` : path));
}
