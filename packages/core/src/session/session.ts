// What the parts of one engine share.
import { Memories } from "../arena/memories.ts";
import { TableMemory } from "../catalog/table-memory.ts";
import { systemClock } from "../common/clock.ts";
import { ByteStores } from "../io/byte-store.ts";
import { localFiles } from "../io/local-files.ts";
import { provideKernels } from "../kernel/module-bytes.ts";
import { callFunctions } from "../operator/call-functions.ts";
import { CALL_FUNCTIONS } from "../physical/function-calls.ts";
import type { LocalRuntime, RunOptions, Runtime } from "../runtime/runtime.ts";
import { loadParser } from "../sql/parser-loader.ts";
import { Catalog } from "./catalog.ts";
import { SessionFunctions } from "./functions.ts";
import { KnownStatements } from "./known-statements.ts";
import { memoryRows } from "./memory-rows.ts";
import type { EngineConfig, Settings } from "./options.ts";
import { PreparedStatements } from "./prepared.ts";
import type { Chance } from "./repeatable-chance.ts";
import type { StatementTables } from "./statement-tables.ts";
import { Turns } from "./turns.ts";

export interface Session {
  readonly config: EngineConfig;
  /** SET replaces them. */
  settings: Settings;
  /** What RESET goes back to. */
  defaults: Settings;
  /** After setseed. */
  chance: Chance | undefined;
  /** False once statistics turned out not to be true (undivided.ts). */
  dividesScans: boolean;
  readonly catalog: Catalog;
  readonly functions: SessionFunctions;
  readonly prepared: PreparedStatements;
  readonly known: KnownStatements;
  readonly stores: ByteStores;
  readonly memories: Memories;
  /** Of tables in memory. */
  readonly tableMemory: TableMemory;
  /** Runs queries: this process, or a cluster. */
  readonly runtime: Runtime;
  /** Runs what concerns this process's memory alone. */
  readonly local: LocalRuntime;
  /** Of statements that may change something. */
  readonly turns: Turns;
}

/** What a session may be given. */
export interface SessionParts {
  /** Runs the queries in place of this process. */
  readonly cluster?: Runtime | undefined;
  /** Default: as many as it comes to need. */
  readonly memories?: Memories;
  /** How long this thread works before it starts another. */
  readonly patienceMs?: number;
}

/**
 * The executing half is loaded here, and not with this module: the SQL parser compiles on another core meanwhile, which
 * is why it is begun first.
 * @throws FfqError CONFIG without the SQL parser's file, and for threads that cannot share memory
 */
export async function createSession(
  config: EngineConfig,
  settings: Settings,
  { cluster, memories = Memories.take(config.sharedMemory), patienceMs }: SessionParts = {},
): Promise<Session> {
  const { threads, workerEntry, parserWasm, spillDirectory } = config;
  const [, { createEmbeddedRuntime }] = await Promise.all([
    loadParser(parserWasm === undefined ? {} : { wasm: parserWasm }),
    import("../runtime/embedded-runtime.ts"),
    provideKernels(),
  ]);
  const stores = new ByteStores();
  stores.register("file", localFiles());
  for (const [scheme, store] of Object.entries(config.stores)) stores.register(scheme, store);
  const functions = new SessionFunctions();
  const calling = callFunctions((key) => functions.custom(key));
  const local = createEmbeddedRuntime({
    memories,
    threads,
    patienceMs,
    operators: (name) => (name === CALL_FUNCTIONS ? calling : undefined),
    ...(workerEntry === undefined ? {} : { workerEntry }),
    ...(spillDirectory === undefined ? {} : { spillDirectory }),
  });
  return {
    config,
    settings,
    defaults: settings,
    chance: undefined,
    dividesScans: true,
    catalog: new Catalog(),
    functions,
    prepared: new PreparedStatements(),
    known: new KnownStatements(),
    stores,
    memories,
    tableMemory: new TableMemory(memories),
    turns: new Turns(systemClock),
    runtime: cluster ?? local,
    local,
  };
}

/** What a caller may say of one statement. */
export interface StatementOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

/** What a statement may still take of the memory limit beside the rows that it holds; 0 is no limit. */
export function memoryLeft({ settings }: Session, { heldBytes }: StatementTables): number {
  return settings.memoryLimit === 0 ? 0 : Math.max(1, settings.memoryLimit - heldBytes);
}

/** How a statement's plan is run under the session's settings. */
export function runOptions(session: Session, tables: StatementTables, options: StatementOptions): RunOptions {
  const { settings, local } = session;
  const timeoutMs = options.timeoutMs ?? settings.timeoutMs;
  return {
    tables: tables.provider,
    memoryRows: (ref) => memoryRows(local, tables, ref),
    batchRows: settings.batchRows,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(timeoutMs === 0 ? {} : { timeoutMs }),
    ...(settings.memoryLimit === 0 ? {} : { memoryLimit: memoryLeft(session, tables) }),
    ...(settings.spillLimit === 0 ? {} : { spillLimit: settings.spillLimit }),
    ...(settings.spillThreshold === 0 ? {} : { spillThreshold: settings.spillThreshold }),
  };
}
