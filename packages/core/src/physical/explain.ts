// Physical plans for people (indented text) and for programs (plain objects that JSON can hold). Both say the
// same: a node's name, its attributes in a fixed order, its inputs.

import type { Field } from "../column/vector.ts";
import { unreachable } from "../common/unreachable.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { printFrame } from "../expr/window-frame.ts";
import type { Stage, StageGraph } from "./fragment.ts";
import { functionCallsOf } from "./function-calls.ts";
import type { Partitioning } from "./partitioning.ts";
import type { PhysicalAccumulator, PhysicalFrame, PhysicalPlan, PhysicalSortKey, PhysicalWindowStep } from "./plan.ts";
import { printExpr } from "./print-expr.ts";
import { childrenOf } from "./tree.ts";

/** What is shown of one node. */
export interface ExplainedNode {
  readonly node: string;
  readonly attributes: Readonly<Record<string, string | number | readonly string[]>>;
}

export interface ExplainedPlan extends ExplainedNode {
  readonly estimatedRows: number;
  readonly inputs: readonly ExplainedPlan[];
}

/** Adds to a node's line, for EXPLAIN ANALYZE. */
export type Annotate = (plan: PhysicalPlan) => Readonly<Record<string, string | number>> | undefined;

/** The plan as indented text, one line a node. */
export function explainPhysical(root: PhysicalPlan, annotate: Annotate = () => undefined): string {
  const lines: string[] = [];
  const stack: { readonly plan: PhysicalPlan; readonly depth: number }[] = [{ plan: root, depth: 0 }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { plan, depth } = next;
    lines.push("  ".repeat(depth) + lineOf(plan, annotate));
    for (const child of [...childrenOf(plan)].reverse()) stack.push({ plan: child, depth: depth + 1 });
  }
  return lines.join("\n");
}

/** All stages, each under its heading; a graph of one stage has none. */
export function explainStages({ stages }: StageGraph, annotate?: Annotate): string {
  if (stages.length === 1) return explainPhysical((stages[0] as Stage).plan, annotate);
  return stages
    .map(({ id, plan, partitions, output }) => {
      const to = printPartitioning(output, plan.fields);
      return `stage ${id}: ${partitions} ${partitions === 1 ? "task" : "tasks"} -> ${to}\n${indent(explainPhysical(plan, annotate))}`;
    })
    .join("\n");
}

/** The stages as plain data. */
export function explainedStages({ stages }: StageGraph, annotate: Annotate = () => undefined): readonly unknown[] {
  return stages.map(({ id, plan, partitions, output }) => ({
    stage: id,
    tasks: partitions,
    output: printPartitioning(output, plan.fields),
    plan: explainedPlan(plan, annotate),
  }));
}

function explainedPlan(plan: PhysicalPlan, annotate: Annotate): ExplainedPlan {
  const { node, attributes } = describe(plan);
  return {
    node,
    attributes: { ...attributes, ...annotate(plan) },
    estimatedRows: Math.round(plan.estimatedRows),
    inputs: childrenOf(plan).map((child) => explainedPlan(child, annotate)),
  };
}

function lineOf(plan: PhysicalPlan, annotate: Annotate): string {
  const { node, attributes } = describe(plan);
  const parts = Object.entries(attributes).map(([name, value]) => {
    const shown = typeof value === "object" ? `[${value.join(", ")}]` : String(value);
    return `${name} ${shown}`;
  });
  const notes = Object.entries({ estimated: Math.round(plan.estimatedRows), ...annotate(plan) });
  return [node, ...parts, `(${notes.map(([name, value]) => `${name} ${value}`).join(", ")})`].join(" ");
}

const indent = (text: string): string => text.replaceAll(/^/gm, "  ");

