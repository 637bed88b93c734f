// The state of lowering one logical plan, and the nodes that several of its parts make. `lower` is the one
// recursion (lower-plan.ts); it stands here as a member so that the parts need not import it.

import type { Field } from "../column/vector.ts";
import type { ColumnId, CteId } from "../common/ids.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import type { LogicalPlan } from "../logical/plan.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import type { Lowered, OpenCte, PlanIds, PlannerContext } from "./context.ts";
import { allInputs, inputRef } from "./lower-expr.ts";

export interface Lowering {
  readonly context: PlannerContext;
  readonly ids: PlanIds;
  /** The CTEs in whose scope the node stands. */
  readonly ctes: ReadonlyMap<CteId, OpenCte>;
  /** Lowers a subtree. `rowLimit`: no more rows of it than that are read, in its order. */
  lower(plan: LogicalPlan, rowLimit?: number): Lowered;
  /** The same with one more CTE in scope. */
  within(cte: CteId, open: OpenCte): Lowering;
}

/** Nodes that simple plans do not have, and projections that call functions of the program. */
export type GeneralNode = Exclude<LogicalPlan, { readonly kind: "scan" | "values" | "sort" | "limit" }>;

/** Lowers a node that simple plans do not have. */
export type LowerGeneral = (lowering: Lowering, plan: GeneralNode, rowLimit: number | undefined) => Lowered;

/** A filter, or the input itself for no predicate. */
export function filterNode(input: PhysicalPlan, predicate: PhysicalExpr | undefined, rows: number): PhysicalPlan {
  if (predicate === undefined) return input;
  return { kind: "filter", input, predicate, fields: input.fields, estimatedRows: rows };
}

/** A projection, or the input under other names when it would be the same columns in the same order. */
export function projectNode(
  input: PhysicalPlan,
  exprs: readonly PhysicalExpr[],
  fields: readonly Field[],
): PhysicalPlan {
  const same =
    exprs.length === input.fields.length && exprs.every((expr, index) => expr.kind === "input" && expr.index === index);
  if (same)
    return { ...input, fields: input.fields.map((field, index) => ({ ...field, name: fields[index]?.name ?? "" })) };
  return { kind: "project", input, exprs, fields, estimatedRows: input.estimatedRows };
}

/** The columns of `lowered` in the order asked for, under the names given. */
export function selectColumns(lowered: Lowered, ids: readonly ColumnId[], fields: readonly Field[]): PhysicalPlan {
  const { plan, columns } = lowered;
  const exprs = ids.map((id) => {
    const index = columns.get(id) ?? -1;
    return inputRef(index, plan.fields[index] as Field);
  });
  return projectNode(plan, exprs, fields);
}

/** Each row of `input` once. Without columns all rows are the same one. */
export function distinctNode(lowering: Lowering, input: PhysicalPlan, rows: number): PhysicalPlan {
  const { fields } = input;
  const state = lowering.ids.state();
  if (fields.length === 0) return { kind: "limit", state, input, limit: 1, offset: 0, fields, estimatedRows: 1 };
  const keys = allInputs(fields);
  return { kind: "hash-aggregate", state, input, keys, accumulators: [], phase: "single", fields, estimatedRows: rows };
}
