// An engine's options: what a caller may say, checked once and completed with defaults. SET changes some of them
// later (settings.ts).
import { DEFAULT_BATCH_ROWS } from "../column/vector.ts";
import { byteCount } from "../common/byte-count.ts";
import { FfqError } from "../common/error.ts";
import type { ByteStore } from "../io/byte-store.ts";
import { type RuleName, ruleNames } from "../optimizer/rule.ts";
import type { WasmSource } from "../sql/parser-loader.ts";
import { INTERVAL } from "../type/logical-type.ts";
import { fixedZoneName, nearZone, zoneSpelled } from "../type/time-zone.ts";
import type { ClusterOptions, ExtensionOffer } from "./extensions.ts";
import { library, loadLibrary } from "./library.ts";

export interface EngineOptions {
  /** Worker threads; 0 runs on the caller's thread in slices of less than 10 ms. Default: the cores, at most 8. */
  readonly threads?: number;
  /** Runs queries on a cluster instead of in this process: its coordinator's `http://host:port`. */
  readonly coordinator?: string | URL | ClusterOptions;
  /** Packages that make options work, beside those that are registered for every engine. */
  readonly extensions?: readonly ExtensionOffer[];
  /** Tasks that a query is spread over by exchanges. Default: 1, which has none; of a cluster, its slots. */
  readonly partitions?: number;
  /**
   * Tables and intermediate results of at most as many rows are not worth an exchange: each task reads such a table
   * whole, one task or every task takes such a result. Default: 65,536; 0 spreads whatever can be spread.
   */
  readonly smallInputRows?: number;
  /** How many rounds of WITH RECURSIVE may add rows before that is an error. Default: a million; 0: no limit. */
  readonly recursionLimit?: number;
  /** What all operators of a query may hold: bytes, or text such as "512MB". Default: as much as there is. */
  readonly memoryLimit?: number | string;
  /** Where operators that reach the limit write what they hold. Default: the system's directory for temporary files. */
  readonly spillDirectory?: string;
  /** The most that a query may have there: bytes, or text such as "10GB". Default: what the disk holds. */
  readonly spillLimit?: number | string;
  /** Bytes from which an operator's state spills whatever the memory, for tests. Default: none. */
  readonly spillThreshold?: number | string;
  /** The most rows of a batch. */
  readonly batchRows?: number;
  /** False where memory cannot be shared between threads; then `threads` is 0. */
  readonly sharedMemory?: boolean;
  /** Optimizer rules not to run. */
  readonly disabledRules?: readonly string[];
  /** The module that worker threads run, where it cannot be found beside the engine (bundles). */
  readonly workerEntry?: URL;
  /**
   * The SQL parser's file, `libpg-query.wasm` beside the package's modules, where it cannot be read from there
   * (bundles, pages): its bytes, or compiled. The first engine of a process decides.
   */
  readonly parserWasm?: WasmSource | Promise<WasmSource>;
  /** Stops every query that runs longer, unless the query says otherwise. */
  readonly timeoutMs?: number;
  /** The session's time zone, a name of the IANA database: what SET TIME ZONE changes. Default: UTC. */
  readonly timeZone?: string;
  /** Where bytes come from, by URI scheme, beside local files: `{ s3: ... }`. */
  readonly stores?: Readonly<Record<string, ByteStore>>;
}

/** What holds while an engine lives. */
export interface EngineConfig {
  readonly threads: number;
  readonly sharedMemory: boolean;
  readonly workerEntry: URL | undefined;
  readonly spillDirectory: string | undefined;
  readonly parserWasm: EngineOptions["parserWasm"];
  readonly stores: Readonly<Record<string, ByteStore>>;
  readonly cluster: ClusterOptions | undefined;
}

/** What SET can change. */
export interface Settings {
  readonly partitions: number;
  readonly smallInputRows: number;
  /** 0: no limit. */
  readonly recursionLimit: number;
  /** 0: no limit. */
  readonly memoryLimit: number;
  /** 0: no limit. */
  readonly spillLimit: number;
  /** 0: none. */
  readonly spillThreshold: number;
  readonly batchRows: number;
  /** 0: none. */
  readonly timeoutMs: number;
  readonly disabledRules: ReadonlySet<RuleName>;
  /** A zone's name. */
  readonly timeZone: string;
  /** What a program may set and read again, and nothing goes by. */
  readonly applicationName: string;
  readonly searchPath: string;
}

const MOST_THREADS = 8;
const DEFAULT_SMALL_INPUT_ROWS = 65_536;
const DEFAULT_RECURSION_LIMIT = 1_000_000;

