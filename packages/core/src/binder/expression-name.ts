// What an expression, or an item of FROM, is called in SQL, for refusing it by name.
import type { Node } from "@pgsql/types";
import { tagOf } from "./parse-node.ts";

const words: Readonly<Record<string, string>> = {
  CurrentOfExpr: "WHERE CURRENT OF",
  JsonArrayAgg: "JSON_ARRAYAGG()",
  JsonArrayConstructor: "JSON_ARRAY()",
  JsonArrayQueryConstructor: "JSON_ARRAY()",
  JsonIsPredicate: "IS JSON",
  JsonObjectAgg: "JSON_OBJECTAGG()",
  JsonObjectConstructor: "JSON_OBJECT()",
  JsonParseExpr: "JSON()",
  JsonScalarExpr: "JSON_SCALAR()",
  JsonSerializeExpr: "JSON_SERIALIZE()",
  JsonTable: "JSON_TABLE()",
  MergeSupportFunc: "MERGE_ACTION()",
  RangeTableFunc: "XMLTABLE()",
  XmlSerialize: "XMLSERIALIZE()",
};

/** What several expressions of one node do, by its operator. */
const operators: Readonly<Record<string, string>> = {
  JSON_EXISTS_OP: "JSON_EXISTS()",
  JSON_QUERY_OP: "JSON_QUERY()",
  JSON_VALUE_OP: "JSON_VALUE()",
  IS_DOCUMENT: "IS DOCUMENT",
  IS_XMLCONCAT: "XMLCONCAT()",
  IS_XMLELEMENT: "XMLELEMENT()",
  IS_XMLFOREST: "XMLFOREST()",
  IS_XMLPARSE: "XMLPARSE()",
  IS_XMLPI: "XMLPI()",
  IS_XMLROOT: "XMLROOT()",
};

/** `JSON_VALUE()`, `IS JSON`, `WHERE CURRENT OF` ... */
export function expressionName(node: Node): string {
  const tag = tagOf(node);
  const { op = "" } = Object.values(node)[0] as { readonly op?: string };
  return words[tag] ?? operators[op] ?? `expression ${tag}`;
}
