// Functions of numeric that the kernels compute: roots, powers, logarithms, quotients. They take no fixed scales.
import { NUMERIC } from "../../../type/logical-type.ts";
import { numericCall, toRef } from "../../numeric-scale.ts";
import type { ScalarOverload } from "../../registry.ts";

/** Lowering of numeric arguments to a kernel's call. */
export function numericKernel(kernel: string): ScalarOverload["lower"] {
  return (args, types) =>
    numericCall(
      kernel,
      args.map((arg, position) => toRef(arg, types.args[position] ?? NUMERIC)),
    );
}

/** A row of so many numerics whose value is the kernel's. */
export function numericFunction(name: string, count: 1 | 2, kernel: string, doc: string): ScalarOverload {
  return {
    strict: true,
    volatility: "immutable",
    args: count === 1 ? ["numeric"] : ["numeric", "numeric"],
    canFail: true,
    name,
    result: () => NUMERIC,
    doc,
    lower: numericKernel(kernel),
  };
}
