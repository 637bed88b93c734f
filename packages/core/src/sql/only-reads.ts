// Whether a statement is one that changes no table: a query, without INSERT, UPDATE or DELETE in its own WITH. Further down
// they may not stand (binder/bind-cte.ts).
import type { Node, SelectStmt } from "@pgsql/types";

export function onlyReads(node: Node): node is { readonly SelectStmt: SelectStmt } {
  return "SelectStmt" in node && !changesInWith(node.SelectStmt);
}

/** Whether something in a query's own WITH changes a table. */
export function changesInWith({ withClause }: SelectStmt): boolean {
  return (
    withClause?.ctes?.some((node) => "CommonTableExpr" in node && !isQuery(node.CommonTableExpr.ctequery)) ?? false
  );
}

function isQuery(node: Node | undefined): boolean {
  return node === undefined || "SelectStmt" in node;
}
