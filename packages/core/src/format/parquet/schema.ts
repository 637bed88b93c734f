// Parquet columns as SQL columns. A column is one leaf of the schema, or a tree of lists and structs over several; one
// that FFQ has no type for stays a column, which is refused by name when it is read, so that the file's others can be.
import { unsupported } from "../../common/error.ts";
import { type LogicalType, UNKNOWN } from "../../type/logical-type.ts";
import { type Storage, storageOf } from "../../type/storage.ts";
import { badFile } from "./bad-file.ts";
import { type Conversion, leafType } from "./leaf-type.ts";
import type { FileMetadata } from "./metadata.ts";
import type { PhysicalType, SchemaElement } from "./schema-element.ts";
import { type SchemaNode, schemaTree } from "./schema-tree.ts";

/** What a column chunk holds and how it becomes slots. Plain data. */
export interface ParquetLeaf {
  /** For errors: of a nested column the whole path. */
  readonly name: string;
  readonly type: LogicalType;
  readonly storage: Storage;
  readonly physical: PhysicalType;
  readonly conversion: Conversion;
  /** Bytes of a FIXED_LEN_BYTE_ARRAY. */
  readonly length: number;
  /** Digits after the point of a decimal that its type does not say it of. */
  readonly scale?: number;
  /** Position among the leaves, and so among each row group's chunks. */
  readonly chunk: number;
  /** The definition level of a value that is there; 0 or 1 for a flat column. */
  readonly maxDefinition: number;
  /** How many lists the leaf is in. */
  readonly maxRepetition: number;
}

/** A list, struct or leaf of a nested column. Levels are where Dremel's definition levels say that it is there. */
export type NestedNode =
  | { readonly kind: "leaf"; readonly leaf: ParquetLeaf; readonly nullable: boolean }
  | {
      readonly kind: "list";
      readonly type: LogicalType;
      readonly nullable: boolean;
      readonly element: NestedNode;
      /** Of an element that is there (it may itself be NULL); one less says that the list is empty. */
      readonly definition: number;
      /** Of elements but the first. */
      readonly repetition: number;
    }
  | {
      readonly kind: "struct";
      readonly type: LogicalType;
      readonly nullable: boolean;
      readonly fields: readonly NestedNode[];
      /** From here on the struct is not NULL. */
      readonly definition: number;
    };

/** A column of the file. Plain data. */
export type ParquetColumn = FlatColumn | NestedColumn | UnreadableColumn;

export interface FlatColumn extends ParquetLeaf {
  readonly kind: "flat";
  readonly nullable: boolean;
}

export interface NestedColumn {
  readonly kind: "nested";
  readonly name: string;
  readonly type: LogicalType;
  readonly nullable: boolean;
  readonly tree: NestedNode;
  /** From left to right. */
  readonly leaves: readonly ParquetLeaf[];
}

/** Its type is unknown; reading it is refused. */
export interface UnreadableColumn {
  readonly kind: "unreadable";
  readonly name: string;
  readonly type: LogicalType;
  readonly nullable: boolean;
  /** What is not supported. */
  readonly what: string;
}

/** The file's columns. @throws FfqError BAD_FILE, naming the column */
export function readColumns(metadata: FileMetadata): readonly ParquetColumn[] {
  const roots = schemaTree(metadata);
  const names = uniqueNames(roots.map(({ element }) => element.name));
  const columns = roots.map((root, position) => columnOf(metadata.file, root, names[position] as string));
  checkChunks(metadata, columns);
  return columns;
}

/** The leaves to be read for a column. @throws FfqError UNSUPPORTED */
export function leavesOf(column: ParquetColumn, file: string): readonly ParquetLeaf[] {
  switch (column.kind) {
    case "flat":
      return [column];
    case "nested":
      return column.leaves;
    case "unreadable":
      throw unsupported(`${column.what} of column "${column.name}"`, { context: { file, column: column.name } });
  }
}

