// IN over constants, as IR. Integers of any kind are searched in a balanced tree of comparisons whose leaves are
// tests without branches, so long lists cost their logarithm; other types are compared one after the other.
import * as build from "../ir/build.ts";
import type { IrExpr } from "../ir/ir.ts";
import { isFixedNumeric, type LogicalType } from "../type/logical-type.ts";
import { irTypeOf } from "./ir-type.ts";

type Equals = (type: LogicalType, left: IrExpr, right: IrExpr) => IrExpr;

/** How many values a leaf tests. */
const LEAF_VALUES = 4;

/** Values are constants of the needle's type; none is NULL. */
export function isOneOf(needle: IrExpr, values: readonly IrExpr[], type: LogicalType, equals: Equals): IrExpr {
  const integers = integersOf(values, type);
  if (integers === undefined) return build.or(values.map((value) => equals(type, needle, value)));
  const irType = irTypeOf(type) as "i32" | "i64";
  const constants = integers.map((value) => build.constant(irType, irType === "i64" ? value : Number(value)));
  return search(needle, constants);
}

/** The values in order, each once; undefined for other types. */
function integersOf(values: readonly IrExpr[], type: LogicalType): readonly bigint[] | undefined {
  const isInteger =
    type.kind === "int2" ||
    type.kind === "int4" ||
    type.kind === "int8" ||
    type.kind === "date" ||
    type.kind === "timestamp" ||
    (isFixedNumeric(type) && irTypeOf(type) === "i64");
  if (!isInteger || values.length === 0) return undefined;
  const integers = new Set<bigint>();
  for (const value of values) {
    if (value.op !== "const") return undefined;
    integers.add(BigInt(value.value));
  }
  return [...integers].sort((left, right) => (left < right ? -1 : 1));
}

function search(needle: IrExpr, values: readonly IrExpr[]): IrExpr {
  if (values.length <= LEAF_VALUES) {
    const tests = values.map((value) => build.compare("eq", needle, value));
    return tests.reduce((all, test) => build.arithmetic("or", all, test));
  }
  const middle = values.length >> 1;
  const isBefore = build.compare("lt", needle, values[middle] as IrExpr);
  return build.choose(
    [{ when: isBefore, then: search(needle, values.slice(0, middle)) }],
    search(needle, values.slice(middle)),
  );
}
