// Arrays made of arrays (PostgreSQL manual, section 9.19): || and array_cat, array_append, array_prepend, array_remove,
// array_replace, trim_array, array_sort, array_reverse. A NULL array counts as an empty one where an element comes to it.
import { bind, choose, coalesce, constant, isNull } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/ir.ts";
import { elementOf } from "../../type/list-value.ts";
import { type LogicalType, listOf } from "../../type/logical-type.ts";
import { list } from "../kernel-call.ts";
import { emptyList, single } from "../list-ir.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../registry.ts";

const row = {
  volatility: "immutable",
  canFail: true,
  strict: false,
  result: ([first]: readonly LogicalType[]): LogicalType => changed(first as LogicalType),
} as const;

/** A map that was changed is a list: nothing keeps its keys apart, or NULLs out. */
function changed(type: LogicalType): LogicalType {
  return type.kind === "list" ? listOf(type.element) : type;
}

type Lower = ScalarOverload["lower"];

const present = (array: IrExpr, type: LogicalType): IrExpr =>
  array.nullable ? coalesce([array, emptyList(elementOf(type))]) : array;

const append: Lower = ([array, value], { args: [type] }) => {
  const element = elementOf(type as LogicalType);
  return list("append", "ref", [present(array as IrExpr, type as LogicalType), single(value as IrExpr, element)]);
};

const prepend: Lower = ([value, array], { args: [, type] }) => {
  const element = elementOf(type as LogicalType);
  return list("prepend", "ref", [single(value as IrExpr, element), present(array as IrExpr, type as LogicalType)]);
};

/** A NULL array adds nothing; both NULL give NULL. */
const concat: Lower = ([left, right]) => {
  const [first, second] = [left as IrExpr, right as IrExpr];
  const branches = [
    ...(first.nullable ? [{ when: isNull(first), then: second }] : []),
    ...(second.nullable ? [{ when: isNull(second), then: first }] : []),
  ];
  const both = list("concat", "ref", [first, second]);
  return branches.length === 0 ? both : choose(branches, both);
};

const names = (operator: string, name: string): readonly string[] => [operator, name];

/** NULLs come last, but first where the order descends. */
const sorted: Lower = ([array, ...flags]) => {
  const [descending = constant("bool", 0)] = flags;
  return bind("descending", descending, (downward) =>
    list("sorted", "ref", [array as IrExpr, downward, flags[1] ?? downward]),
  );
};

export const arrayChange: FunctionFamily = functionFamily(
  [
    "||",
    "array_cat",
    "array_append",
    "array_prepend",
    "array_remove",
    "array_replace",
    "trim_array",
    "array_reverse",
    "array_sort",
  ],
  () => [
    ...names("||", "array_cat").map(
      (name): ScalarOverload => ({
        ...row,
        name,
        args: ["list", "list"],
        elements: ["list", "list"],
        doc: "Both arrays, one behind the other.",
        lower: concat,
      }),
    ),
    ...names("||", "array_append").map(
      (name): ScalarOverload => ({
        ...row,
        name,
        args: ["list", "any"],
        elements: ["list", "element"],
        doc: "The array with an element behind it.",
        lower: append,
      }),
    ),
    ...names("||", "array_prepend").map(
      (name): ScalarOverload => ({
        ...row,
        name,
        args: ["any", "list"],
        elements: ["element", "list"],
        result: ([, second]) => changed(second as LogicalType),
        doc: "The array with an element before it.",
        lower: prepend,
      }),
    ),
    {
      ...row,
      name: "array_remove",
      args: ["list", "any"],
      elements: ["list", "element"],
      doc: "The array without the elements that equal a value.",
      lower: ([array, value], { args: [type] }) =>
        list("remove", "ref", [array as IrExpr, single(value as IrExpr, elementOf(type as LogicalType))]),
    },
    {
      ...row,
      name: "array_replace",
      args: ["list", "any", "any"],
      elements: ["list", "element", "element"],
      canFail: false,
      doc: "The array with one value in the place of another.",
      lower: ([array, old, by], { args: [type] }) => {
        const element = elementOf(type as LogicalType);
        return list("replace", "ref", [array as IrExpr, single(old as IrExpr, element), single(by as IrExpr, element)]);
      },
    },
    {
      ...row,
      name: "trim_array",
      args: ["list", "int4"],
      strict: true,
      doc: "The array without so many of its last elements.",
      lower: (args) => list("trim", "ref", args),
    },
    {
      ...row,
      name: "array_reverse",
      args: ["list"],
      strict: true,
      canFail: false,
      doc: "The array's first dimension from the last to the first.",
      lower: (args) => list("reversed", "ref", args),
    },
    {
      ...row,
      name: "array_sort",
      args: ["list"],
      strict: true,
      canFail: false,
      doc: "The array's first dimension in order, NULLs last.",
      lower: sorted,
    },
    {
      ...row,
      name: "array_sort",
      args: ["list", "bool"],
      strict: true,
      canFail: false,
      doc: "The array's first dimension in order, or descending with NULLs first.",
      lower: sorted,
    },
    {
      ...row,
      name: "array_sort",
      args: ["list", "bool", "bool"],
      strict: true,
      canFail: false,
      doc: "As with one flag; the second says whether NULLs come first.",
      lower: sorted,
    },
  ],
);
