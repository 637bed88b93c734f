// How a column lies in Parquet's schema: one leaf, or a tree of lists and structs over several, with the levels at which
// each is there. Lists have the three levels that the format asks for, and what is in them may be NULL, as everywhere in SQL.
import type { Field } from "../../column/vector.ts";
import { type FfqError, unsupported } from "../../common/error.ts";
import { unreachable } from "../../common/unreachable.ts";
import { type LogicalType, printType } from "../../type/logical-type.ts";
import { type ColumnType, columnTypeOf, type ResultForm } from "./write-types.ts";

type ListType = Extract<LogicalType, { readonly kind: "list" }>;
type StructType = Extract<LogicalType, { readonly kind: "struct" }>;

/** What a column chunk holds. */
export interface WriteLeaf {
  /** Names from the column's down to the leaf's: what the format calls it. */
  readonly path: readonly string[];
  readonly type: ColumnType;
  /** The definition level of a value that is there; 0 or 1 for a flat column. */
  readonly maxDefinition: number;
  /** How many lists the leaf is in. */
  readonly maxRepetition: number;
}

/** `nullable`: it may be NULL where what holds it is there. */
export type WriteNode =
  | { readonly kind: "leaf"; readonly name: string; readonly nullable: boolean; readonly leaf: WriteLeaf }
  | NestedWriteNode;

export type NestedWriteNode = WriteListNode | WriteStructNode;

export interface WriteListNode {
  readonly kind: "list";
  readonly name: string;
  readonly nullable: boolean;
  readonly type: ListType;
  /** How the format calls it: a map's elements are structs of a key and a value, and are never NULL, nor are keys. */
  readonly layout: "list" | "map";
  readonly element: WriteNode;
  /** Of an element that is there (it may itself be NULL); one less says that the list is empty. */
  readonly definition: number;
  /** Of elements but the first. */
  readonly repetition: number;
}

export interface WriteStructNode {
  readonly kind: "struct";
  readonly name: string;
  readonly nullable: boolean;
  readonly type: StructType;
  readonly fields: readonly WriteNode[];
  /** From here on the struct is not NULL. */
  readonly definition: number;
}

/** What readers of ours refuse, and levels have a byte for. */
const MOST_LEVELS = 64;

/**
 * The column's tree.
 * @throws FfqError UNSUPPORTED for what Parquet cannot hold
 */
export function writeTreeOf(column: Field): WriteNode {
  return new TreeBuilder(column).node(column.name, column.type, column.nullable, TOP);
}

/** How a result column of the type holds its rows. @throws FfqError UNSUPPORTED for what Parquet cannot hold */
export function resultFormOf(column: Field): ResultForm {
  const tree = writeTreeOf(column);
  return tree.kind === "leaf" ? tree.leaf.type.form : "bytes";
}

/** The leaves below a node, from left to right. */
export function leavesOfTree(node: WriteNode): readonly WriteLeaf[] {
  switch (node.kind) {
    case "leaf":
      return [node.leaf];
    case "list":
      return leavesOfTree(node.element);
    case "struct":
      return node.fields.flatMap(leavesOfTree);
    default:
      return unreachable(node);
  }
}

/** Where a node stands. */
interface Place {
  readonly path: readonly string[];
  readonly definition: number;
  readonly repetition: number;
}

const TOP: Place = { path: [], definition: 0, repetition: 0 };

class TreeBuilder {
  readonly #column: Field;

  constructor(column: Field) {
    this.#column = column;
  }

  node(name: string, type: LogicalType, nullable: boolean, above: Place): WriteNode {
    const definition = above.definition + (nullable ? 1 : 0);
    const place = { ...above, path: [...above.path, name], definition };
    if (place.path.length > MOST_LEVELS) throw this.#refuse("types that are nested so deeply");
    switch (type.kind) {
      case "list":
        return this.#list(name, type, nullable, place);
      case "struct":
        return this.#struct(name, type, nullable, place);
      default: {
        const leaf = {
          path: place.path,
          type: columnTypeOf(type, this.#column),
          maxDefinition: definition,
          maxRepetition: above.repetition,
        };
        return { kind: "leaf", name, nullable, leaf };
      }
    }
  }

  #list(name: string, type: ListType, nullable: boolean, place: Place): WriteListNode {
    const definition = place.definition + 1;
    const repetition = place.repetition + 1;
    const base = { kind: "list", name, nullable, type, definition, repetition } as const;
    if (type.isMap === true && type.element.kind === "struct") {
      const element = this.#entry(type.element, { path: [...place.path, "key_value"], definition, repetition });
      return { ...base, layout: "map", element };
    }
    const inside = { path: [...place.path, "list"], definition, repetition };
    return { ...base, layout: "list", element: this.node("element", type.element, true, inside) };
  }

  #entry(type: StructType, place: Place): WriteStructNode {
    const fields = type.fields.map((field, at) => this.node(field.name, field.type, at > 0, place));
    return { kind: "struct", name: "key_value", nullable: false, type, fields, definition: place.definition };
  }

  #struct(name: string, type: StructType, nullable: boolean, place: Place): WriteStructNode {
    if (type.fields.length === 0) throw this.#refuse("a struct without fields");
    const fields = type.fields.map((field) => this.node(field.name, field.type, true, place));
    return { kind: "struct", name, nullable, type, fields, definition: place.definition };
  }

  #refuse(what: string): FfqError {
    const { name, type } = this.#column;
    return unsupported(`writing ${what} to Parquet (column "${name}": ${printType(type)})`, {
      hint: "Cast it to text.",
    });
  }
}
