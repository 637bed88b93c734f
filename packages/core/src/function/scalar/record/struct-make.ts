// ROW(...): a struct of these values. The binder calls it, and names the fields by the type that it gives the call.
import { type LogicalType, type StructField } from "../../../type/logical-type.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { structOf } from "../../struct-ir.ts";

/** The fields of a row without names. */
export function anonymousFields(types: readonly LogicalType[]): readonly StructField[] {
  return types.map((type, at) => ({ name: `f${at + 1}`, type }));
}

export const structMake: FunctionFamily = functionFamily(["ffq:row"], () => [
  {
    name: "ffq:row",
    args: [],
    variadic: "any",
    result: (types) => ({ kind: "struct", fields: anonymousFields(types) }),
    strict: false,
    volatility: "immutable",
    canFail: false,
    doc: "ROW(...): a row of these values.",
    lower: (args, { args: types }) => structOf(args, types),
  },
]);