function describe(plan: PhysicalPlan): ExplainedNode {
  const names = plan.fields.map(({ name }) => name);
  switch (plan.kind) {
    case "scan":
      return {
        node: `scan ${plan.whole === true ? "all of " : ""}${plan.table.name}`,
        attributes: { columns: names, ...filtersOf(plan), ...rangesOf(plan) },
      };
    case "values":
      return { node: "values", attributes: { rows: plan.rows.length, columns: names } };
    case "table-function":
      return { node: plan.overload, attributes: { args: plan.args.map((arg) => printExpr(arg, [])) } };
    case "filter":
      return { node: "filter", attributes: { on: printExpr(plan.predicate, plan.input.fields) } };
    case "project":
      return { node: "project", attributes: { columns: plan.exprs.map((expr) => printExpr(expr, plan.input.fields)) } };
    case "hash-aggregate":
      return describeAggregate(plan);
    case "hash-join":
    case "nested-loop-join":
      return describeJoin(plan);
    case "sort":
      return { node: "sort", attributes: { by: printKeys(plan.keys, plan.fields), ...limitOf(plan) } };
    case "window":
      return describeWindow(plan);
    case "limit":
      return { node: "limit", attributes: { ...limitOf(plan), ...(plan.offset === 0 ? {} : { offset: plan.offset }) } };
    case "distinct-on":
      return { node: "distinct-on", attributes: { keys: plan.keys.map((key) => printExpr(key, plan.fields)) } };
    case "repeat":
      return { node: "repeat", attributes: { count: plan.input.fields[plan.count]?.name ?? plan.count } };
    case "union-all":
      return { node: "union-all", attributes: {} };
    case "cte":
      return { node: `cte ${plan.cte}`, attributes: {} };
    case "recursive-cte":
      return {
        node: `recursive-cte ${plan.cte}`,
        attributes: {
          ...(plan.distinct ? { rows: "distinct" } : {}),
          ...(plan.rowLimit === undefined ? {} : { until: `${plan.rowLimit} rows` }),
        },
      };
    case "cte-scan":
      return { node: `cte-scan ${plan.cte}`, attributes: { columns: names } };
    case "exchange-read":
      return { node: `exchange-read stage ${plan.stage}`, attributes: {} };
    case "exchange":
      return { node: "exchange", attributes: { to: printPartitioning(plan.partitioning, plan.input.fields) } };
    case "extension": {
      const calls = functionCallsOf(plan).map(({ overload }) => overload);
      return { node: plan.name, attributes: calls.length === 0 ? {} : { calls } };
    }
    default:
      return unreachable(plan);
  }
}

type PhysicalOf<Kind extends PhysicalPlan["kind"]> = Extract<PhysicalPlan, { readonly kind: Kind }>;

/** A scan's filters are over the table's columns: those that it reads have names here. */
function filtersOf({ filters, columns, fields }: PhysicalOf<"scan">): Readonly<Record<string, readonly string[]>> {
  if (filters.length === 0) return {};
  const inTable: Field[] = [];
  for (const [index, column] of columns.entries()) inTable[column] = fields[index] as Field;
  return { filters: filters.map((filter) => printExpr(filter, inTable)) };
}

function rangesOf({ ranges, columns, fields }: PhysicalOf<"scan">): Readonly<Record<string, string>> {
  return ranges === undefined ? {} : { ranges: (fields[columns.indexOf(ranges.column)] as Field).name };
}

function limitOf({ limit }: { readonly limit?: number }): Readonly<Record<string, number>> {
  return limit === undefined ? {} : { limit };
}

function describeAggregate(plan: PhysicalOf<"hash-aggregate">): ExplainedNode {
  const { keys, accumulators, groupingSets, phase, input } = plan;
  const attributes: Record<string, string | readonly string[]> = {};
  if (keys.length > 0) attributes["by"] = keys.map((key) => printExpr(key, input.fields));
  if (groupingSets !== undefined) attributes["sets"] = groupingSets.map((set) => `(${set.join()})`);
  if (accumulators.length > 0) attributes["values"] = accumulators.map((one) => printAccumulator(one, input.fields));
  return { node: phase === "single" ? "hash-aggregate" : `${phase} hash-aggregate`, attributes };
}

