// Functions over the elements of an array, derived from a function's own row: `any =(int4,int4)` and `all <(text,text)`
// are x = ANY(array) and x < ALL(array) (PostgreSQL manual, section 9.25), and `map f(text)` is an array of f of each
// element. The key names the row that elements are given to, so that plans hold nothing else.
import { bind } from "../ir/build.ts";
import type { IrExpr } from "../ir/ir.ts";
import { listMap, listTest } from "../ir/list.ts";
import { elementCode } from "../type/element-code.ts";
import { elementOf } from "../type/list-value.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { irTypeOf } from "./ir-type.ts";
import { onceIfConstant } from "./list-ir.ts";
import { type Derivation, overloadKey, type ScalarOverload } from "./registry.ts";

export type Quantifier = "any" | "all";

/** The key of the row derived from an operator's. */
export function quantifiedKey(quantifier: Quantifier, key: string): string {
  return `${quantifier} ${key}`;
}

/** What a key is derived from; undefined for a row's own key. */
export function quantifierOf(key: string): { readonly quantifier: Quantifier; readonly key: string } | undefined {
  if (key.startsWith("any ")) return { quantifier: "any", key: key.slice(4) };
  return key.startsWith("all ") ? { quantifier: "all", key: key.slice(4) } : undefined;
}

/** Makes rows of such keys (function/registry.ts). */
export const derivations: readonly Derivation[] = [
  (key, base) => {
    const found = quantifierOf(key);
    return found === undefined ? undefined : quantified(found.quantifier, base(found.key));
  },
  (key, base) => (key.startsWith(MAP) ? mapped(base(key.slice(MAP.length))) : undefined),
];

const MAP = "map ";

/** The key of a function's row over each element of its first argument, an array. */
export function mappedKey(key: string): string {
  return MAP + key;
}

function mapped(base: ScalarOverload): ScalarOverload {
  return {
    ...base,
    name: mappedKey(overloadKey(base)),
    args: ["list", ...base.args.slice(1)],
    doc: "An array of the function's values for each element.",
    lower: ([array, ...rest], { args: [type, ...others], result }) => {
      const [from, to] = [elementOf(type as LogicalType), elementOf(result)];
      return listMap(array as IrExpr, { name: "mapped", type: irTypeOf(from) }, elementCode(to), (element) =>
        base.lower([element, ...rest], { args: [from, ...others], result: to }),
      );
    },
  };
}

/** A value against the elements of an array, by an operator with a boolean result. */
export function quantified(quantifier: Quantifier, base: ScalarOverload): ScalarOverload {
  const [left = "any"] = base.args;
  return {
    ...base,
    name: quantifiedKey(quantifier, overloadKey(base)),
    args: [left, "list"],
    // No element at all decides, whatever the value is.
    strict: false,
    doc: `Whether the operator holds for ${quantifier === "any" ? "any element" : "all elements"} of an array.`,
    lower: ([value, array], { args: [type, list], result }) => {
      const element = elementOf(list as LogicalType);
      const types = { args: [type as LogicalType, element], result };
      return bind("compared", onceIfConstant(value as IrExpr), (compared) =>
        listTest(
          quantifier,
          onceIfConstant(array as IrExpr),
          { name: "candidate", type: irTypeOf(element) },
          (candidate) => base.lower([compared, candidate], types),
        ),
      );
    },
  };
}