/** A table's columns have different names: one that comes again gets a number. */
function uniqueNames(names: readonly string[]): readonly string[] {
  const taken = new Set(names);
  const seen = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let number = 1; seen.has(unique); number++) {
      const next = `${name}_${number}`;
      if (!taken.has(next)) unique = next;
    }
    seen.add(unique);
    return unique;
  });
}

function columnOf(file: string, root: SchemaNode, name: string): ParquetColumn {
  const leaves: ParquetLeaf[] = [];
  const node = nodeOf(file, root, name, leaves);
  if ("what" in node) return { kind: "unreadable", name, type: UNKNOWN, nullable: true, what: node.what };
  if (node.kind === "leaf") return { kind: "flat", ...node.leaf, nullable: node.nullable };
  return { kind: "nested", name, type: node.type, nullable: node.nullable, tree: node, leaves };
}

interface Unreadable {
  readonly what: string;
}

function nodeOf(file: string, node: SchemaNode, path: string, leaves: ParquetLeaf[]): NestedNode | Unreadable {
  const { nullable } = node;
  switch (node.kind) {
    case "leaf": {
      const leaf = leafOf(file, node, path);
      if ("what" in leaf) return leaf;
      leaves.push(leaf);
      return { kind: "leaf", leaf, nullable };
    }
    case "list": {
      const element = nodeOf(file, node.inner, `${path}.${node.inner.element.name}`, leaves);
      if ("what" in element) return element;
      const { definition, repetition } = node;
      const isMap = node.element.annotation?.kind === "map" && element.kind === "struct" && element.fields.length === 2;
      const type: LogicalType = { kind: "list", element: typeOf(element), ...(isMap ? { isMap: true as const } : {}) };
      return { kind: "list", type, nullable, element, definition, repetition };
    }
    case "struct": {
      const fields: NestedNode[] = [];
      for (const child of node.children) {
        const field = nodeOf(file, child, `${path}.${child.element.name}`, leaves);
        if ("what" in field) return field;
        fields.push(field);
      }
      const names = node.children.map(({ element }) => element.name);
      const type: LogicalType = {
        kind: "struct",
        fields: fields.map((field, position) => ({ name: names[position] as string, type: typeOf(field) })),
      };
      return { kind: "struct", type, nullable, fields, definition: node.definition };
    }
  }
}

function typeOf(node: NestedNode): LogicalType {
  return node.kind === "leaf" ? node.leaf.type : node.type;
}

function leafOf(
  file: string,
  { element, chunk, definition, repetition }: Extract<SchemaNode, { kind: "leaf" }>,
  path: string,
): ParquetLeaf | Unreadable {
  const found = leafType(element);
  switch (found.kind) {
    case "bad":
      throw badFile(found.what, { file, column: path });
    case "untyped":
      return found;
    case "typed": {
      const { type, conversion, scale } = found;
      return {
        name: path,
        type,
        storage: storageOf(type),
        physical: element.physical as PhysicalType,
        conversion,
        length: element.length,
        ...(scale === undefined ? {} : { scale }),
        chunk,
        maxDefinition: definition,
        maxRepetition: repetition,
      };
    }
  }
}

function checkChunks({ file, rowGroups, schema }: FileMetadata, columns: readonly ParquetColumn[]): void {
  const leaves = schema.filter((element): element is SchemaElement => element.physical !== undefined);
  const flat = new Set(columns.flatMap((column) => (column.kind === "flat" ? [column.chunk] : [])));
  for (const [rowGroup, group] of rowGroups.entries()) {
    if (group.rows === 0) continue;
    for (const [position, chunk] of group.columns.entries()) {
      const { name, physical } = leaves[position] as SchemaElement;
      if (chunk.encrypted) continue;
      const place = { file, column: name, rowGroup };
      if (chunk.physical !== physical)
        throw badFile(`the chunk holds ${chunk.physical}, the schema says ${physical}`, place);
      if (flat.has(position) && chunk.values !== group.rows) {
        throw badFile(`${chunk.values} values for ${group.rows} rows`, place);
      }
    }
  }
}
