// What a module given by `--register ./module.js` adds to a worker, and the capabilities that follow from it. The
// module's default export is called once, before the worker's first poll.
import { FfqError, type TableRef } from "@ffq/core/physical";
import {
  type ByteStore,
  ByteStores,
  type CustomOperator,
  type CustomOperators,
  type TableProvider,
} from "@ffq/core/runtime";

/** Opens a table that a plan names. */
export type OpenTable = (ref: TableRef, signal: AbortSignal) => Promise<TableProvider>;

/** Handed to the module. */
export interface WorkerRegistry {
  /** Files of a URI scheme. */
  addStore(scheme: string, store: ByteStore): void;
  /** A table provider: capability `provider:NAME`. */
  addProvider(name: string, open: OpenTable): void;
  /** An operator that plans may name: capability `operator:NAME`. */
  addOperator(name: string, operator: CustomOperator): void;
  /** Something that plans may ask for and that the module has seen to itself: `operator:NAME`, `function:NAME`. */
  addCapability(name: string): void;
}

export type WorkerModule = (registry: WorkerRegistry) => void | Promise<void>;

export class WorkerExtensions implements WorkerRegistry {
  readonly stores: ByteStores = new ByteStores();
  readonly #providers = new Map<string, OpenTable>();
  readonly #operators = new Map<string, CustomOperator>();
  readonly #capabilities = new Set<string>();

  addStore(scheme: string, store: ByteStore): void {
    this.stores.register(scheme, store);
  }

  addProvider(name: string, open: OpenTable): void {
    if (this.#providers.has(name)) throw new FfqError("CONFIG", `table provider ${name} is already registered`);
    this.#providers.set(name, open);
    this.#capabilities.add(`provider:${name}`);
  }

  addOperator(name: string, operator: CustomOperator): void {
    if (this.#operators.has(name)) throw new FfqError("CONFIG", `operator ${name} is already registered`);
    this.#operators.set(name, operator);
    this.#capabilities.add(`operator:${name}`);
  }

  addCapability(name: string): void {
    if (!/^(operator|function|provider):./.test(name)) {
      throw new FfqError("CONFIG", `${name} is no capability`, { hint: "Write operator:NAME or function:NAME." });
    }
    this.#capabilities.add(name);
  }

  /** Sorted. */
  get capabilities(): readonly string[] {
    return [...this.#capabilities].sort();
  }

  /** For the host of tasks. */
  readonly operators: CustomOperators = (name) => this.#operators.get(name);

  /** @throws FfqError MISSING_EXTENSION */
  provider(name: string): OpenTable {
    const open = this.#providers.get(name);
    if (open !== undefined) return open;
    throw new FfqError("MISSING_EXTENSION", `nothing on this worker opens tables of ${name}`, {
      hint: "Start it with --register and a module that adds the provider.",
      context: { provider: name },
    });
  }

  /** Runs a module that was imported. @throws FfqError CONFIG when it is none */
  async add(module: { readonly default?: unknown }, path: string): Promise<void> {
    if (typeof module.default !== "function") {
      throw new FfqError("CONFIG", `${path} has no function as its default export`, { context: { file: path } });
    }
    await (module.default as WorkerModule)(this);
  }
}
