// What gcd and lcm have in common: of integers they are computed on 64 bits, of numerics by their kernel.
import { call, convert } from "../../../ir/build.ts";
import { NUMERIC } from "../../../type/logical-type.ts";
import { INTEGER_RANGE } from "../../failures.ts";
import type { ScalarOverload } from "../../registry.ts";
import { numericKernel } from "./numeric-kernel.ts";

const row = { strict: true, volatility: "immutable", canFail: true } as const;

/** `name`: of the function and of the kernel for integers; `kernel`: for numerics. */
export function integerDivisor(name: "gcd" | "lcm", kernel: string, doc: string): readonly ScalarOverload[] {
  return [
    {
      ...row,
      name,
      args: ["int4", "int4"],
      result: "int4",
      doc,
      lower: (args) => {
        const wide = args.map((arg) => convert(arg, "i64"));
        return convert(call("math", name, "i64", wide), "i32", INTEGER_RANGE);
      },
    },
    {
      ...row,
      name,
      args: ["int8", "int8"],
      result: "int8",
      doc,
      lower: (args) => call("math", name, "i64", args),
    },
    { ...row, name, args: ["numeric", "numeric"], result: () => NUMERIC, doc, lower: numericKernel(kernel) },
  ];
}
