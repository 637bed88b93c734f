// ARRAY[...] of elements and of arrays (PostgreSQL manual, section 8.15). PostgreSQL has no names for these; the binder calls
// them.
import { constant } from "../../../ir/build.ts";
import { listMake } from "../../../ir/list.ts";
import { ELEMENT_CODES, elementCode } from "../../../type/element-code.ts";
import { elementOf } from "../../../type/list-value.ts";
import { type LogicalType, listOf, UNKNOWN } from "../../../type/logical-type.ts";
import { list } from "../../kernel-call.ts";
import { sameAsFirst } from "../../list-ir.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";

const row = { volatility: "immutable", strict: false } as const;

const element = ([first]: readonly LogicalType[]): LogicalType => first ?? UNKNOWN;

export const arrayConstructor: FunctionFamily = functionFamily(["ffq:array", "ffq:array_of_arrays"], () => [
  {
    ...row,
    name: "ffq:array",
    args: [],
    variadic: "any",
    result: (types) => listOf(element(types)),
    canFail: false,
    doc: "ARRAY[...]: an array of these elements.",
    lower: (args, { result }) => listMake(elementCode(elementOf(result)), args),
  },
  {
    ...row,
    name: "ffq:array_of_arrays",
    args: ["list"],
    variadic: "list",
    result: sameAsFirst,
    canFail: true,
    doc: "ARRAY of arrays: an array with one dimension more.",
    lower: (args, { result }) => {
      const code = constant("i32", elementCode(elementOf(result)));
      return list("stack", "ref", [listMake(ELEMENT_CODES.list, args), code]);
    },
  },
]);
