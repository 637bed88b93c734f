// What must hold of a plan after the rules, and after each of them: the same output, every column an expression reads is there and
// has the type it is read with, every id is given once. A plan that breaks one of these is a defect of the
// rule that ran last, and is named so before it can give a wrong answer.
import { internal } from "../common/error.ts";
import type { ColumnId } from "../common/ids.ts";
import { someNode } from "../expr/tree.ts";
import type { LogicalExpr, LogicalLeaf, LogicalPlan, OutputColumn } from "../logical/plan.ts";
import { childrenOf, exprsOf } from "../logical/tree.ts";
import { printType, sameType } from "../type/logical-type.ts";
import { factsOf, isSubquery, subqueriesIn } from "./facts.ts";
import { producedBy } from "./producers.ts";
import { nodesOf } from "./rewrite-plan.ts";

/** @throws FfqError INTERNAL when `after` does not produce what `before` did, or is not well formed */
export function verify(
  rule: string,
  before: LogicalPlan,
  after: LogicalPlan,
  stage: { readonly unnested: boolean },
): void {
  const wrong = outputDifference(factsOf(before).columns, factsOf(after).columns) ?? defectOf(after, stage);
  if (wrong !== undefined) throw internal(`optimizer rule ${rule}: ${wrong}`);
}

function outputDifference(before: readonly OutputColumn[], after: readonly OutputColumn[]): string | undefined {
  if (before.length !== after.length) return `${before.length} output columns became ${after.length}`;
  for (const [position, column] of before.entries()) {
    const now = after[position] as OutputColumn;
    if (now.id !== column.id || now.name !== column.name) return `output #${column.id} became #${now.id}`;
    if (!sameType(now.type, column.type)) return `output #${column.id} became ${printType(now.type)}`;
    if (now.nullable && !column.nullable) return `output #${column.id} became nullable`;
  }
  return undefined;
}

/** The first thing that is wrong with a plan. */
export function defectOf(plan: LogicalPlan, stage: { readonly unnested: boolean }): string | undefined {
  const { free, freeCtes } = factsOf(plan);
  for (const id of free) return `column #${id} is read and nowhere produced`;
  for (const cte of freeCtes) return `CTE ${cte} is read and nowhere defined`;
  const given = new Set<ColumnId>();
  const types = new Map<ColumnId, OutputColumn>();
  const nodes = allNodes(plan);
  for (const node of nodes) {
    for (const column of producedBy(node)) {
      if (given.has(column.id)) return `column #${column.id} is produced twice`;
      given.add(column.id);
      types.set(column.id, column);
    }
  }
  for (const node of nodes) {
    const wrong = defectOfNode(node, types, stage);
    if (wrong !== undefined) return `${node.kind}: ${wrong}`;
  }
  return undefined;
}

/** Of the plan and of the plans in its expressions. */
function allNodes(plan: LogicalPlan): readonly LogicalPlan[] {
  const found: LogicalPlan[] = [];
  const waiting = [plan];
  for (let root = waiting.pop(); root !== undefined; root = waiting.pop()) {
    for (const node of nodesOf(root)) {
      found.push(node);
      for (const expr of exprsOf(node)) waiting.push(...subqueriesIn(expr).map((sub) => sub.plan));
    }
  }
  return found;
}

function defectOfNode(
  node: LogicalPlan,
  types: ReadonlyMap<ColumnId, OutputColumn>,
  { unnested }: { readonly unnested: boolean },
): string | undefined {
  for (const expr of exprsOf(node)) {
    const wrong = defectOfExpr(expr, types, unnested);
    if (wrong !== undefined) return wrong;
  }
  for (const child of childrenOf(node)) {
    if (unnested && node.kind !== "join" && factsOf(child).free.size > 0) return "a correlated input";
  }
  switch (node.kind) {
    case "join":
      if ((node.join === "mark") !== (node.mark !== undefined)) return "a mark without a mark join, or none with one";
      if (unnested && node.lateral) return "lateral after unnesting";
      return undefined;
    case "set-operation":
      for (const { left, right } of node.columns) {
        if (!factsOf(node.left).byId.has(left)) return `left column #${left} is missing`;
        if (!factsOf(node.right).byId.has(right)) return `right column #${right} is missing`;
      }
      return undefined;
    case "project":
      for (const { output, expr } of node.exprs) {
        if (!sameType(output.type, expr.type))
          return `#${output.id} is ${printType(output.type)}, not ${printType(expr.type)}`;
      }
      return undefined;
    case "cte": {
      const columns = factsOf(node.definition).byId;
      for (const inner of nodesOf(node.body)) {
        if (inner.kind !== "cte-ref" || inner.cte !== node.cte) continue;
        for (const { source } of inner.columns) if (!columns.has(source)) return `its column #${source} is missing`;
      }
      return undefined;
    }
    default:
      return undefined;
  }
}

function defectOfExpr(
  expr: LogicalExpr,
  types: ReadonlyMap<ColumnId, OutputColumn>,
  unnested: boolean,
): string | undefined {
  let wrong: string | undefined;
  someNode<LogicalLeaf>(expr, (node) => {
    if (node.kind === "column") {
      const column = types.get(node.column);
      if (column !== undefined && !sameType(column.type, node.type))
        wrong = `#${node.column} is ${printType(column.type)} and read as ${printType(node.type)}`;
    } else if (unnested && isSubquery(node)) wrong = "a subquery after unnesting";
    return wrong !== undefined;
  });
  return wrong;
}
