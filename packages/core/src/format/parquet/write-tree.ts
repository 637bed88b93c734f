// How a column lies in Parquet's schema: one leaf, or a tree of lists and structs over several, with the levels at which
// each is there. Lists have the three levels that the format asks for, and what is in them may be NULL, as everywhere in SQL.
import type { Field } from "../../column/vector.ts";
import { type FfqError, unsupported } from "../../common/error.ts";
import { unreachable } from "../../common/unreachable.ts";
import { type LogicalType, printType } from "../../type/logical-type.ts";
import { type ColumnType, columnTypeOf, type ResultForm } from "./write-types.ts";

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

export type NestedWriteNode = WriteListNode;

export interface WriteListNode {
  readonly kind: "list";
  readonly name: string;
  readonly nullable: boolean;
  readonly type: LogicalType;
  readonly element: WriteNode;
  /** Of an element that is there (it may itself be NULL); one less says that the list is empty. */
  readonly definition: number;
  /** Of elements but the first. */
  readonly repetition: number;
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

  #list(name: string, type: Extract<LogicalType, { kind: "list" }>, nullable: boolean, place: Place): WriteListNode {
    const definition = place.definition + 1;
    const repetition = place.repetition + 1;
    const inside = { path: [...place.path, "list"], definition, repetition };
    const element = this.node("element", type.element, true, inside);
    return { kind: "list", name, nullable, type, element, definition, repetition };
  }

  #refuse(what: string): FfqError {
    const { name, type } = this.#column;
    return unsupported(`writing ${what} to Parquet (column "${name}": ${printType(type)})`, {
      hint: "Cast it to text.",
    });
  }
}
