// (s).f: a field of a struct, by its number. The binder calls it.

import { internal } from "../../../common/error.ts";
import { bind } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { type LogicalType, UNKNOWN } from "../../../type/logical-type.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { structField } from "../../struct-ir.ts";

function fieldType(type: LogicalType | undefined, field: unknown): LogicalType {
  if (type?.kind !== "struct" || typeof field !== "number") throw internal("a field of no struct");
  return type.fields[field]?.type ?? UNKNOWN;
}

export const structFieldAccess: FunctionFamily = functionFamily(["ffq:field"], () => [
  {
    name: "ffq:field",
    args: ["struct", "int4"],
    result: ([type], constants) => fieldType(type, constants?.[1]),
    strict: true,
    volatility: "immutable",
    canFail: false,
    doc: "A field of a struct, by its number from 0.",
    lower: ([value, at], { result }) => {
      if (at?.op !== "const") throw internal("a field without its number");
      return bind("struct", value as IrExpr, (of) => structField(of, Number(at.value), result));
    },
  },
]);
