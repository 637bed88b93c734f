// Opens the tables that a task's plan scans, before the task begins. Files are opened once for all tasks of a query
// here, so that these see the same file even if it changes meanwhile; what their footers say is kept for the next query.
import { type ClusterQueryId, childrenOf, internal, type PhysicalPlan, type TableRef } from "@ffq/core/physical";
import { Footers, openParquetTable, PARQUET, type TableProvider } from "@ffq/core/runtime";
import { unreadable } from "../wire/codec.ts";
import { abortable } from "./abortable.ts";
import type { BlobTables } from "./blob-tables.ts";
import type { WorkerExtensions } from "./worker-module.ts";

export interface OpenTables {
  readonly tables: (ref: TableRef) => TableProvider;
  release(): void;
}

export class TaskTables {
  readonly #extensions: WorkerExtensions;
  readonly #blobs: BlobTables;
  readonly #footers = new Footers();
  readonly #files = new Map<ClusterQueryId, Map<string, Promise<TableProvider>>>();

  constructor(extensions: WorkerExtensions, blobs: BlobTables) {
    this.#extensions = extensions;
    this.#blobs = blobs;
  }

  /** @throws FfqError */
  async open(query: ClusterQueryId, plan: PhysicalPlan, signal: AbortSignal): Promise<OpenTables> {
    const opened = new Map<TableRef, TableProvider>();
    const releases: (() => void)[] = [];
    const release = (): void => {
      for (const each of releases.splice(0)) each();
    };
    try {
      for (const ref of tablesIn(plan)) {
        if (ref.provider === "memory") {
          const table = await this.#blobs.use(ref, signal);
          releases.push(table.release);
          opened.set(ref, table.provider);
        } else {
          opened.set(ref, await this.#openOnce(query, ref, signal));
        }
      }
    } catch (thrown) {
      release();
      throw thrown;
    }
    const tables = (ref: TableRef): TableProvider => {
      const provider = opened.get(ref);
      if (provider === undefined) throw internal(`table ${ref.name} was not opened`);
      return provider;
    };
    return { tables, release };
  }

  /** The query has ended. */
  forget(query: ClusterQueryId): void {
    this.#files.delete(query);
  }

  async #openOnce(query: ClusterQueryId, ref: TableRef, signal: AbortSignal): Promise<TableProvider> {
    if (ref.provider !== PARQUET) return this.#extensions.provider(ref.provider)(ref, signal);
    const files = this.#files.get(query) ?? new Map<string, Promise<TableProvider>>();
    this.#files.set(query, files);
    const addresses = filesOf(ref);
    const key = addresses.join("\n");
    // Not stopped with the task that asked first: others may wait for it too.
    const { stores } = this.#extensions;
    const opening = files.get(key) ?? openParquetTable(stores, ref.name, addresses, undefined, this.#footers);
    files.set(key, opening);
    try {
      return await abortable(opening, signal);
    } catch (thrown) {
      if (!signal.aborted && files.get(key) === opening) files.delete(key);
      throw thrown;
    }
  }
}

function filesOf({ name, spec }: TableRef): readonly string[] {
  const { files } = (spec ?? {}) as { readonly files?: unknown };
  if (!Array.isArray(files) || !files.every((file) => typeof file === "string")) {
    throw unreadable(`table ${name} does not say which files it has`);
  }
  return files;
}

function tablesIn(plan: PhysicalPlan): readonly TableRef[] {
  const found: TableRef[] = [];
  const left = [plan];
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if (node.kind === "scan") found.push(node.table);
    left.push(...childrenOf(node));
  }
  return found;
}
