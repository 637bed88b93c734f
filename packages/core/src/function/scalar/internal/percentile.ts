// What percentile_cont, percentile_disc and mode make of a group's values, which their accumulator put one behind the other
// (kernel/assembly/list-percentile.part.ts). No statement can call it: ordered-set aggregates do (binder/ordered-sets.ts).
import type { IrExpr, IrType } from "../../../ir/ir.ts";
import { UNKNOWN } from "../../../type/logical-type.ts";
import { irTypeOf } from "../../ir-type.ts";
import { list } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";

const row = { strict: true, volatility: "immutable", canFail: false } as const;

const suffixes: Readonly<Partial<Record<IrType, string>>> = {
  bool: "Bool",
  i32: "32",
  i64: "64",
  f32: "F32",
  f64: "F64",
};

export const percentile: FunctionFamily = functionFamily(
  ["ffq:percentile_cont", "ffq:percentile_disc", "ffq:mode"],
  () => [
    {
      ...row,
      name: "ffq:percentile_cont",
      args: ["bytea", "float8", "bool"],
      result: "float8",
      doc: "The number at a fraction of the values, between two of them where it lies there; the flag: from the greatest.",
      lower: (args) => list("percentileCont", "f64", args as readonly IrExpr[]),
    },
    {
      ...row,
      name: "ffq:percentile_disc",
      args: ["bytea", "float8", "bool"],
      // Decided where the call is made.
      result: () => UNKNOWN,
      doc: "The value at a fraction of the values, which are of its type; the flag: from the greatest.",
      lower: (args, { result }) => {
        const type = irTypeOf(result);
        return list(`percentile${suffixes[type]}`, type, args as readonly IrExpr[]);
      },
    },
    {
      ...row,
      name: "ffq:mode",
      args: ["bytea", "bool"],
      result: () => UNKNOWN,
      doc: "The most frequent of the values, which are of its type; of several the least, or with the flag the greatest.",
      lower: (args, { result }) => {
        const type = irTypeOf(result);
        return list(`mode${suffixes[type]}`, type, args as readonly IrExpr[]);
      },
    },
  ],
);
