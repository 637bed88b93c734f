// Scans, VALUES and table functions. A scan's provider says which filters its reading leaves undone: those
// stand in a filter above, and none is ever dropped.
import type { TableProvider } from "../catalog/table-provider.ts";
import type { Field } from "../column/vector.ts";
import { internal } from "../common/error.ts";
import type { ColumnId } from "../common/ids.ts";
import type { LogicalPlan } from "../logical/plan.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import type { Datum } from "../type/datum.ts";
import { fieldOf, type Lowered, positionsOf } from "./context.ts";
import { conjunction, lowerExpr } from "./lower-expr.ts";
import { filterNode, type Lowering } from "./lowering.ts";

type LogicalOf<Kind extends LogicalPlan["kind"]> = Extract<LogicalPlan, { readonly kind: Kind }>;

export function lowerScan({ context }: Lowering, plan: LogicalOf<"scan">): Lowered {
  const provider = context.provider(plan.table);
  const sources = sourcePositions(provider);
  const positions = plan.columns.map(({ source }) => {
    const position = sources.get(source);
    if (position === undefined) throw internal(`table ${plan.table.name} has no column ${source}`);
    return position;
  });
  const outputs = plan.columns.map(({ output }) => output);
  const columns = positionsOf(outputs);
  const inTable = new Map<ColumnId, number>(outputs.map(({ id }, index) => [id, positions[index] as number]));
  const filters = plan.filters.map((filter) => lowerExpr(filter, inTable));
  const { residual, estimatedRows } = provider.plan({ columns: positions, filters });
  const scan: PhysicalPlan = {
    kind: "scan",
    table: plan.table,
    columns: positions,
    filters,
    fields: outputs.map(fieldOf),
    estimatedRows,
  };
  const left = residual.map((filter) => {
    const expr = plan.filters[filter];
    if (expr === undefined) throw internal(`provider ${plan.table.provider} left a filter that it was not given`);
    return lowerExpr(expr, columns);
  });
  return { plan: filterNode(scan, conjunction(left), context.estimateRows(plan)), columns };
}

const sourcesOfProvider = new WeakMap<TableProvider, ReadonlyMap<string, number>>();

function sourcePositions(provider: TableProvider): ReadonlyMap<string, number> {
  const known = sourcesOfProvider.get(provider);
  if (known !== undefined) return known;
  const positions = new Map(provider.fields.map(({ name }: Field, position) => [name, position]));
  sourcesOfProvider.set(provider, positions);
  return positions;
}

/** Rows that are known now become a values node; each other row is a projection over a row without columns. */
export function lowerValues({ context }: Lowering, plan: LogicalOf<"values">): Lowered {
  const fields = plan.columns.map(fieldOf);
  const columns = positionsOf(plan.columns);
  const inputs: PhysicalPlan[] = [];
  let known: (readonly Datum[])[] = [];
  const flush = (): void => {
    if (known.length === 0) return;
    inputs.push({ kind: "values", rows: known, fields, estimatedRows: known.length });
    known = [];
  };
  for (const row of plan.rows) {
    const exprs = row.map((expr) => lowerExpr(expr, new Map()));
    const values = exprs.map((expr) => (expr.kind === "constant" ? expr.value : context.fold(expr)));
    if (values.every((value) => value !== undefined)) {
      known.push(values);
      continue;
    }
    flush();
    const input: PhysicalPlan = { kind: "values", rows: [[]], fields: [], estimatedRows: 1 };
    inputs.push({ kind: "project", input, exprs, fields, estimatedRows: 1 });
  }
  flush();
  const [first] = inputs;
  if (first === undefined) return { plan: { kind: "values", rows: [], fields, estimatedRows: 0 }, columns };
  if (inputs.length === 1) return { plan: first, columns };
  return { plan: { kind: "union-all", inputs, fields, estimatedRows: plan.rows.length }, columns };
}

export function lowerTableFunction({ context }: Lowering, plan: LogicalOf<"table-function">): Lowered {
  const args = plan.args.map((arg) => lowerExpr(arg, new Map()));
  const fields = plan.columns.map(fieldOf);
  const node: PhysicalPlan = {
    kind: "table-function",
    overload: plan.overload,
    args,
    fields,
    estimatedRows: context.estimateRows(plan),
  };
  return { plan: node, columns: positionsOf(plan.columns) };
}
