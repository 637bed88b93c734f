// Twofold products of doubles, which statistics are computed from.
import { TWOFOLD } from "../../aggregate-registry.ts";
import { float } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";

const row = { strict: true, volatility: "immutable", canFail: false } as const;

export const twofold: FunctionFamily = functionFamily(["ffq:twofold_product", "ffq:twofold_square"], () => [
  {
    ...row,
    args: ["float8", "float8"],
    name: "ffq:twofold_product",
    result: () => TWOFOLD,
    doc: "The product as a twofold sum of one: Infinity where it overflows, NaN where a factor is not finite.",
    lower: (args) => float("twofoldProduct", "i128", args),
  },
  {
    ...row,
    args: ["float8"],
    name: "ffq:twofold_square",
    result: () => TWOFOLD,
    doc: "As ffq:twofold_product of a value with itself.",
    lower: (args) => float("twofoldSquare", "i128", args),
  },
]);
