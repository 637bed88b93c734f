// Which statements are bound without the part of the binder that holds clauses and expressions (clauses.ts), and without the
// library of functions (what optimizing them takes is decided by their plans): queries that select columns and constants from tables, files and views, in an order, and so many of
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
  const named = fromClause.map(tableNames);
  const tables = named.flat();
  const isValue = (item: Node | undefined): boolean => item !== undefined && isColumnOrConstant(item, tables);
  return (
    named.every((each) => each.length > 0) &&
    targetList.every((item) => "ResTarget" in item && (isStar(item.ResTarget.val) || isValue(item.ResTarget.val))) &&
    distinctClause.every((item) => Object.keys(item).length === 0 || isValue(item)) &&
    sortClause.every((item) => "SortBy" in item && isValue(item.SortBy.node)) &&
    isCount(limitCount) &&
    isCount(limitOffset)
  );
}

/** The names that an item of FROM may have; none for what is no table and no file. */
function tableNames(item: Node): readonly string[] {
  if ("RangeVar" in item) return [item.RangeVar.alias?.aliasname ?? item.RangeVar.relname ?? ""];
  if (!("RangeFunction" in item)) return [];
  const files = fileRelation(item.RangeFunction);
  if (files === undefined) return [];
  const alias = item.RangeFunction.alias?.aliasname;
  const path = files.paths[0] as string;
  // An identifier is a table's name where there is such a table, and a file's otherwise.
  return alias === undefined ? [path, stemOf(path)] : [alias];
}

/** A table's name by itself is its row as one value, which is made by a function. */
function isColumnOrConstant(node: Node, tables: readonly string[]): boolean {
  if ("A_Const" in node) return true;
  if (!("ColumnRef" in node) || isStar(node)) return false;
  const [name = "", ...further] = names(node.ColumnRef.fields);
  return further.length > 0 || !tables.includes(name);
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