function printAccumulator(accumulator: PhysicalAccumulator, fields: readonly Field[]): string {
  const { operator, input, filter, distinct } = accumulator;
  const argument = input === undefined ? "" : printExpr(input, fields);
  const where = filter === undefined ? "" : ` filter ${printExpr(filter, fields)}`;
  return `${operator}(${distinct ? "distinct " : ""}${argument})${where}`;
}

function describeJoin(plan: PhysicalOf<"hash-join"> | PhysicalOf<"nested-loop-join">): ExplainedNode {
  const { probe, build, join } = plan;
  const pair = [...probe.fields, ...build.fields];
  if (plan.kind === "nested-loop-join") {
    const on = plan.predicate === undefined ? {} : { on: printExpr(plan.predicate, pair) };
    return { node: `${join} nested-loop-join`, attributes: on };
  }
  const keys = plan.keys.map((key) => {
    const operator = key.nullsEqual ? "is" : "=";
    return `${printExpr(key.probe, probe.fields)} ${operator} ${printExpr(key.build, build.fields)}`;
  });
  const residual = plan.residual === undefined ? {} : { residual: printExpr(plan.residual, pair) };
  return { node: `${join} hash-join`, attributes: { on: keys, ...residual } };
}

function describeWindow(plan: PhysicalOf<"window">): ExplainedNode {
  const { partitionBy, orderBy, steps, rankLimit, input } = plan;
  const attributes: Record<string, readonly string[]> = {};
  if (partitionBy.length > 0) attributes["partition by"] = partitionBy.map((key) => printExpr(key, input.fields));
  if (orderBy.length > 0) attributes["order by"] = printKeys(orderBy, input.fields);
  attributes["values"] = steps.map((step) => printStep(step, input.fields));
  if (rankLimit !== undefined) attributes["wanted"] = [`${rankLimit.ranking} <= ${rankLimit.most}`];
  return { node: "window", attributes };
}

function printStep(step: PhysicalWindowStep, fields: readonly Field[]): string {
  const args = (...exprs: readonly (PhysicalExpr | undefined)[]): string =>
    exprs.flatMap((expr) => (expr === undefined ? [] : [printExpr(expr, fields)])).join(", ");
  const frame = (of: PhysicalFrame): string =>
    printFrame(of, (offset) => (typeof offset === "number" ? String(offset) : printExpr(offset.value, fields)));
  switch (step.kind) {
    case "row-number":
    case "rank":
    case "dense-rank":
    case "percent-rank":
    case "cume-dist":
      return `${step.kind}()`;
    case "ntile":
      return `ntile(${args(step.buckets)})`;
    case "lag":
    case "lead":
      return `${step.kind}(${args(step.value, step.offset)})`;
    case "outside-lag":
    case "outside-lead":
      return `${step.kind}(${args(step.offset)})`;
    case "nth-value":
      return `nth-value(${args(step.value, step.position)})${step.fromEnd ? " from end" : ""} ${frame(step.frame)}`;
    case "accumulate":
      return `${printAccumulator(step.accumulator, fields)} ${frame(step.frame)}`;
    default:
      return unreachable(step);
  }
}

function printKeys(keys: readonly PhysicalSortKey[], fields: readonly Field[]): readonly string[] {
  return keys.map(({ expr, descending, nullsFirst }) => {
    const nulls = nullsFirst === descending ? "" : nullsFirst ? " nulls first" : " nulls last";
    return `${printExpr(expr, fields)}${descending ? " desc" : ""}${nulls}`;
  });
}

function printPartitioning(partitioning: Partitioning, fields: readonly Field[]): string {
  switch (partitioning.kind) {
    case "single":
      return "one task";
    case "hash":
      return `${partitioning.partitions} by hash(${partitioning.keys.map((key) => printExpr(key, fields)).join(", ")})`;
    case "broadcast":
      return `each of ${partitioning.partitions}`;
    default:
      return unreachable(partitioning);
  }
}
