// Bounds of RANGE frames, which follow other rules than the operators + and - (PostgreSQL's in_range functions): a sum of
// doubles that overflows is an infinity, and an offset that is none is refused when the first row asks for it.
import { arithmetic, bind, choose, compare, constant, isNull } from "../../../ir/build.ts";
import type { ArithmeticOperator, IrExpr, IrFailure } from "../../../ir/ir.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";

const INVALID_SIZE: IrFailure = {
  sqlstate: "22013",
  message: "invalid preceding or following size in window function",
};

const row = { strict: true, volatility: "immutable" } as const;

const overflowing = (name: string, operator: ArithmeticOperator, doc: string): ScalarOverload => ({
  ...row,
  name,
  args: ["float8", "float8"],
  result: "float8",
  canFail: false,
  doc,
  lower: ([left, right]) => arithmetic(operator, left as IrExpr, right as IrExpr),
});

export const frameBounds: FunctionFamily = functionFamily(
  ["ffq:bound_after", "ffq:bound_before", "ffq:refused_bound"],
  () => [
    overflowing("ffq:bound_after", "add", "The sum, infinite where it overflows."),
    overflowing("ffq:bound_before", "sub", "The difference, infinite where it overflows."),
    {
      ...row,
      name: "ffq:refused_bound",
      args: ["any"],
      result: ([key]) => key as NonNullable<typeof key>,
      canFail: true,
      doc: "The bound that a negative offset from a value gives: none, which is an error; from NULL it is NULL.",
      strict: false,
      lower: ([arg]) =>
        bind("key", arg as IrExpr, (key) => {
          const [one, zero] = [constant("i32", 1), constant("i32", 0)];
          // Zero for a key that is there, and only then.
          const divisor = choose([{ when: isNull(key), then: one }], zero);
          const quotient = arithmetic("div", one, divisor, { zero: INVALID_SIZE });
          return choose([{ when: compare("eq", quotient, one), then: key }], key);
        }),
    },
  ],
);
