// Structs and their fields as IR.
import { call, choose, constant, isNull, nullOf } from "../ir/build.ts";
import type { IrExpr, IrType } from "../ir/ir.ts";
import { listMake } from "../ir/list.ts";
import { ELEMENT_CODES, elementCode } from "../type/element-code.ts";
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

/** The struct of these fields; it is never NULL itself. */
export function structOf(fields: readonly IrExpr[], types: readonly LogicalType[]): IrExpr {
  const parts = fields.map((field, at) => listMake(elementCode(types[at] as LogicalType), [field]));
  return call("list", "rowOf", "ref", [listMake(ELEMENT_CODES.list, parts)]);
}
