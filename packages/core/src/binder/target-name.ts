// What an output column without AS is called: PostgreSQL's rules (parse_target.c describes them), by the shape of
// the expression as written.
import type { Node } from "@pgsql/types";
import type { BindContext } from "./context.ts";
import { names } from "./parse-node.ts";

/** A name, and whether it is one that a cast or CASE around it keeps. */
interface Found {
  readonly name: string;
  readonly strong: boolean;
}

/** The name of an unnamed target that was bound: a subquery in it lends its column's name. */
export function targetName(context: BindContext, node: Node): string {
  return figure(context, node)?.name ?? "?column?";
}

const strong = (name: string | undefined): Found | undefined =>
  name === undefined ? undefined : { name, strong: true };

function figure(context: BindContext, node: Node): Found | undefined {
  if ("ColumnRef" in node) return strong(names(node.ColumnRef.fields).at(-1));
  if ("FuncCall" in node) return strong(names(node.FuncCall.funcname).at(-1));
  if ("A_Expr" in node) return node.A_Expr.kind === "AEXPR_NULLIF" ? strong("nullif") : undefined;
  if ("TypeCast" in node) {
    const inner = node.TypeCast.arg === undefined ? undefined : figure(context, node.TypeCast.arg);
    if (inner?.strong) return inner;
    const type = names(node.TypeCast.typeName?.names).at(-1);
    return type === undefined ? inner : { name: type, strong: false };
  }
  if ("CollateClause" in node)
    return node.CollateClause.arg === undefined ? undefined : figure(context, node.CollateClause.arg);
  if ("A_Indirection" in node) {
    const field = names(node.A_Indirection.indirection).at(-1);
    if (field !== undefined) return strong(field);
    return node.A_Indirection.arg === undefined ? undefined : figure(context, node.A_Indirection.arg);
  }
  if ("GroupingFunc" in node) return strong("grouping");
  if ("SubLink" in node) return ofSubquery(context, node.SubLink);
  if ("CaseExpr" in node) {
    const inner = node.CaseExpr.defresult === undefined ? undefined : figure(context, node.CaseExpr.defresult);
    return inner?.strong ? inner : { name: "case", strong: false };
  }
  if ("A_ArrayExpr" in node) return strong("array");
  if ("RowExpr" in node) return strong("row");
  if ("CoalesceExpr" in node) return strong("coalesce");
  if ("MinMaxExpr" in node) return strong(node.MinMaxExpr.op === "IS_GREATEST" ? "greatest" : "least");
  if ("SQLValueFunction" in node) return strong(sqlValueName(node.SQLValueFunction.op ?? ""));
  return undefined;
}

function ofSubquery(context: BindContext, link: Extract<Node, { SubLink: unknown }>["SubLink"]): Found | undefined {
  if (link.subLinkType === "EXISTS_SUBLINK") return strong("exists");
  if (link.subLinkType === "ARRAY_SUBLINK") return strong("array");
  return strong(context.nameOf(link));
}

/** `SVFOP_CURRENT_DATE` is current_date; a precision does not change the name. */
export function sqlValueName(op: string): string {
  return op
    .replace(/^SVFOP_/, "")
    .replace(/_N$/, "")
    .toLowerCase();
}
