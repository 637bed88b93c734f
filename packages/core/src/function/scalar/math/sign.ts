// The sign of a number (PostgreSQL manual, section 9.3).
import { and, bind, choose, compare, constant, isNull, nullOf } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { fixedNumeric, isFixedNumeric, NUMERIC } from "../../../type/logical-type.ts";
import { numericCall, widthOf } from "../../numeric-scale.ts";
import { type CallTypes, type FunctionFamily, functionFamily } from "../../registry.ts";

const SIGN = fixedNumeric(1, 0);

/** `signs`: what stands for -1, 0 and 1. */
function signBy(
  arg: IrExpr,
  zero: IrExpr,
  isPositive: (value: IrExpr) => IrExpr,
  [negative, none, positive]: readonly [IrExpr, IrExpr, IrExpr],
): IrExpr {
  return bind("sign of", arg, (value) =>
    choose(
      [
        { when: isNull(value), then: nullOf(none.type) },
        { when: compare("lt", value, zero), then: negative },
        { when: isPositive(value), then: positive },
      ],
      none,
    ),
  );
}

/** Of NaN 0, as PostgreSQL has it. */
function floatSign(arg: IrExpr): IrExpr {
  const [zero, nan] = [constant("f64", 0), constant("f64", Number.NaN)];
  // NaN is above every number here.
  const isPositive = (value: IrExpr): IrExpr => and([compare("gt", value, zero), compare("lt", value, nan)]);
  return signBy(arg, zero, isPositive, [constant("f64", -1), zero, constant("f64", 1)]);
}

function numericSign(arg: IrExpr, types: CallTypes): IrExpr {
  const [type = NUMERIC] = types.args;
  if (!isFixedNumeric(type)) return numericCall("numericSign", [arg]);
  const zero = constant(widthOf(type.precision), 0n);
  const signs = [constant("i64", -1n), constant("i64", 0n), constant("i64", 1n)] as const;
  return signBy(arg, zero, (value) => compare("gt", value, zero), signs);
}

const row = { strict: true, volatility: "immutable" } as const;

export const sign: FunctionFamily = functionFamily(["sign"], () => [
  {
    ...row,
    result: "float8",
    args: ["float8"],
    name: "sign",
    canFail: false,
    doc: "-1, 0 or 1.",
    lower: ([arg]) => floatSign(arg as IrExpr),
  },
  {
    ...row,
    args: ["numeric"],
    canFail: true,
    name: "sign",
    result: ([type]) => (type !== undefined && isFixedNumeric(type) ? SIGN : NUMERIC),
    doc: "-1, 0 or 1.",
    lower: ([arg], types) => numericSign(arg as IrExpr, types),
  },
]);
