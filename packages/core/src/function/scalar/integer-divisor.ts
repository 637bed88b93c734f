// gcd, lcm and factorial (PostgreSQL manual, section 9.3): of integers on 64 bits, of numerics by their kernel.
import { call, convert } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/ir.ts";
import { type LogicalType, NUMERIC } from "../../type/logical-type.ts";
import { INTEGER_RANGE } from "../failures.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../registry.ts";
import { numericCall, toRef } from "./numeric-scale.ts";

const row = { strict: true, volatility: "immutable", canFail: true } as const;

const overloads = (name: "gcd" | "lcm", kernel: string, doc: string): readonly ScalarOverload[] => [
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
  {
    ...row,
    name,
    args: ["numeric", "numeric"],
    result: () => NUMERIC,
    doc,
    lower: (args, types) =>
      numericCall(
        kernel,
        args.map((arg, position) => toRef(arg, types.args[position] as LogicalType)),
      ),
  },
];

export const integerDivisors: FunctionFamily = functionFamily(["gcd", "lcm", "factorial"], () => [
  ...overloads("gcd", "numericGcd", "The greatest common divisor."),
  ...overloads("lcm", "numericLcm", "The least common multiple."),
  {
    ...row,
    name: "factorial",
    args: ["int8"],
    result: () => NUMERIC,
    doc: "The product of the whole numbers up to the argument.",
    lower: ([value]) => numericCall("numericFactorial", [value as IrExpr]),
  },
]);
