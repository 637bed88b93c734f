// The functions that one engine knows: the builtin ones, and what its program and its extensions have added. An
// engine without additions shares the process's registry and folder.

import { FfqError } from "../common/error.ts";
import type { Expr } from "../expr/expr.ts";
import { isInner, someNode } from "../expr/tree.ts";
import { isAggregateName } from "../function/builtin-names.ts";
import { type CustomFunction, customKey, ExtendedFunctions } from "../function/custom-function.ts";
import { exprCanFail, isVolatile } from "../function/expr-facts.ts";
import type { Folder } from "../function/fold.ts";
import type { FunctionRegistry } from "../function/registry.ts";
import type { Datum } from "../type/datum.ts";
import { BuiltinFunctions, library } from "./library.ts";

export class SessionFunctions {
  readonly #builtin = new BuiltinFunctions();
  #extended: ExtendedFunctions | undefined;
  #folder: Folder | undefined;

  get registry(): FunctionRegistry {
    return this.#extended ?? this.#builtin;
  }

  /** The function of the program behind a key. */
  custom(key: string): CustomFunction | undefined {
    return this.#extended?.custom(key);
  }

  get hasCustom(): boolean {
    return this.#extended !== undefined;
  }

  callsCustom<Leaf extends { readonly kind: string }>(expr: Expr<Leaf>): boolean {
    return someNode(expr, (node) => isInner(node) && node.kind === "call" && this.custom(node.overload) !== undefined);
  }

  /** What the planner asks of a call; undefined for what is not one of the program's. */
  readonly external = (key: string): { readonly isStrict: boolean } | undefined => {
    const custom = this.custom(key);
    return custom === undefined ? undefined : { isStrict: custom.strict ?? true };
  };

  /** @throws FfqError ALREADY_EXISTS, CONFIG */
  add(custom: CustomFunction): void {
    const { name } = custom;
    if (isAggregateName(name)) {
      throw new FfqError("ALREADY_EXISTS", `${customKey(custom)}: ${name} is an aggregate or window function`, {
        sqlstate: "42723",
      });
    }
    this.#extended ??= new ExtendedFunctions(this.#builtin);
    this.#extended.addCustom(custom);
  }

  fold<Leaf extends { readonly kind: string }>(expr: Expr<Leaf>): Datum | undefined {
    // What is a value already needs no folder, which has a memory of its own.
    if (isInner(expr) && expr.kind === "constant") return expr.value;
    if (this.#extended === undefined) return library().constantFolder().fold(expr);
    const { Folder, evaluationFunctions } = library();
    this.#folder ??= new Folder({ ...evaluationFunctions(), registry: this.#extended });
    return this.#folder.fold(expr);
  }

  isVolatile<Leaf extends { readonly kind: string }>(expr: Expr<Leaf>): boolean {
    return isVolatile(expr, this.registry);
  }

  canFail<Leaf extends { readonly kind: string }>(expr: Expr<Leaf>): boolean {
    return exprCanFail(expr, this.registry);
  }
}
