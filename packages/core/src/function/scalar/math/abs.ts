// Absolute value (PostgreSQL manual, section 9.3). What a type's smallest value has no counterpart for is an error.
import { unary } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { isFixedNumeric, MAX_FIXED_PRECISION, NUMERIC } from "../../../type/logical-type.ts";
import { toSmallint } from "../../cast/machine-casts.ts";
import { NUMERIC_OVERFLOW } from "../../failures.ts";
import { numericCall } from "../../numeric-scale.ts";
import { type CallTypes, type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";
import { floatInstruction } from "./float-instruction.ts";
import { type IntegerKind, integerKinds, integerRanges } from "./integer-kind.ts";

const NAMES = ["abs", "@"];
const DOC = "Absolute value.";

const row = { strict: true, volatility: "immutable" } as const;

const ofInteger = (name: string, kind: IntegerKind): ScalarOverload => ({
  ...row,
  name,
  args: [kind],
  result: kind,
  canFail: true,
  doc: DOC,
  lower: ([value]) => {
    const result = unary("abs", value as IrExpr, integerRanges[kind]);
    return kind === "int2" ? toSmallint(result) : result;
  },
});

function absoluteNumeric([arg]: readonly IrExpr[], types: CallTypes): IrExpr {
  const [type = NUMERIC] = types.args;
  if (!isFixedNumeric(type)) return numericCall("numericAbs", [arg as IrExpr]);
  return unary("abs", arg as IrExpr, type.precision === MAX_FIXED_PRECISION ? NUMERIC_OVERFLOW : undefined);
}

export const abs: FunctionFamily = functionFamily(NAMES, () =>
  NAMES.flatMap((name): ScalarOverload[] => [
    floatInstruction(name, "abs", DOC),
    floatInstruction(name, "abs", DOC, "float4"),
    ...integerKinds.map((kind) => ofInteger(name, kind)),
    {
      ...row,
      args: ["numeric"],
      canFail: true,
      name,
      result: ([type]) => type ?? NUMERIC,
      doc: DOC,
      lower: absoluteNumeric,
    },
  ]),
);
