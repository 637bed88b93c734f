// Casts of arrays and structs (PostgreSQL manual, section 8.15): between arrays element by element, to and from text in
// the form that PostgreSQL writes them. What casts the elements is given, since arrays are cast by the same rule.
import { bind, choose, isNull, nullOf } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/ir.ts";
import { listMake, listMap } from "../../ir/list.ts";
import { ELEMENT_CODES, elementCode } from "../../type/element-code.ts";
import { type LogicalType, type StructField, sameType, TEXT } from "../../type/logical-type.ts";
import { irTypeOf } from "../ir-type.ts";
import { list, textConstant } from "../kernel-call.ts";
import { unlessNull } from "../list-ir.ts";
import { structField, structOf } from "../struct-ir.ts";
import { outputText } from "./text-casts.ts";

type CastElement = (from: LogicalType, to: LogicalType, element: IrExpr) => IrExpr | undefined;

/** The local that an element is in: nested lists are told apart by their depth. */
function localName(type: LogicalType): string {
  return type.kind === "list" ? `${localName(type.element)}'` : "element";
}

/** The array with another element type; undefined where elements cannot be cast. */
export function castList(array: IrExpr, from: LogicalType, to: LogicalType, cast: CastElement): IrExpr | undefined {
  if (sameType(from, to)) return array;
  let found: IrExpr | undefined;
  const mapped = listMap(array, { name: localName(from), type: irTypeOf(from) }, elementCode(to), (element) => {
    found = cast(from, to, element);
    return found ?? element;
  });
  return found === undefined ? undefined : mapped;
}

/** The struct with other types of fields, by position; undefined where one cannot be cast. */
export function castStruct(
  value: IrExpr,
  from: readonly StructField[],
  to: readonly StructField[],
  cast: CastElement,
): IrExpr | undefined {
  if (from.length !== to.length) return undefined;
  if (from.every(({ type }, at) => sameType(type, (to[at] as StructField).type))) return value;
  let isKnown = true;
  const made = bind("row", value, (row) => {
    const fields = from.map(({ type }, at) => {
      const target = (to[at] as StructField).type;
      const field = structField(row, at, type);
      const found = sameType(type, target) ? field : cast(type, target, field);
      isKnown &&= found !== undefined;
      return found ?? field;
    });
    const types = to.map(({ type }) => type);
    return unlessNull([row], structOf(fields, types));
  });
  return isKnown ? made : undefined;
}

/** The array that a text describes. */
export function listOfText(text: IrExpr, to: LogicalType, cast: CastElement): IrExpr | undefined {
  if (to.kind === "list" || to.kind === "struct") return undefined;
  return castList(list("fromText", "ref", [text]), TEXT, to, cast);
}

/** A value as its type's output function writes it; `zone`: the table by which it writes instants. */
export function elementText(value: IrExpr, type: LogicalType, zone?: IrExpr): IrExpr {
  switch (type.kind) {
    case "bool":
      return choose(
        [
          { when: value, then: textConstant("t") },
          ...(value.nullable ? [{ when: isNull(value), then: nullOf("ref") }] : []),
        ],
        textConstant("f"),
      );
    case "list":
      return listText(value, type.element, zone);
    case "struct":
      return structText(value, type.fields, zone);
    default:
      return outputText(value, type, zone) ?? value;
  }
}

/** The elements' texts, in the array's shape. */
export function textsOf(array: IrExpr, type: LogicalType, zone?: IrExpr): IrExpr {
  const element = type.kind === "list" ? type.element : type;
  if (element.kind === "text" || element.kind === "varchar" || element.kind === "bpchar") return array;
  return listMap(array, { name: localName(element), type: irTypeOf(element) }, ELEMENT_CODES.bytes, (value) =>
    elementText(value, element, zone),
  );
}

/** `{1,2,NULL}` */
export function listText(array: IrExpr, element: LogicalType, zone?: IrExpr): IrExpr {
  return list("toText", "ref", [textsOf(array, { kind: "list", element }, zone)]);
}

/** `(1,"a b",)`. The row and each field are computed once: both are read several times, at every depth. */
export function structText(value: IrExpr, fields: readonly StructField[], zone?: IrExpr): IrExpr {
  return bind("row", value, (row) => {
    const texts = fields.map(({ type }, at) =>
      bind("field", structField(row, at, type), (field) => elementText(field, type, zone)),
    );
    const written = list("rowText", "ref", [listMake(ELEMENT_CODES.bytes, texts)]);
    return row.nullable ? choose([{ when: isNull(row), then: nullOf("ref") }], written) : written;
  });
}
