// Common table expressions: a spool that is written once and read by every reference, or a recursion.
import { internal } from "../common/error.ts";
import type { LogicalPlan } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import { fieldOf, type Lowered, positionsOf } from "./context.ts";
import { type Lowering, selectColumns } from "./lowering.ts";

type LogicalOf<Kind extends LogicalPlan["kind"]> = Extract<LogicalPlan, { readonly kind: Kind }>;

export function lowerCte(lowering: Lowering, plan: LogicalOf<"cte">, rowLimit: number | undefined): Lowered {
  const definition = lowering.lower(plan.definition);
  const state = lowering.ids.state();
  const body = lowering.within(plan.cte, { state, columns: definition.columns }).lower(plan.body, rowLimit);
  const node: PhysicalPlan = {
    kind: "cte",
    state,
    cte: plan.cte,
    definition: definition.plan,
    body: body.plan,
    fields: body.plan.fields,
    estimatedRows: body.plan.estimatedRows,
  };
  return { plan: node, columns: body.columns };
}

export function lowerCteRef({ context, ctes }: Lowering, plan: LogicalOf<"cte-ref">): Lowered {
  const open = ctes.get(plan.cte);
  if (open === undefined) throw internal(`${plan.name} is read outside of its scope`);
  const positions = plan.columns.map(({ source }) => {
    const position = open.columns.get(source);
    if (position === undefined) throw internal(`${plan.name} has no column #${source}`);
    return position;
  });
  const outputs = plan.columns.map(({ output }) => output);
  const node: PhysicalPlan = {
    kind: "cte-scan",
    state: open.state,
    cte: plan.cte,
    columns: positions,
    fields: outputs.map(fieldOf),
    estimatedRows: context.estimateRows(plan),
  };
  return { plan: node, columns: positionsOf(outputs) };
}

export function lowerRecursiveCte(
  lowering: Lowering,
  plan: LogicalOf<"recursive-cte">,
  rowLimit: number | undefined,
): Lowered {
  const state = lowering.ids.state();
  const columns = positionsOf(plan.columns);
  const fields = plan.columns.map(fieldOf);
  const inOrder = (side: Lowering, input: LogicalPlan): PhysicalPlan =>
    selectColumns(
      side.lower(input),
      outputColumnsOf(input).map(({ id }) => id),
      fields,
    );
  const base = inOrder(lowering, plan.base);
  const step = inOrder(lowering.within(plan.cte, { state, columns }), plan.step);
  const { distinct, cte } = plan;
  const estimatedRows = lowering.context.estimateRows(plan);
  const mostRounds = lowering.context.recursionLimit;
  return {
    plan: {
      kind: "recursive-cte",
      state,
      cte,
      base,
      step,
      distinct,
      mostRounds,
      ...(rowLimit === undefined ? {} : { rowLimit }),
      fields,
      estimatedRows,
    },
    columns,
  };
}
