// Which statements are bound without the part of the binder that holds clauses and expressions (clauses.ts), and without the
// library of functions: queries that select columns and constants from tables, files and views, in an order, and so many of
// them. Decided by the parse tree alone, and by what it has: a clause that is not known here is one that needs the part.
import type { Node, SelectStmt } from "@pgsql/types";
import { fileRelation } from "../sql/file-relation.ts";
import { stemOf } from "./from-item.ts";
import { isSetOperation, names } from "./parse-node.ts";

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
  const tables = fromClause.map(tableName);
  const isValue = (item: Node | undefined): boolean => item !== undefined && isColumnOrConstant(item, tables);
  return (
    !tables.includes(undefined) &&
    targetList.every((item) => "ResTarget" in item && (isStar(item.ResTarget.val) || isValue(item.ResTarget.val))) &&
    distinctClause.every((item) => Object.keys(item).length === 0 || isValue(item)) &&
    sortClause.every((item) => "SortBy" in item && isValue(item.SortBy.node)) &&
    isCount(limitCount) &&
    isCount(limitOffset)
  );
}

/** The name of an item of FROM; undefined for what is no table and no file. */
function tableName(item: Node): string | undefined {
  if ("RangeVar" in item) return item.RangeVar.alias?.aliasname ?? item.RangeVar.relname;
  if (!("RangeFunction" in item)) return undefined;
  const files = fileRelation(item.RangeFunction);
  if (files === undefined) return undefined;
  const path = files.paths[0] as string;
  return item.RangeFunction.alias?.aliasname ?? (files.origin === "name" ? path : stemOf(path));
}

/** A table's name by itself is its row as one value, which is made by a function. */
function isColumnOrConstant(node: Node, tables: readonly (string | undefined)[]): boolean {
  if ("A_Const" in node) return true;
  if (!("ColumnRef" in node) || isStar(node)) return false;
  const parts = names(node.ColumnRef.fields);
  return parts.length > 1 || !tables.includes(parts[0]);
}

function isStar(node: Node | undefined): boolean {
  return (
    node !== undefined && "ColumnRef" in node && node.ColumnRef.fields?.some((field) => "A_Star" in field) === true
  );
}

/** Numbers that are no integers, and texts, are cast. */
function isCount(node: Node | undefined): boolean {
  if (node === undefined) return true;
  return "A_Const" in node && (node.A_Const.ival !== undefined || node.A_Const.isnull === true);
}
