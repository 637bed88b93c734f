// Small questions to parse nodes: the names in them and where they stand.
import type { Node, SelectStmt } from "@pgsql/types";

/** The identifiers of a dotted name. */
export function names(nodes: readonly Node[] | undefined): readonly string[] {
  return (nodes ?? []).flatMap((node) => ("String" in node ? [node.String.sval ?? ""] : []));
}

/** A node's tag: `A_Expr`, `SubLink` ... */
export function tagOf(node: Node): string {
  return Object.keys(node)[0] ?? "";
}

/** The items of a List or of the arguments of a row. */
export function listItems(node: Node | undefined): readonly Node[] {
  return node !== undefined && "List" in node ? (node.List.items ?? []) : [];
}

interface Parts {
  readonly location?: number;
  readonly args?: readonly Node[];
  readonly lexpr?: Node;
  readonly arg?: Node | undefined;
  readonly testexpr?: Node;
}

/** Where PostgreSQL's cursor points for an expression: the leftmost place in it. */
export function locationOf(root: Node): number | undefined {
  let least: number | undefined;
  let node: Node | undefined = root;
  // Down the leftmost operands: chains of operators are deep on that side.
  while (node !== undefined) {
    const parts = Object.values(node)[0] as Parts;
    const { location } = parts;
    if (location !== undefined && location >= 0 && (least === undefined || location < least)) least = location;
    if ("CaseExpr" in node || "ColumnRef" in node) break;
    if ("SubLink" in node) node = parts.testexpr;
    else node = parts.lexpr ?? parts.arg ?? parts.args?.[0];
  }
  return least;
}

/** The schemas that names may be qualified by. */
export function isSchema(name: string): boolean {
  return name === "public" || name === "pg_catalog";
}

/** The fields of a row as written; undefined for every other expression. */
export function rowItems(node: Node): readonly Node[] | undefined {
  return "RowExpr" in node ? (node.RowExpr.args ?? []) : undefined;
}

/** UNION, INTERSECT and EXCEPT. */
export function isSetOperation({ op }: SelectStmt): boolean {
  return op !== undefined && op !== "SETOP_NONE";
}
