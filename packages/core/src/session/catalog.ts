// The names of one engine: tables of files, tables in memory, views. Names are as the parser folds them; tables
// and views share one name space, as PostgreSQL's relations do. Rows are elsewhere (catalog/memory-table.ts).
import type { UniqueConstraint } from "../binder/statement.ts";
import type { MemoryTable } from "../catalog/memory-table.ts";
import type { TableProvider } from "../catalog/table-provider.ts";
import type { Field } from "../column/vector.ts";
import { FfqError } from "../common/error.ts";
import type { LogicalExpr } from "../logical/plan.ts";
import type { UniqueIndex } from "./unique-index.ts";

/** A table in memory with what its definition says. */
export interface MemoryEntry {
  readonly kind: "memory";
  readonly name: string;
  readonly table: MemoryTable;
  readonly constraints: readonly UniqueConstraint[];
  /** By column; undefined where there is none. */
  readonly defaults: readonly (LogicalExpr | undefined)[];
  /** Likewise (binder/generated-columns.ts). */
  readonly generated: readonly (LogicalExpr | undefined)[];
  /** One for each constraint. */
  readonly indexes: readonly UniqueIndex[];
}

export interface ViewEntry {
  readonly kind: "view";
  readonly name: string;
  /** The query's text, bound anew at each use. */
  readonly text: string;
  readonly columnNames: readonly string[];
  /** As they were when the view was made. */
  readonly fields: readonly Field[];
}

export type CatalogEntry =
  /** Read where it lies: files, or what an extension provides. */
  | {
      readonly kind: "external";
      readonly name: string;
      readonly provider: TableProvider;
      /** Of files: as they were registered. */
      readonly paths?: readonly string[];
      /** The files have changed since they were opened: whoever names the table opens it anew. */
      readonly isStale?: boolean;
    }
  | MemoryEntry
  | ViewEntry;

export class Catalog {
  readonly #entries = new Map<string, CatalogEntry>();

  get(name: string): CatalogEntry | undefined {
    return this.#entries.get(name);
  }

  names(): readonly string[] {
    return [...this.#entries.keys()];
  }

  entries(): readonly CatalogEntry[] {
    return [...this.#entries.values()];
  }

  /** @throws FfqError ALREADY_EXISTS (42P07) */
  add(entry: CatalogEntry): void {
    if (this.#entries.has(entry.name)) {
      throw new FfqError("ALREADY_EXISTS", `relation "${entry.name}" already exists`, { sqlstate: "42P07" });
    }
    this.#entries.set(entry.name, entry);
  }

  /** Takes the place of an entry of that name. */
  replace(entry: CatalogEntry): void {
    this.#entries.set(entry.name, entry);
  }

  remove(name: string): void {
    this.#entries.delete(name);
  }
}
