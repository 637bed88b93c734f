// What array_agg, string_agg and their like keep of each row and make of it in the end (kernel/assembly/list-entry.part.ts).
// The aggregates' rows call these; nobody else does.
import { bind, choose, constant, isNull, nullOf } from "../../../ir/build.ts";
import type { IrExpr, IrType } from "../../../ir/ir.ts";
import { elementAt } from "../../../ir/list.ts";
import { elementCode } from "../../../type/element-code.ts";
import { elementOf } from "../../../type/list-value.ts";
import { type LogicalType, UNKNOWN } from "../../../type/logical-type.ts";
import { irTypeOf } from "../../ir-type.ts";
import { list } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";

const row = { result: "bytea", strict: false, volatility: "immutable", canFail: false } as const;

/** Decided where the call is made. */
const asCalled = (): LogicalType => UNKNOWN;

const suffixes: Readonly<Record<IrType, string>> = {
  bool: "Bool",
  i32: "32",
  i64: "64",
  f32: "F32",
  f64: "F64",
  i128: "128",
  ref: "Ref",
};

/** What is computed of a value, or of NULL. */
function ofEither(value: IrExpr, present: (value: IrExpr) => IrExpr, missing: IrExpr): IrExpr {
  if (!value.nullable) return present(value);
  return bind("entry value", value, (one) => choose([{ when: isNull(one), then: missing }], present(one)));
}

function entry(key: IrExpr, value: IrExpr): IrExpr {
  return bind("entry key", key, (by) =>
    ofEither(value, (one) => list(`entry${suffixes[value.type]}`, "ref", [by, one]), list("entryNull", "ref", [by])),
  );
}

/** Wide values and bytes sort as their type says. */
export function orderKey(value: IrExpr, flags: IrExpr, type: LogicalType): IrExpr {
  const isCoded = value.type === "i128" || value.type === "ref";
  const code = isCoded ? [constant("i32", elementCode(type))] : [];
  return ofEither(
    value,
    (one) => list(`orderKey${suffixes[value.type]}`, "ref", [one, flags, ...code]),
    list("orderKeyNull", "ref", [flags]),
  );
}

