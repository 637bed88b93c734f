// A second use of a plan: the same plan under ids of its own. Columns and CTEs of enclosing queries keep theirs.
import type { ColumnId, CteId } from "../common/ids.ts";
import { unreachable } from "../common/unreachable.ts";
import { rewrite } from "../expr/tree.ts";
import type { LogicalExpr, LogicalLeaf, LogicalPlan, NamedExpr, OutputColumn } from "../logical/plan.ts";
import { mapExprs } from "../logical/tree.ts";
import { substitute } from "./build.ts";
import { producedBy } from "./producers.ts";
import { nodesOf, rewritePlan } from "./rewrite-plan.ts";
import type { RuleContext } from "./rule.ts";

export interface PlanCopy {
  readonly plan: LogicalPlan;
  /** New ids by old ones. */
  readonly ids: ReadonlyMap<ColumnId, ColumnId>;
}

/** @param plan without subqueries in its expressions */
export function copyPlan(plan: LogicalPlan, context: Pick<RuleContext, "fresh" | "cteId">): PlanCopy {
  const columns = new Map<ColumnId, OutputColumn>();
  const refs = new Map<ColumnId, LogicalExpr>();
  const ctes = new Map<CteId, CteId>();
  for (const node of nodesOf(plan)) {
    if (node.kind === "cte" || node.kind === "recursive-cte") ctes.set(node.cte, context.cteId());
    for (const column of producedBy(node)) {
      const fresh = context.fresh(column);
      columns.set(column.id, fresh);
      refs.set(column.id, { kind: "column", column: fresh.id, type: fresh.type });
    }
  }
  const names: Names = {
    column: (column) => ({ ...column, id: columns.get(column.id)?.id ?? column.id }),
    id: (id) => columns.get(id)?.id ?? id,
    cte: (cte) => ctes.get(cte) ?? cte,
  };
  const copy = rewritePlan(plan, (node) =>
    renamedNode(
      mapExprs(node, (expr) => substitute(expr, refs)),
      names,
    ),
  );
  return { plan: copy, ids: new Map([...columns].map(([old, { id }]) => [old, id])) };
}

/** An expression over the copied plan's columns, over its copy's. */
export function renamed(expr: LogicalExpr, { ids }: PlanCopy): LogicalExpr {
  if (ids.size === 0) return expr;
  return rewrite<LogicalLeaf>(expr, (node) => {
    const id = node.kind === "column" ? ids.get(node.column) : undefined;
    return id === undefined ? node : ({ ...node, column: id } as LogicalExpr);
  });
}

interface Names {
  column(column: OutputColumn): OutputColumn;
  id(id: ColumnId): ColumnId;
  cte(cte: CteId): CteId;
}

function renamedNode(plan: LogicalPlan, names: Names): LogicalPlan {
  const output = <Item extends { readonly output: OutputColumn }>(item: Item): Item => ({
    ...item,
    output: names.column(item.output),
  });
  switch (plan.kind) {
    case "scan":
      return { ...plan, columns: plan.columns.map(output) };
    case "values":
    case "table-function":
      return { ...plan, columns: plan.columns.map(names.column) };
    case "project":
      return { ...plan, exprs: plan.exprs.map((expr: NamedExpr) => output(expr)) };
    case "join":
      return plan.mark === undefined ? plan : { ...plan, mark: names.column(plan.mark) };
    case "aggregate": {
      const setIndex = plan.setIndex === undefined ? {} : { setIndex: names.column(plan.setIndex) };
      return { ...plan, groups: plan.groups.map(output), aggregates: plan.aggregates.map(output), ...setIndex };
    }
    case "unnest": {
      const ordinality = plan.ordinality === undefined ? {} : { ordinality: names.column(plan.ordinality) };
      return { ...plan, lists: plan.lists.map(output), ...ordinality };
    }
    case "window":
      return { ...plan, calls: plan.calls.map(output) };
    case "set-operation": {
      const columns = plan.columns.map((column) => ({
        output: names.column(column.output),
        left: names.id(column.left),
        right: names.id(column.right),
      }));
      return { ...plan, columns };
    }
    case "cte":
      return { ...plan, cte: names.cte(plan.cte) };
    case "cte-ref": {
      const columns = plan.columns.map((column) => ({
        output: names.column(column.output),
        source: names.id(column.source),
      }));
      return { ...plan, cte: names.cte(plan.cte), columns };
    }
    case "recursive-cte":
      return { ...plan, cte: names.cte(plan.cte), columns: plan.columns.map(names.column) };
    case "filter":
    case "distinct":
    case "sort":
    case "limit":
      return plan;
    default:
      return unreachable(plan);
  }
}
