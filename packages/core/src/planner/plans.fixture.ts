// Small logical plans over made-up tables, for the planner's tests.
import type { TableProvider } from "../catalog/table-provider.ts";
import { ColumnId } from "../common/ids.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { AggregateRegistry } from "../function/aggregate-registry.ts";
import { WindowRegistry } from "../function/window-registry.ts";
import type { AggregateCall, JoinKind, LogicalExpr, LogicalPlan, NamedExpr, OutputColumn } from "../logical/plan.ts";
import { childrenOf, outputColumnsOf } from "../logical/tree.ts";
import { explainStages } from "../physical/explain.ts";
import type { Datum } from "../type/datum.ts";
import { BOOL, INT4, INT8, type LogicalType } from "../type/logical-type.ts";
import type { PlannerContext } from "./context.ts";
import { generalPlanner } from "./general.ts";
import { planQuery } from "./planner.ts";

/** Tables of int4 columns; a name that ends in `?` can be NULL. The provider applies filters on `indexed`. */
const tables: Readonly<Record<string, { readonly rows: number; readonly columns: readonly string[] }>> = {
  small: { rows: 10, columns: ["s", "n?"] },
  middle: { rows: 1000, columns: ["m", "k", "v?"] },
  large: { rows: 100_000, columns: ["l", "k", "w?", "indexed"] },
};

const windows = new WindowRegistry();
const aggregates = new AggregateRegistry();
aggregates.add([
  {
    name: "sum",
    args: ["int4"],
    result: "int8",
    nullable: true,
    accumulators: ([input]) => [{ operator: "sum", input: input as PhysicalExpr, type: INT8 }],
    finish: ([sum]) => sum as PhysicalExpr,
    doc: "",
  },
  {
    name: "count",
    args: [],
    result: "int8",
    nullable: false,
    accumulators: () => [{ operator: "count-rows", type: INT8 }],
    finish: ([count]) => count as PhysicalExpr,
    doc: "",
  },
]);

function providerOf(name: string): TableProvider {
  const { rows, columns } = tables[name] as NonNullable<(typeof tables)[string]>;
  const fields = columns.map((column) => ({
    name: column.replace("?", ""),
    type: INT4,
    nullable: column.endsWith("?"),
  }));
  const indexed = columns.indexOf("indexed");
  return {
    ref: { provider: "test", name, spec: {} },
    fields,
    statistics: { rows, columns: fields.map(() => ({})) },
    plan: ({ filters }) => ({
      residual: [...filters.keys()].filter(
        (filter) => !JSON.stringify(filters[filter]).includes(`"index":${indexed},`),
      ),
      estimatedRows: rows,
      description: {},
      morsels: () => {
        throw new Error("not run");
      },
    }),
  };
}

let last = 0;
export const column = (name: string, type: LogicalType = INT4, nullable = false): OutputColumn => ({
  id: ColumnId(++last),
  name,
  type,
  nullable,
});

export function scan(name: string): Extract<LogicalPlan, { kind: "scan" }> {
  const { ref, fields } = providerOf(name);
  const columns = fields.map((field) => ({
    output: column(field.name, field.type, field.nullable),
    source: field.name,
  }));
  return { kind: "scan", table: ref, columns, filters: [] };
}

/** The column of that name in a node's output. */
export function ref(plan: LogicalPlan, name: string): LogicalExpr {
  const found = outputColumnsOf(plan).find((output) => output.name === name);
  if (found === undefined) throw new Error(`no column ${name}`);
  return { kind: "column", column: found.id, type: found.type };
}

export const constant = (value: Datum, type: LogicalType = INT4): LogicalExpr => ({ kind: "constant", value, type });

export const call = (overload: string, args: readonly LogicalExpr[], type: LogicalType = BOOL): LogicalExpr => ({
  kind: "call",
  overload,
  args,
  type,
});

export const equal = (left: LogicalExpr, right: LogicalExpr): LogicalExpr => call("=(int4,int4)", [left, right]);

export function join(kind: JoinKind, left: LogicalPlan, right: LogicalPlan, on: readonly LogicalExpr[]): LogicalPlan {
  const mark = kind === "mark" ? { mark: column("mark", BOOL, true) } : {};
  return { kind: "join", join: kind, left, right, on, lateral: false, ...mark };
}

export function project(input: LogicalPlan, exprs: Readonly<Record<string, LogicalExpr>>): LogicalPlan {
  const named = Object.entries(exprs).map(([name, expr]): NamedExpr => ({ output: column(name, expr.type), expr }));
  return { kind: "project", input, exprs: named };
}

export function aggregate(
  input: LogicalPlan,
  groups: readonly string[],
  calls: readonly Partial<AggregateCall>[],
  groupingSets?: readonly (readonly number[])[],
): LogicalPlan {
  return {
    kind: "aggregate",
    input,
    groups: groups.map((name): NamedExpr => ({ output: column(name), expr: ref(input, name) })),
    aggregates: calls.map((one) => ({
      output: column("value", INT8),
      overload: "count()",
      args: [],
      distinct: false,
      order: [],
      ...one,
    })),
    ...(groupingSets === undefined ? {} : { groupingSets, setIndex: column("set", INT8) }),
  };
}

/** Crude, and known: filters and aggregates keep a tenth, joins give their larger side. */
function estimateRows(plan: LogicalPlan): number {
  const inputs = childrenOf(plan).map(estimateRows);
  switch (plan.kind) {
    case "scan":
      return (tables[plan.table.name]?.rows ?? 0) / (plan.filters.length === 0 ? 1 : 10);
    case "values":
      return plan.rows.length;
    case "filter":
    case "aggregate":
    case "distinct":
      return (inputs[0] as number) / 10;
    default:
      return Math.max(1, ...inputs);
  }
}

const context: Omit<PlannerContext, "partitions" | "smallInputRows"> = {
  isVolatile: () => false,
  canFail: () => false,
  blocksOf: () => undefined,
  recursionLimit: 0,
  aggregates,
  windows,
  provider: ({ name }) => providerOf(name),
  fold: (expr) => (expr.kind === "constant" ? expr.value : undefined),
  estimateRows,
};

/** The stages as text. */
export function planned(plan: LogicalPlan, partitions = 1, smallInputRows = 0): string {
  return explainStages(planQuery(plan, { ...context, partitions, smallInputRows }, generalPlanner));
}
