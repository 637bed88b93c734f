// The schema's elements in the footer: one per leaf and per group above it, with its logical type and the older converted
// type beside it, so that readers of every age know what the numbers mean.
import { unreachable } from "../../common/unreachable.ts";
import type { CompactWriter } from "./write-thrift.ts";
import type { WriteListNode, WriteNode } from "./write-tree.ts";
import type { Annotation, ColumnType, PhysicalType } from "./write-types.ts";

/** The number of each physical type in the format. */
export const PHYSICAL_CODE: Readonly<Record<PhysicalType, number>> = {
  boolean: 0,
  int32: 1,
  int64: 2,
  float: 4,
  double: 5,
  byteArray: 6,
  fixed16: 7,
};

/** ConvertedType of the format. */
const UTF8 = 0;
const MAP = 1;
const LIST = 3;
const DECIMAL = 5;
const DATE = 6;
const TIME_MICROS = 8;
const TIMESTAMP_MICROS = 10;
const CONVERTED_INTEGER: Readonly<Record<16 | 32 | 64, number>> = { 16: 16, 32: 17, 64: 18 };

type Repetition = "required" | "optional" | "repeated";

const REPETITION_CODE: Readonly<Record<Repetition, number>> = { required: 0, optional: 1, repeated: 2 };

/** A group of the schema. */
interface Group {
  readonly kind: "group";
  readonly name: string;
  readonly repetition: Repetition;
  readonly children: number;
  readonly annotation: "none" | "list" | "map";
}

export type SchemaElement =
  | { readonly kind: "leaf"; readonly name: string; readonly repetition: Repetition; readonly type: ColumnType }
  | Group;

/** A column's elements, in the order of the schema: what is in a group follows it. */
export function elementsOfTree(node: WriteNode): readonly SchemaElement[] {
  const { name } = node;
  const repetition = node.nullable ? "optional" : "required";
  switch (node.kind) {
    case "leaf":
      return [{ kind: "leaf", name, repetition, type: node.leaf.type }];
    case "list":
      return [{ kind: "group", name, repetition, children: 1, annotation: node.layout }, ...elementsOfContent(node)];
    case "struct":
      return [
        { kind: "group", name, repetition, children: node.fields.length, annotation: "none" },
        ...node.fields.flatMap(elementsOfTree),
      ];
    default:
      return unreachable(node);
  }
}

/** The repeated group of a list holds its element; that of a map is its entry. */
function elementsOfContent({ layout, element }: WriteListNode): readonly SchemaElement[] {
  const inside = elementsOfTree(element);
  switch (layout) {
    case "list":
      return [{ kind: "group", name: "list", repetition: "repeated", children: 1, annotation: "none" }, ...inside];
    case "map":
      return inside.map((each, at) => (at === 0 ? { ...each, repetition: "repeated" } : each));
    default:
      return unreachable(layout);
  }
}

export function writeSchemaElement(out: CompactWriter, element: SchemaElement): void {
  switch (element.kind) {
    case "leaf": {
      const { physical, annotation } = element.type;
      out.i32(1, PHYSICAL_CODE[physical]);
      if (physical === "fixed16") out.i32(2, 16);
      out.i32(3, REPETITION_CODE[element.repetition]);
      out.string(4, element.name);
      return annotate(out, annotation);
    }
    case "group":
      out.i32(3, REPETITION_CODE[element.repetition]);
      out.string(4, element.name);
      out.i32(5, element.children);
      return annotateGroup(out, element.annotation);
    default:
      return unreachable(element);
  }
}

function annotateGroup(out: CompactWriter, annotation: Group["annotation"]): void {
  switch (annotation) {
    case "none":
      return;
    case "list":
      out.i32(6, LIST);
      return out.struct(10, () => out.struct(3, nothing));
    case "map":
      out.i32(6, MAP);
      return out.struct(10, () => out.struct(2, nothing));
    default:
      return unreachable(annotation);
  }
}

function annotate(out: CompactWriter, annotation: Annotation): void {
  switch (annotation.kind) {
    case "none":
      return;
    case "integer":
      out.i32(6, CONVERTED_INTEGER[annotation.bits]);
      return out.struct(10, () =>
        out.struct(10, () => {
          out.byte(1, annotation.bits);
          out.bool(2, true);
        }),
      );
    case "date":
      out.i32(6, DATE);
      return out.struct(10, () => out.struct(6, nothing));
    case "time":
      out.i32(6, TIME_MICROS);
      return out.struct(10, () => out.struct(7, () => microseconds(out, false)));
    case "timestamp":
      out.i32(6, TIMESTAMP_MICROS);
      return out.struct(10, () => out.struct(8, () => microseconds(out, annotation.isUtc)));
    case "string":
      out.i32(6, UTF8);
      return out.struct(10, () => out.struct(1, nothing));
    case "uuid":
      return out.struct(10, () => out.struct(14, nothing));
    case "decimal": {
      const { precision, scale } = annotation;
      out.i32(6, DECIMAL);
      out.i32(7, scale);
      out.i32(8, precision);
      return out.struct(10, () =>
        out.struct(5, () => {
          out.i32(1, scale);
          out.i32(2, precision);
        }),
      );
    }
    default:
      return unreachable(annotation);
  }
}

function microseconds(out: CompactWriter, isUtc: boolean): void {
  out.bool(1, isUtc);
  out.struct(2, () => out.struct(2, nothing));
}

function nothing(): void {}