/** @throws FfqError CONFIG for a value that cannot be used */
export function readOptions(options: EngineOptions): { readonly config: EngineConfig; readonly settings: Settings } {
  const sharedMemory = options.sharedMemory ?? true;
  const threads = countOption("threads", options.threads ?? (sharedMemory ? defaultThreads() : 0), 0, 256);
  if (!sharedMemory && threads > 0) {
    throw new FfqError("CONFIG", "threads need shared memory", {
      hint: "Set threads to 0, or leave out sharedMemory.",
    });
  }
  return {
    config: {
      threads,
      sharedMemory,
      workerEntry: options.workerEntry,
      spillDirectory: options.spillDirectory,
      parserWasm: options.parserWasm,
      stores: options.stores ?? {},
      cluster: clusterOption(options.coordinator),
    },
    settings: {
      partitions: countOption("partitions", options.partitions ?? 1, 1, 1024),
      smallInputRows: countOption("smallInputRows", options.smallInputRows ?? DEFAULT_SMALL_INPUT_ROWS, 0, 2 ** 31 - 1),
      recursionLimit: countOption("recursionLimit", options.recursionLimit ?? DEFAULT_RECURSION_LIMIT, 0, 2 ** 31 - 1),
      memoryLimit: byteOption("memoryLimit", options.memoryLimit ?? 0),
      spillLimit: byteOption("spillLimit", options.spillLimit ?? 0),
      spillThreshold: byteOption("spillThreshold", options.spillThreshold ?? 0),
      batchRows: countOption("batchRows", options.batchRows ?? DEFAULT_BATCH_ROWS, 1, 65536),
      timeoutMs: countOption("timeoutMs", options.timeoutMs ?? 0, 0, 2 ** 31 - 1),
      disabledRules: ruleOption("disabledRules", options.disabledRules ?? []),
      timeZone: zoneOption("timeZone", options.timeZone ?? "UTC"),
      applicationName: "",
      searchPath: '"$user", public',
    },
  };
}

function clusterOption(given: EngineOptions["coordinator"]): ClusterOptions | undefined {
  if (given === undefined) return undefined;
  const options = typeof given === "string" || given instanceof URL ? { url: String(given) } : given;
  if (URL.canParse(options.url)) return options;
  throw new FfqError("CONFIG", `coordinator must be a URL, not ${JSON.stringify(options.url)}`);
}

function defaultThreads(): number {
  return Math.min(MOST_THREADS, globalThis.navigator?.hardwareConcurrency ?? 1);
}

/** Loads what reading the options takes. */
export async function loadForOptions({ timeZone = "" }: Pick<EngineOptions, "timeZone">): Promise<void> {
  if (isInterval(timeZone)) await loadLibrary();
}

const isInterval = (text: string): boolean => /^interval/i.test(text);

/** A zone's name, in the database's spelling. */
export function zoneOption(name: string, value: string): string {
  // Read as a zone of POSIX the word would be its name.
  const zone = isInterval(value) ? zoneOfInterval(value) : zoneSpelled(value);
  if (zone !== undefined) return zone;
  const hint = nearZone(value);
  throw new FfqError("CONFIG", `invalid value for parameter "${name}": "${value}"`, {
    sqlstate: "22023",
    ...(hint === undefined ? {} : { hint }),
  });
}

/** The zone that `INTERVAL '-08:00'` names. */
function zoneOfInterval(text: string): string | undefined {
  const [, interval] = /^interval '(.*)'$/i.exec(text) ?? [];
  if (interval === undefined) return undefined;
  const value = library().parseLiteral(interval, INTERVAL);
  if (typeof value !== "object" || value === null || !("micros" in value)) return undefined;
  return value.months === 0 && value.days === 0 ? fixedZoneName(Number(value.micros / 1_000_000n)) : undefined;
}

export function countOption(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new FfqError("CONFIG", `${name} must be a whole number from ${least} to ${most}, not ${value}`, {
    sqlstate: "22023",
  });
}

/** Bytes as a number, or with a unit. */
export function byteOption(name: string, value: number | string): number {
  const bytes = byteCount(String(value));
  if (bytes !== undefined) return bytes;
  throw new FfqError("CONFIG", `${name} must be a number of bytes, or such as "512MB", not ${JSON.stringify(value)}`, {
    sqlstate: "22023",
  });
}

export function ruleOption(name: string, rules: readonly string[]): ReadonlySet<RuleName> {
  const known: readonly string[] = ruleNames;
  for (const rule of rules) {
    if (known.includes(rule)) continue;
    throw new FfqError("CONFIG", `${name}: there is no rule "${rule}"`, {
      sqlstate: "22023",
      hint: `Rules: ${known.join(", ")}.`,
    });
  }
  return new Set(rules as readonly RuleName[]);
}
