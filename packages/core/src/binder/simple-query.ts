// Which statements are bound without the part of the binder that holds clauses and expressions (clauses.ts): queries that
// select columns and constants from tables, files and views, in an order, and so many of them. Decided by the parse tree
// alone, and by what it has: a clause that is not known here is one that needs the part.
import type { Node, SelectStmt } from "@pgsql/types";
import { fileRelation } from "../sql/file-relation.ts";
import { isSetOperation } from "./parse-node.ts";

const clauses: ReadonlySet<string> = new Set<keyof SelectStmt>([
  "op",
  "targetList",
  "fromClause",
  "distinctClause",
  "sortClause",
  "limitCount",
  "limitOffset",
  "limitOption",
]);

/** Whether a statement is such a query. Views in it may not be: who has made one has loaded the part. */
export function isSimpleQuery(node: Node): boolean {
  if (!("SelectStmt" in node)) return false;
  const select = node.SelectStmt;
  if (!Object.keys(select).every((clause) => clauses.has(clause)) || isSetOperation(select)) return false;
  const { targetList = [], fromClause = [], distinctClause = [], sortClause = [], limitCount, limitOffset } = select;
  return (
    targetList.every((target) => "ResTarget" in target && isNamedOrWritten(target.ResTarget.val)) &&
    fromClause.every(isTable) &&
    distinctClause.every((item) => Object.keys(item).length === 0 || isNamedOrWritten(item)) &&
    sortClause.every((item) => "SortBy" in item && isNamedOrWritten(item.SortBy.node)) &&
    [limitCount, limitOffset].every((count) => count === undefined || isNamedOrWritten(count))
  );
}

function isNamedOrWritten(node: Node | undefined): boolean {
  return node !== undefined && ("ColumnRef" in node || "A_Const" in node);
}

function isTable(item: Node): boolean {
  return "RangeVar" in item || ("RangeFunction" in item && fileRelation(item.RangeFunction) !== undefined);
}
