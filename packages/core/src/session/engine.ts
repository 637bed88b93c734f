// The engine: what a program creates, registers tables with and asks.
import type { Table } from "apache-arrow";
import type { Field } from "../column/vector.ts";
import { FfqError } from "../common/error.ts";
import { unreachable } from "../common/unreachable.ts";
import { openParquetTable, PARQUET } from "../format/parquet/parquet-table.ts";
import type { CustomFunction } from "../function/custom-function.ts";
import type { ParsedStatement } from "../sql/statement.ts";
import { printType } from "../type/logical-type.ts";
import type { CatalogEntry } from "./catalog.ts";
import { DataFrame } from "./data-frame.ts";
import { offeredFunctions, openCluster } from "./extensions.ts";
import { FollowedSlots } from "./follow-slots.ts";
import { type EngineOptions, loadForOptions, readOptions } from "./options.ts";
import { refuseSurplus } from "./parameters.ts";
import { parse } from "./query.ts";
import type { QueryResult } from "./query-result.ts";
import { type QueryOptions, runStatement } from "./run-statement.ts";
import { createSession, type Session } from "./session.ts";
import { expandPaths, folderPatterns } from "./statement-tables.ts";

/** A table or view as a program sees it. */
export interface TableInfo {
  readonly name: string;
  readonly kind: "parquet" | "memory" | "view" | "external";
  readonly columns: readonly { readonly name: string; readonly type: string; readonly nullable: boolean }[];
}

/** What one of several statements gave. */
export interface StatementResult {
  readonly command: string;
  readonly rowCount: number | undefined;
  /** Without columns for statements that have no rows. */
  readonly table: Table;
}

export class Engine {
  readonly #session: Session;
  readonly #slots: FollowedSlots | undefined;
  #isClosed = false;
  #closing: Promise<void> | undefined;

  private constructor(session: Session, slots: FollowedSlots | undefined) {
    this.#session = session;
    this.#slots = slots;
  }

  /** @throws FfqError CONFIG for options that cannot be used, MISSING_EXTENSION for those that need another package */
  static async create(options: EngineOptions = {}): Promise<Engine> {
    await loadForOptions(options);
    const { config, settings } = readOptions(options);
    const functions = await offeredFunctions(options.extensions ?? []);
    const engineOf = (session: Session, slots?: FollowedSlots): Engine => {
      for (const custom of functions) session.functions.add(custom);
      return new Engine(session, slots);
    };
    if (config.cluster === undefined) return engineOf(await createSession(config, settings));
    const cluster = await openCluster(config.cluster, options.extensions ?? []);
    const { partitions } = options;
    if (partitions !== undefined) return engineOf(await createSession(config, settings, { cluster }));
    const slots = await cluster.slots();
    const session = await createSession(config, { ...settings, partitions: slots }, { cluster });
    return engineOf(session, new FollowedSlots(cluster, slots));
  }

  /**
   * Runs one statement. A query runs as its result is read; any other statement is done when this resolves.
   * @throws FfqError
   */
  async query(sql: string, options: QueryOptions = {}): Promise<QueryResult> {
    this.#refuseClosed();
    const { known } = this.#session;
    const statement = known.statement(sql) ?? (await onlyStatement(sql));
    refuseSurplus(options.parameters, [statement]);
    known.add(sql, statement);
    return this.#run(statement, options);
  }

  /** A query that runs when its rows are asked for. */
  sql(text: string, options: QueryOptions = {}): DataFrame {
    return new DataFrame(this, text, options);
  }

  /**
   * Runs several statements, one after the other, up to the first that fails.
   * @throws FfqError of that statement
   */
  async execute(sql: string, options: QueryOptions = {}): Promise<StatementResult[]> {
    this.#refuseClosed();
    const results: StatementResult[] = [];
    const statements = await parse(sql);
    refuseSurplus(options.parameters, statements);
    for (const statement of statements) {
      const result = await this.#run(statement, options);
      const table = await result.toArrow();
      results.push({ command: result.command, rowCount: result.rowCount, table });
    }
    return results;
  }

  async #run(statement: ParsedStatement, options: QueryOptions): Promise<QueryResult> {
    this.#refuseClosed();
    await this.#slots?.follow(this.#session);
    return runStatement(this.#session, statement, options);
  }

  /**
   * Makes Parquet files a table: a path, several, patterns with `*`, `**` and `?`, or a folder (`data/`). INSERT writes
   * another file into a folder or pattern, and a single file anew.
   * @throws FfqError FILE_NOT_FOUND, BAD_FILE, ALREADY_EXISTS
   */
  async registerParquet(name: string, paths: string | readonly string[]): Promise<void> {
    this.#refuseClosed();
    const { catalog, stores } = this.#session;
    const given = folderPatterns(typeof paths === "string" ? [paths] : paths);
    const addresses = await expandPaths(stores, given, undefined);
    catalog.add({ kind: "external", name, provider: await openParquetTable(stores, name, addresses), paths: given });
  }

  /**
   * Copies an Arrow table into a table in memory.
   * @throws FfqError ALREADY_EXISTS, UNSUPPORTED for a type that SQL has no like of
   */
  async registerArrow(name: string, table: Table): Promise<void> {
    this.#refuseClosed();
    const { registerArrow } = await import("./register-arrow.ts");
    await registerArrow(this.#session, name, table);
  }

  /**
   * Adds a function to SQL, run in JavaScript over whole columns. On a cluster, workers need it too (`--register`).
   * @throws FfqError ALREADY_EXISTS
   */
  registerFunction(custom: CustomFunction): void {
    this.#refuseClosed();
    this.#session.functions.add(custom);
  }

  /** Tables and views, in the order in which they came. */
  tables(): readonly TableInfo[] {
    return this.#session.catalog.entries().map(infoOf);
  }

  /** Stops what runs, ends the threads and frees all memory. Further calls are CLOSED; a second close does nothing. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#closing ??= this.#closeRuntimes();
    await this.#closing;
  }

  async #closeRuntimes(): Promise<void> {
    await this.#session.runtime.close();
    await this.#session.local.close();
    this.#session.memories.giveBack();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #refuseClosed(): void {
    if (this.#isClosed) throw new FfqError("CLOSED", "the engine is closed", { sqlstate: "57P01" });
  }
}

async function onlyStatement(sql: string): Promise<ParsedStatement> {
  const [statement, second] = await parse(sql);
  if (statement === undefined) throw new FfqError("INVALID_QUERY", "there is no statement", { sqlstate: "42601" });
  if (second === undefined) return statement;
  throw new FfqError("INVALID_QUERY", "query takes one statement", {
    sqlstate: "42601",
    span: second.span,
    hint: "execute takes several.",
  });
}

function infoOf(entry: CatalogEntry): TableInfo {
  const { name } = entry;
  const info = (kind: TableInfo["kind"], fields: readonly Field[]): TableInfo => ({
    name,
    kind,
    columns: fields.map((field) => ({ name: field.name, type: printType(field.type), nullable: field.nullable })),
  });
  switch (entry.kind) {
    case "view":
      return info("view", entry.fields);
    case "memory":
      return info("memory", entry.table.fields);
    case "external":
      return info(entry.provider.ref.provider === PARQUET ? "parquet" : "external", entry.provider.fields);
    default:
      return unreachable(entry);
  }
}
