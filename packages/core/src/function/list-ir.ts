// What functions over lists are made of, as IR: elements given as lists of one, guards for what is not strict, and the
// type of elements.
import { choose, isNull, nullOf, once, or } from "../ir/build.ts";
import type { IrExpr } from "../ir/ir.ts";
import { listMake } from "../ir/list.ts";
import { elementCode } from "../type/element-code.ts";
import { elementOf } from "../type/list-value.ts";
import { type LogicalType } from "../type/logical-type.ts";
import { isConstantIr } from "./kernel-call.ts";

/** A list without elements of these. */
export function emptyList(element: LogicalType): IrExpr {
  return listMake(elementCode(element), []);
}

/** An element as the kernels of lists take one: a list of it alone, NULL among its elements where it is NULL. */
export function single(element: IrExpr, type: LogicalType): IrExpr {
  return listMake(elementCode(type), [element]);
}

/** NULL when any of these, which are computed already, is, without computing `value`. */
export function unlessNull(args: readonly IrExpr[], value: IrExpr): IrExpr {
  const nullable = args.filter((arg) => arg.nullable);
  if (nullable.length === 0) return value;
  return choose([{ when: or(nullable.map(isNull)), then: nullOf(value.type) }], value);
}

/** What is the same for every row is computed once a batch. */
export function onceIfConstant(value: IrExpr): IrExpr {
  return isConstantIr(value) && value.op !== "bytes" && value.op !== "null" ? once(value) : value;
}

/** Result rules: the first argument's type, its elements' type. */
export const sameAsFirst = ([first]: readonly LogicalType[]): LogicalType => first as LogicalType;
export const elementOfFirst = ([first]: readonly LogicalType[]): LogicalType => elementOf(first as LogicalType);
