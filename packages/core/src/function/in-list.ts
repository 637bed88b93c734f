// IN over constants, as IR. Integers of any kind are searched in a balanced tree of comparisons whose leaves are
// tests without branches, so long lists cost their logarithm; other types are compared one after the other. Integers and
// texts in lists so long that code for each would take long to compile are searched in a constant list.
import * as build from "../ir/build.ts";
import type { IrExpr } from "../ir/ir.ts";
import { ELEMENT_CODES } from "../type/element-code.ts";
import { writeList } from "../type/list-value.ts";
import { isFixedNumeric, type LogicalType } from "../type/logical-type.ts";
import { irTypeOf } from "./ir-type.ts";
import { list } from "./kernel-call.ts";

type Equals = (type: LogicalType, left: IrExpr, right: IrExpr) => IrExpr;

/** How many values a leaf tests: comparing with so many takes no longer than one wrong guess of a branch. */
const LEAF_VALUES = 20;
/** The most values that code is made for. */
const MOST_INLINE = 512;

/** Values are constants of the needle's type; none is NULL. */
export function isOneOf(needle: IrExpr, values: readonly IrExpr[], type: LogicalType, equals: Equals): IrExpr {
  const integers = integersOf(values, type);
  if (values.length > MOST_INLINE) {
    const found = integers === undefined ? inTexts(needle, values, type) : inIntegers(needle, integers);
    if (found !== undefined) return found;
  }
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

function inIntegers(needle: IrExpr, values: readonly bigint[]): IrExpr {
  const slots = values.map((value) => new Uint8Array(BigInt64Array.of(value).buffer));
  const wide = needle.type === "i64" ? needle : build.convert(needle, "i64");
  return list("hasSorted64", "bool", [bytesOf(writeList(ELEMENT_CODES.i64, slots)), wide]);
}

/** Undefined for types whose equal values may have other bytes. */
function inTexts(needle: IrExpr, values: readonly IrExpr[], { kind }: LogicalType): IrExpr | undefined {
  if (kind !== "text" && kind !== "varchar" && kind !== "bytea") return undefined;
  const texts: Uint8Array[] = [];
  for (const value of values) {
    if (value.op !== "bytes") return undefined;
    texts.push(value.value);
  }
  texts.sort(compareBytes);
  const each = texts.filter((text, at) => at === 0 || compareBytes(texts[at - 1] as Uint8Array, text) !== 0);
  return list("hasSortedText", "bool", [bytesOf(writeList(ELEMENT_CODES.bytes, each)), needle]);
}

function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const shared = Math.min(left.length, right.length);
  for (let at = 0; at < shared; at++) {
    const order = (left[at] as number) - (right[at] as number);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

const bytesOf = (value: Uint8Array): IrExpr => ({ op: "bytes", type: "ref", nullable: false, value });

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
