// What a module given by `--register ./module.js` adds to a worker, and the capabilities that follow from it. The
// module's default export is called once, before the worker's first poll.
import { CALL_FUNCTIONS, FfqError, type TableRef } from "@ffq/core/physical";
import {
  type ByteStore,
  ByteStores,
  type CustomFunction,
  type CustomOperator,
  type CustomOperators,
  callFunctions,
  customKey,
  type TableProvider,
} from "@ffq/core/runtime";

/** Opens a table that a plan names. */
export type OpenTable = (ref: TableRef, signal: AbortSignal) => Promise<TableProvider>;

/** Handed to the module. */
export interface WorkerRegistry {
  /** Files of a URI scheme: capability `store:SCHEME`. */
  addStore(scheme: string, store: ByteStore): void;
  /** A table provider: capability `provider:NAME`. */
  addProvider(name: string, open: OpenTable): void;
  /** An operator that plans may name: capability `operator:NAME`. */
  addOperator(name: string, operator: CustomOperator): void;
  /** A function that SQL calls: capability `function:NAME(ARGUMENT TYPES)`. */
  addFunction(custom: CustomFunction): void;
  /** Something that plans may ask for and that the module has seen to itself. */
  addCapability(name: string): void;
}

export type WorkerModule = (registry: WorkerRegistry) => void | Promise<void>;

export class WorkerExtensions implements WorkerRegistry {
  readonly stores: ByteStores = new ByteStores();
  readonly #providers = new Map<string, OpenTable>();
  readonly #operators = new Map<string, CustomOperator>();
  readonly #functions = new Map<string, CustomFunction>();
  readonly #calling = callFunctions((key) => this.#functions.get(key));
  readonly #capabilities = new Set<string>();

  addStore(scheme: string, store: ByteStore): void {
    this.stores.register(scheme, store);
    if (scheme !== "file") this.#capabilities.add(`store:${scheme}`);
  }

  addProvider(name: string, open: OpenTable): void {
    if (this.#providers.has(name)) throw new FfqError("CONFIG", `table provider ${name} is already registered`);
    this.#providers.set(name, open);
    this.#capabilities.add(`provider:${name}`);
  }

  addOperator(name: string, operator: CustomOperator): void {
    if (this.#operators.has(name) || name === CALL_FUNCTIONS)
      throw new FfqError("CONFIG", `operator ${name} is already registered`);
    this.#operators.set(name, operator);
    this.#capabilities.add(`operator:${name}`);
  }

  addFunction(custom: CustomFunction): void {
    const key = customKey(custom);
    if (this.#functions.has(key)) throw new FfqError("CONFIG", `function ${key} is already registered`);
    this.#functions.set(key, custom);
    this.#capabilities.add(`function:${key}`);
  }

  addCapability(name: string): void {
    if (!/^(operator|function|provider|store):./.test(name)) {
      throw new FfqError("CONFIG", `${name} is no capability`, { hint: "Write operator:NAME or function:NAME." });
    }
    this.#capabilities.add(name);
  }

  /** Sorted. */
  get capabilities(): readonly string[] {
    return [...this.#capabilities].sort();
  }

  /** For the host of tasks. */
  readonly operators: CustomOperators = (name) => (name === CALL_FUNCTIONS ? this.#calling : this.#operators.get(name));

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
