// Functions that a program or an extension adds to an engine: declared here, run in JavaScript over whole columns
// (operator/call-functions.ts). The rule: a plan holds their names and never their code, so whoever runs one must have
// it too. Apart from the registry, whose rows become IR: these never do.
import type { Vector } from "apache-arrow";
import { FfqError, internal } from "../common/error.ts";
import type { LogicalType, ScalarKind } from "../type/logical-type.ts";
import { isBuiltinKey } from "./builtin-names.ts";
import { FunctionRegistry, overloadKey, type ScalarOverload } from "./registry.ts";

/** What a function gives: an Arrow column, or a value of JavaScript for each row. */
export type FunctionResult = Vector | ArrayLike<unknown>;

export interface CustomFunction {
  /** As SQL folds it: lower case, unless calls quote it. */
  readonly name: string;
  readonly args: readonly ScalarKind[];
  readonly returns: ScalarKind | LogicalType;
  /**
   * True, the default: NULL in any argument gives NULL, whatever the function gives for that row. False: what it gives
   * for such rows counts.
   */
  readonly strict?: boolean;
  /** May give another value for the same arguments. Default: it does not. */
  readonly volatile?: boolean;
  /** One line for people. */
  readonly doc?: string;
  /**
   * The results for a batch of rows, one for each. Rows of a branch of CASE or COALESCE that is not taken have NULL for
   * all arguments, and their results are dropped.
   */
  call(args: readonly Vector[], rows: number): FunctionResult | Promise<FunctionResult>;
}

/** The key of the function in plans: `slug(text)`. */
export function customKey({ name, args }: CustomFunction): string {
  return overloadKey({ name, args });
}

export function customResult({ returns }: CustomFunction): LogicalType {
  return typeof returns === "object" ? returns : { kind: returns };
}

/** The builtin functions with those of one engine. */
export class ExtendedFunctions extends FunctionRegistry {
  readonly #builtin: FunctionRegistry;
  readonly #custom = new Map<string, CustomFunction>();

  constructor(builtin: FunctionRegistry) {
    super();
    this.#builtin = builtin;
  }

  /** @throws FfqError ALREADY_EXISTS, CONFIG for what no call could name */
  addCustom(custom: CustomFunction): void {
    const key = customKey(custom);
    if (!/\w/.test(custom.name) || typeof custom.call !== "function") {
      throw new FfqError("CONFIG", `${key} is no function`, { hint: "It needs a name, and call()." });
    }
    if (this.#custom.has(key) || isBuiltinKey(key)) {
      throw new FfqError("ALREADY_EXISTS", `function "${custom.name}" already exists with same argument types`, {
        sqlstate: "42723",
      });
    }
    this.#custom.set(key, custom);
    this.add([rowOf(custom, key)]);
  }

  /** The function behind a key; undefined for a builtin one. */
  custom(key: string): CustomFunction | undefined {
    return this.#custom.get(key);
  }

  override named(name: string): readonly ScalarOverload[] {
    const own = super.named(name);
    const builtin = this.#builtin.named(name);
    return own.length === 0 ? builtin : [...builtin, ...own];
  }

  override sourceOf(name: string): FunctionRegistry {
    return super.named(name).length === 0 ? this.#builtin.sourceOf(name) : this;
  }

  override overload(key: string): ScalarOverload {
    return this.#custom.has(key) ? super.overload(key) : this.#builtin.overload(key);
  }

  override names(): readonly string[] {
    return [...this.#builtin.names(), ...super.names()];
  }
}

/** What the binder and the optimizer know of it: nothing is computed while planning. */
function rowOf(custom: CustomFunction, key: string): ScalarOverload {
  const { name, args, strict = true, volatile = false, doc = "" } = custom;
  const result = customResult(custom);
  return {
    name,
    args,
    result: () => result,
    strict,
    volatility: volatile ? "volatile" : "stable",
    canFail: true,
    lower: () => {
      throw internal(`${key} is not lowered: it runs in JavaScript`);
    },
    doc,
  };
}
