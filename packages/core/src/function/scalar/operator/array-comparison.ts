// Comparing arrays and rows (PostgreSQL manual, sections 9.2 and 9.19): = <> < <= > >= element by element, containment
// and overlap, for which NULL equals nothing.
import { compare, constant } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { list } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";
import { comparisonOperators } from "./comparison.ts";

const row = { result: "bool", strict: true, volatility: "immutable", canFail: false } as const;
const ARRAYS = { args: ["list", "list"], elements: ["same", "same"] } as const;

export const arrayComparison: FunctionFamily = functionFamily(
  ["=", "<>", "<", "<=", ">", ">=", "@>", "<@", "&&"],
  () => [
    ...comparisonOperators.flatMap(({ symbol, ir, doc }): ScalarOverload[] => [
      {
        ...row,
        ...ARRAYS,
        name: symbol,
        doc,
        lower: (args) => compare(ir, list("compare", "i32", args), constant("i32", 0)),
      },
      {
        ...row,
        name: symbol,
        args: ["struct", "struct"],
        doc,
        lower: (args) => compare(ir, list("compareRows", "i32", args), constant("i32", 0)),
      },
    ]),
    {
      ...row,
      ...ARRAYS,
      name: "@>",
      doc: "Whether the first array has every element of the second.",
      lower: (args) => list("contains", "bool", args),
    },
    {
      ...row,
      ...ARRAYS,
      name: "<@",
      doc: "Whether the second array has every element of the first.",
      lower: ([left, right]) => list("contains", "bool", [right as IrExpr, left as IrExpr]),
    },
    {
      ...row,
      ...ARRAYS,
      name: "&&",
      doc: "Whether the arrays have an element in common.",
      lower: (args) => list("overlaps", "bool", args),
    },
  ],
);