export const entries: FunctionFamily = functionFamily(
  [
    "ffq:order_key",
    "ffq:join_keys",
    "ffq:entry",
    "ffq:text_entry",
    "ffq:list_of_entries",
    "ffq:entry_at",
    "ffq:most_frequent_entry",
    "ffq:array_of_entries",
    "ffq:text_of_entries",
    "ffq:byte_count",
    "ffq:list_of_slots",
    "ffq:sorted_list_of_slots",
    "ffq:list_of_bytes",
    "ffq:joined",
    "ffq:no_key",
  ],
  () => [
    {
      ...row,
      name: "ffq:order_key",
      args: ["any", "int4"],
      doc: "The bytes by which a value sorts; the flags are 1 descending, 2 NULLs first.",
      lower: ([value, flags], { args: [type] }) => orderKey(value as IrExpr, flags as IrExpr, type as LogicalType),
    },
    {
      ...row,
      name: "ffq:join_keys",
      args: ["bytea", "bytea"],
      doc: "Both keys, one behind the other.",
      lower: (args) => list("joinKeys", "ref", args),
    },
    {
      ...row,
      name: "ffq:entry",
      args: ["bytea", "any"],
      doc: "A value with its key, NULL too.",
      lower: ([key, value]) => entry(key as IrExpr, value as IrExpr),
    },
    ...(["text", "bytea"] as const).map(
      (kind): ScalarOverload => ({
        ...row,
        name: "ffq:text_entry",
        args: ["bytea", kind, kind],
        doc: "A separator and a text with their key; NULL if the text is.",
        lower: (args) => list("textEntry", "ref", args),
      }),
    ),
    {
      ...row,
      name: "ffq:list_of_entries",
      args: ["bytea", "bool", "bool"],
      result: asCalled,
      doc: "The entries' values; the flags: in the keys' order, each key once.",
      lower: ([bytes, inOrder, distinct], { result }) =>
        list("listOfEntries", "ref", [
          bytes as IrExpr,
          codeOf(elementOf(result)),
          inOrder as IrExpr,
          distinct as IrExpr,
        ]),
    },
    {
      ...row,
      name: "ffq:entry_at",
      args: ["bytea", "int4"],
      result: asCalled,
      strict: true,
      doc: "The value of one of the entries, counted from 1 in the keys' order.",
      lower: ([bytes, at], { result }) => {
        const flags = [constant("bool", 1), constant("bool", 0)];
        return elementIn(
          list("listOfEntries", "ref", [bytes as IrExpr, codeOf(result), ...flags]),
          at as IrExpr,
          result,
        );
      },
    },
    {
      ...row,
      name: "ffq:most_frequent_entry",
      args: ["bytea"],
      result: asCalled,
      strict: true,
      doc: "The value of the most frequent key, of several the first in order.",
      lower: ([bytes], { result }) =>
        elementIn(list("mostFrequent", "ref", [bytes as IrExpr, codeOf(result)]), constant("i32", 1), result),
    },
    {
      ...row,
      name: "ffq:array_of_entries",
      args: ["bytea", "bool", "bool"],
      result: asCalled,
      canFail: true,
      doc: "The entries' arrays as one array with a dimension more.",
      lower: ([bytes, inOrder, distinct], { result }) => {
        const code = codeOf(result);
        const arrays = list("listOfEntries", "ref", [bytes as IrExpr, code, inOrder as IrExpr, distinct as IrExpr]);
        return list("accumulate", "ref", [arrays, codeOf(elementOf(result))]);
      },
    },
    {
      ...row,
      name: "ffq:text_of_entries",
      args: ["bytea", "bool", "bool"],
      result: asCalled,
      doc: "The entries' texts, each but the first behind its separator.",
      lower: (args) => list("textOfEntries", "ref", args),
    },
    {
      ...row,
      name: "ffq:byte_count",
      args: ["any"],
      result: "int4",
      strict: true,
      doc: "The bytes of a value without fixed width.",
      lower: ([value]) => list("byteCount", "i32", [value as IrExpr]),
    },
    {
      ...row,
      name: "ffq:list_of_slots",
      args: ["bytea", "bytea"],
      result: asCalled,
      doc: "The values as a list; the second: a byte for each of its elements, 1 where it is NULL.",
      lower: ([values, marks], { result }) =>
        ofRows(marks as IrExpr, (of) =>
          list("listOfSlots", "ref", [orNone(values as IrExpr), of, codeOf(elementOf(result))]),
        ),
    },
    {
      ...row,
      name: "ffq:sorted_list_of_slots",
      args: ["bytea", "bool", "bool", "bool"],
      result: asCalled,
      doc: "The values, and NULL if the first flag says so, as a list in order; the others: descending, NULL first.",
      lower: ([values, hasNull, ...flags], { result }) =>
        ofRows(hasNull as IrExpr, (has) => {
          const code = codeOf(elementOf(result));
          return list("sorted", "ref", [list("listWithNull", "ref", [orNone(values as IrExpr), has, code]), ...flags]);
        }),
    },
    {
      ...row,
      name: "ffq:list_of_bytes",
      args: ["bytea", "bytea"],
      result: asCalled,
      doc: "The values as a list; the second: an int4 for each of its elements, its length, -1 where it is NULL.",
      lower: ([values, lengths], { result }) =>
        ofRows(lengths as IrExpr, (of) =>
          list("listOfBytes", "ref", [orNone(values as IrExpr), of, codeOf(elementOf(result))]),
        ),
    },
    ...(["text", "bytea"] as const).map(
      (kind): ScalarOverload => ({
        ...row,
        name: "ffq:joined",
        args: ["bytea", "bytea", kind],
        result: asCalled,
        strict: true,
        doc: "The values with a separator between them; the second: an int4 for each, its length.",
        lower: (args) => list("joinedBytes", "ref", args),
      }),
    ),
    {
      ...row,
      name: "ffq:no_key",
      args: [],
      doc: "The key of what has no order.",
      lower: () => NOTHING,
    },
  ],
);

const NOTHING: IrExpr = { op: "bytes", type: "ref", nullable: false, value: new Uint8Array(0) };

/** Of a group that has rows. */
function ofRows(marks: IrExpr, present: (marks: IrExpr) => IrExpr): IrExpr {
  if (!marks.nullable) return present(marks);
  return bind("marks", marks, (of) => choose([{ when: isNull(of), then: nullOf("ref") }], present(of)));
}

/** The values' bytes: none where all of them are NULL. */
function orNone(values: IrExpr): IrExpr {
  return ofEither(values, (some) => some, NOTHING);
}

/** An element of a list of values of a type, which may be lists. */
function elementIn(values: IrExpr, at: IrExpr, type: LogicalType): IrExpr {
  return bind("values", values, (of) =>
    bind("place", list("place", "i32", [of, at]), (place) => elementAt(of, place, irTypeOf(type))),
  );
}

const codeOf = (type: LogicalType): IrExpr => constant("i32", elementCode(type));
