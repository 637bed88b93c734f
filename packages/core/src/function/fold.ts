// Constant expressions to their values: lowered as for execution, run by the IR's interpreter over the kernel
// library in a small arena of its own, so that folding and execution cannot differ. An expression that fails is
// not folded: its error belongs to the rows that reach it.
import { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import { FfqError, internal } from "../common/error.ts";
import { RecentMap } from "../common/recent-map.ts";
import { withinStack } from "../common/stack-depth.ts";
import { codeKey } from "../expr/code-key.ts";
import type { Expr, PhysicalExpr } from "../expr/expr.ts";
import { isInner, someNode } from "../expr/tree.ts";
import { interpret } from "../ir/interpret.ts";
import { KernelHost } from "../ir/kernel-host.ts";
import { kernelLibrary, type RowFunctions } from "../kernel/library.ts";
import type { Datum } from "../type/datum.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { datumOfValue } from "./datum-value.ts";
import { evaluationFunctions } from "./functions.ts";
import { type LowerContext, lower } from "./lower.ts";
import { isSetFunction } from "./scalar/set/set-function.ts";

const ARENA_BYTES = 256 << 20;

/** Bytes of a text or byte string that is kept as a value of the plan: larger ones are left to where rows are computed. */
const MOST_FOLDED = 1 << 20;

/** Constants whose values are kept, and the characters of what they were made of. */
const KEPT = 512;
const KEPT_TEXT = 1 << 16;

type Node = { readonly kind: string };

export class Folder {
  readonly #arena: Arena;
  readonly #region: Region;
  readonly #library: RowFunctions;
  readonly #context: LowerContext;
  /** By code-key.ts: statements say the same dates again. */
  readonly #values = new RecentMap<string, { readonly value: Datum }>({
    values: KEPT,
    size: KEPT_TEXT,
    sizeOf: (key) => key.length,
  });

  constructor(functions: Omit<LowerContext, "input"> = evaluationFunctions()) {
    this.#arena = Arena.create({ shared: false, initialBytes: 1 << 20, maximumBytes: ARENA_BYTES });
    this.#region = Region.create(this.#arena, Budget.create(this.#arena));
    this.#library = kernelLibrary(this.#arena);
    const input = (): never => {
      throw internal("a constant expression reads no input");
    };
    this.#context = { ...functions, input };
  }

  /**
   * The value; undefined when the expression is not constant, ends in an error, comes to a text of megabytes, or to what a
   * function returns as rows: these may be many, and are made where they are read.
   */
  fold<Leaf extends Node>(expr: Expr<Leaf>): Datum | undefined {
    if (!this.isConstant(expr) || returnsSet(expr)) return undefined;
    try {
      return this.#evaluate(expr as unknown as PhysicalExpr, MOST_FOLDED);
    } catch (thrown) {
      const error = FfqError.from(thrown);
      if (error.code === "DATA" || error.code === "UNSUPPORTED" || error.code === "MEMORY_LIMIT") return undefined;
      throw error;
    }
  }

  /** Whether the expression has the same value whenever it is evaluated: no column, no volatile function. */
  isConstant<Leaf extends Node>(expr: Expr<Leaf>): boolean {
    const { registry } = this.#context;
    return !someNode(
      expr,
      (node) => !isInner(node) || (node.kind === "call" && registry.overload(node.overload).volatility !== "immutable"),
    );
  }

  /** The value of a constant expression. @throws FfqError where evaluating it fails */
  evaluate(expr: PhysicalExpr): Datum {
    const key = isMachineValue(expr.type) && this.isConstant(expr) ? codeKey(expr) : undefined;
    const known = key === undefined ? undefined : this.#values.find(key);
    if (known !== undefined) return known.value;
    const value = this.#evaluate(expr, Number.POSITIVE_INFINITY);
    if (value === undefined) throw internal("a constant without a value");
    if (key !== undefined) this.#values.set(key, { value });
    return value;
  }

  /** @param most bytes of a text: undefined where it has more */
  #evaluate(expr: PhysicalExpr, most: number): Datum | undefined {
    if (expr.kind === "constant") return expr.value;
    const host = new KernelHost(this.#arena, this.#region, this.#library);
    try {
      const hostWithInputs = {
        inputs: [],
        call: host.call.bind(host),
        bytes: host.bytes.bind(host),
        read: host.read.bind(host),
      };
      const value = withinStack(() => interpret(lower(expr, this.#context), hostWithInputs));
      if (isOneText(expr.type) && value !== null && host.read(value as bigint).length > most) return undefined;
      return datumOfValue(value, expr.type, hostWithInputs.read);
    } catch (thrown) {
      if (!(thrown instanceof WebAssembly.RuntimeError)) throw thrown;
      // Its memory, which is no engine's, may be damaged: the next folder has another.
      this.#arena.markDamaged();
      if (shared === this) shared = undefined;
      throw internal(`a constant could not be computed: ${thrown.message}`, thrown);
    } finally {
      if (!this.#arena.isDamaged) this.#region.freeAll();
    }
  }
}

/** Of few bytes, and nothing that another reader could change. */
function isMachineValue({ kind }: LogicalType): boolean {
  return kind === "date" || kind === "timestamp" || kind === "int4" || kind === "int8" || kind === "float8";
}

function isOneText({ kind }: LogicalType): boolean {
  return kind === "text" || kind === "varchar" || kind === "bpchar" || kind === "bytea";
}

function returnsSet<Leaf extends Node>(expr: Expr<Leaf>): boolean {
  return someNode(expr, (node) => isInner(node) && node.kind === "call" && isSetFunction(node.overload));
}

let shared: Folder | undefined;

/** This thread's folder over the builtin functions; made when first asked for. */
export function constantFolder(): Folder {
  shared ??= new Folder();
  return shared;
}
