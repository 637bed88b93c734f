// The footer's flat list of schema elements as a tree: leaves, lists (in all the shapes that writers gave them) and
// structs, with the definition and repetition levels at which each is there. A map is a list of structs of a key and a
// value, as Arrow has it.
import { badFile } from "./bad-file.ts";
import type { FileMetadata } from "./metadata.ts";
import type { SchemaElement } from "./schema-element.ts";

/** `nullable`: it may be NULL where what holds it is there. */
export type SchemaNode =
  | {
      readonly kind: "leaf";
      readonly element: SchemaElement;
      readonly nullable: boolean;
      /** Position among the leaves. */
      readonly chunk: number;
      readonly definition: number;
      readonly repetition: number;
    }
  | {
      readonly kind: "list";
      readonly element: SchemaElement;
      readonly nullable: boolean;
      readonly inner: SchemaNode;
      /** Of an element that is there. */
      readonly definition: number;
      readonly repetition: number;
    }
  | {
      readonly kind: "struct";
      readonly element: SchemaElement;
      readonly nullable: boolean;
      readonly children: readonly SchemaNode[];
      readonly definition: number;
    };

/** Deeper schemas are refused: levels take a byte, and nobody means them. */
const MAX_DEPTH = 64;

/** The columns' trees. @throws FfqError BAD_FILE */
export function schemaTree(metadata: FileMetadata): readonly SchemaNode[] {
  return new TreeReader(metadata).columns();
}

interface Levels {
  readonly definition: number;
  readonly repetition: number;
  readonly depth: number;
}

class TreeReader {
  readonly #file: string;
  readonly #schema: readonly SchemaElement[];
  #next = 0;
  #leaves = 0;

  constructor({ file, schema }: FileMetadata) {
    this.#file = file;
    this.#schema = schema;
  }

  columns(): readonly SchemaNode[] {
    const root = this.#schema[this.#next++];
    if (root === undefined || root.physical !== undefined)
      throw badFile("the schema has no root", { file: this.#file });
    const columns = this.#children(root, { definition: 0, repetition: 0, depth: 0 });
    if (this.#next !== this.#schema.length) {
      throw badFile(`${columns.length} columns where the root says ${root.children}`, { file: this.#file });
    }
    return columns;
  }

  #children(group: SchemaElement, levels: Levels): readonly SchemaNode[] {
    if (levels.depth > MAX_DEPTH) throw badFile("the schema is nested too deeply", { file: this.#file });
    if (group.children > this.#schema.length - this.#next || group.children < 0) {
      throw badFile(`"${group.name}" has ${group.children} fields`, { file: this.#file });
    }
    return Array.from({ length: group.children }, () => this.#node(levels));
  }

  /** The next element and what is below it. */
  #node(above: Levels): SchemaNode {
    const element = this.#schema[this.#next++];
    if (element === undefined) throw badFile("the schema ends too early", { file: this.#file });
    if (element.repetition === "repeated") {
      // Not inside a LIST: a list that is always there.
      const levels = this.#deeper(above, 1, 1);
      const inner = this.#content(element, levels, false);
      return { kind: "list", element, nullable: false, inner, ...levelsOf(levels) };
    }
    const nullable = element.repetition === "optional";
    return this.#content(element, this.#deeper(above, nullable ? 1 : 0, 0), nullable);
  }

  /** A leaf, list or struct whose own repetition is accounted for in `levels`. */
  #content(element: SchemaElement, levels: Levels, nullable: boolean): SchemaNode {
    if (element.physical !== undefined) {
      return { kind: "leaf", element, nullable, chunk: this.#leaves++, ...levelsOf(levels) };
    }
    const kind = element.annotation?.kind;
    const only = this.#schema[this.#next];
    if ((kind === "list" || kind === "map") && element.children === 1 && only?.repetition === "repeated") {
      this.#next++;
      const inside = this.#deeper(levels, 1, 1);
      const inner = kind === "list" ? this.#listElement(element, only, inside) : this.#content(only, inside, false);
      return { kind: "list", element, nullable, inner, ...levelsOf(inside) };
    }
    const children = this.#children(element, levels);
    if (children.length === 0) {
      throw badFile("a group without fields", { file: this.#file, column: element.name });
    }
    return { kind: "struct", element, nullable, children, definition: levels.definition };
  }

  /** The repeated child of a LIST is its element in files of some old writers, and wraps it in all others. */
  #listElement(list: SchemaElement, repeated: SchemaElement, levels: Levels): SchemaNode {
    const isElement =
      repeated.physical !== undefined ||
      repeated.children !== 1 ||
      repeated.name === "array" ||
      repeated.name === `${list.name}_tuple` ||
      this.#schema[this.#next]?.repetition === "repeated";
    return isElement ? this.#content(repeated, levels, false) : this.#node(levels);
  }

  #deeper(levels: Levels, definition: number, repetition: number): Levels {
    return {
      definition: levels.definition + definition,
      repetition: levels.repetition + repetition,
      depth: levels.depth + 1,
    };
  }
}

function levelsOf({ definition, repetition }: Levels): { readonly definition: number; readonly repetition: number } {
  return { definition, repetition };
}
