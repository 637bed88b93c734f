// What a statement's FROM clauses may read, found without binding it: files are opened before, because binding
// does not wait. Names are those of tables, views and WITH alike.
import type { CopyStmt, Node, RangeFunction } from "@pgsql/types";
import { copySource } from "./copy-source.ts";
import { type FileRelation, fileRelation } from "./file-relation.ts";
import { walk } from "./walk.ts";

export interface NamedRelations {
  readonly files: readonly FileRelation[];
  readonly names: readonly string[];
}

export function relationsIn(node: Node): NamedRelations {
  const files: FileRelation[] = [];
  const names: string[] = [];
  walk(node, (tag, child) => {
    if (tag === "RangeFunction") {
      const relation = fileRelation(child as RangeFunction);
      if (relation !== undefined) files.push(relation);
    }
    if (tag === "CopyStmt") {
      const relation = copySource(child as CopyStmt);
      if (relation !== undefined) files.push(relation);
    }
    if (tag === "RangeVar" && typeof child["relname"] === "string") names.push(child["relname"]);
    return undefined;
  });
  return { files, names };
}
