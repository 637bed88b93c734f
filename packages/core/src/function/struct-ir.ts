// A struct's fields as IR.
import { call, choose, constant, isNull, nullOf } from "../ir/build.ts";
import type { IrExpr, IrType } from "../ir/ir.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { irTypeOf } from "./ir-type.ts";

const kernels: Readonly<Record<IrType, string>> = {
  bool: "fieldBool",
  i32: "field32",
  i64: "field64",
  f32: "fieldF32",
  f64: "fieldF64",
  i128: "field128",
  ref: "fieldText",
};

/** NULL where the struct is, or the field. */
export function structField(value: IrExpr, field: number, type: LogicalType): IrExpr {
  const at = constant("i32", field);
  const ir = irTypeOf(type);
  const missing = call("list", "fieldIsNull", "bool", [value, at]);
  const unknown = value.nullable ? [{ when: isNull(value), then: nullOf(ir) }] : [];
  return choose([...unknown, { when: missing, then: nullOf(ir) }], call("list", kernels[ir], ir, [value, at]));
}
