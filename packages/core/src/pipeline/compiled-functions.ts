// Which expressions a pipeline compiles, and over which columns: for EXPLAIN (CODEGEN), without running anything. The same
// plans that operators go by (aggregate-plan.ts, sort-plan.ts, window-plan.ts) are asked. Which columns are
// dictionaries, which have no NULL in spite of their type, and how many bits their values need is known from batches
// alone: shown are functions over plain columns that may have what their type says.
import { MOST_OUTPUTS, MOST_SUMS, slicesOf } from "../codegen/compiled-together.ts";
import { conjunctsOf, inOrder, orderByWork } from "../codegen/conjunct-order.ts";
import { describe, partInput, partOf } from "../codegen/dictionary-split.ts";
import { nodeCost } from "../codegen/node-cost.ts";
import { type RowWork, rowIr } from "../codegen/row-ir.ts";
import { stagesOf } from "../codegen/stages.ts";
import type { Field } from "../column/vector.ts";
import { unreachable } from "../common/unreachable.ts";
import type { InputRef, PhysicalExpr } from "../expr/expr.ts";
import { inputsOf } from "../expr/inputs.ts";
import { nodeCanFail, nodeIsVolatile } from "../function/expr-facts.ts";
import { irTypeOf } from "../function/ir-type.ts";
import type { LowerContext } from "../function/lower.ts";
import type { IrFunction, IrInput } from "../ir/ir.ts";
import { planAggregate } from "../operator/aggregate/aggregate-plan.ts";
import { fusibleSums, isGrouped } from "../operator/aggregate/fused-plan.ts";
import type { SinkSpec, TransformSpec } from "../operator/pipeline-spec.ts";
import { asTexts } from "../operator/result-texts.ts";
import { planSort } from "../operator/sort/sort-plan.ts";
import type { HashAggregateSpec } from "../operator/spec.ts";
import { planWindow } from "../operator/window/window-plan.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import type { Pipeline } from "./pipeline.ts";

/** A function, and which operator runs it for what. */
export interface NamedFunction {
  readonly name: string;
  readonly fn: IrFunction;
}

type Functions = Omit<LowerContext, "input">;

/** What an operator has computed by row. */
interface Computed {
  readonly name: string;
  readonly work: RowWork;
  readonly exprs: readonly PhysicalExpr[];
}

/** The functions of a pipeline in the order in which its rows pass them. */
export function compiledFunctions(pipeline: Pipeline, sink: SinkSpec, functions: Functions): readonly NamedFunction[] {
  const { nodes, transforms } = pipeline;
  const [source, ...others] = nodes;
  const found: NamedFunction[] = [];
  const compile = (computed: readonly Computed[], columns: readonly IrInput[]): void => {
    for (const one of computed) {
      const exprs = byRow(one, functions);
      if (exprs.length === 0) continue;
      for (const part of partsOf({ ...one, exprs })) found.push(...functionsOf(part, columns, functions));
    }
  };
  let columns: readonly IrInput[] = (source?.fields ?? []).map((field) => columnOf(field, false));
  for (const [at, transform] of transforms.entries()) {
    const output = others[at]?.fields ?? [];
    const build = transform.kind === "hash-join" || transform.kind === "nested-loop-join" ? buildOf(transform) : [];
    compile(ofTransform(transform, functions), [...columns, ...build]);
    columns = after(transform, columns, output);
  }
  compile(ofSink(sink, functions), columns);
  return found;
}

function columnOf({ type, nullable }: Pick<Field, "type" | "nullable">, indexed: boolean): IrInput {
  return { type: irTypeOf(type), nullable, indexed };
}

function buildOf({
  spec,
}: Extract<TransformSpec, { readonly state: unknown; readonly spec: unknown }>): readonly IrInput[] {
  return spec.buildFields.map((field) => columnOf(field, true));
}

/** The columns behind a transform. What it picks rows by is an index over columns that stay where they are. */
function after(
  transform: TransformSpec,
  columns: readonly IrInput[],
  output: PhysicalPlan["fields"],
): readonly IrInput[] {
  switch (transform.kind) {
    case "filter":
      return columns.map((column) => ({ ...column, indexed: true }));
    case "project":
      return transform.exprs.map((expr, at) =>
        expr.kind === "input" ? (columns[expr.index] as IrInput) : columnOf(output[at] as Field, false),
      );
    case "limit":
      return columns;
    case "hash-join":
    case "nested-loop-join":
    case "repeat":
    case "distinct-on":
    case "table-function":
      return output.map((field) => columnOf(field, true));
    default:
      return unreachable(transform);
  }
}

/** Columns as they are, and constants, are computed for no row. */
function byRow({ work, exprs }: Computed, functions: Functions): readonly PhysicalExpr[] {
  if (work.kind !== "project") return exprs;
  return exprs.filter(
    (expr) => expr.kind !== "input" && describe(expr, (node) => nodeCost(node, functions)).reads !== "nothing",
  );
}

/** What is compiled apart because it is much. */
function partsOf(whole: Computed): readonly Computed[] {
  const { name, work, exprs } = whole;
  if (work.kind === "filter") return [whole];
  const most = work.kind === "update" ? MOST_SUMS : MOST_OUTPUTS;
  if (exprs.length <= most) return [whole];
  return slicesOf(exprs, most).map((some, at) => {
    const first = at * most;
    const own = work.kind === "update" ? { ...work, updates: work.updates.slice(first, first + most) } : work;
    return { name: `${name}, part ${at + 1}`, work: own, exprs: some };
  });
}

/** One function, behind those that compute what lies deeper than it can hold. */
function functionsOf(whole: Computed, columns: readonly IrInput[], functions: Functions): readonly NamedFunction[] {
  const { registry } = functions;
  const staged = stagesOf(
    whole.exprs,
    (node) => nodeCanFail<InputRef>(node, registry) || nodeIsVolatile<InputRef>(node, registry),
    partInput,
  );
  const results: IrInput[] = [];
  const columnAt = (input: number): IrInput => {
    const part = partOf(input);
    return (part === undefined ? columns[input] : results[part]) as IrInput;
  };
  const compile = (work: RowWork, exprs: readonly PhysicalExpr[]): IrFunction => {
    const inputs = inputsOf(exprs);
    const slots = new Map(inputs.map((input, slot) => [input, slot] as const));
    return rowIr(functions, work, exprs, inputs.map(columnAt), slots);
  };
  const stages = staged.stages.map((exprs, at): NamedFunction => {
    const fn = compile({ kind: "project" }, exprs);
    results.push(...fn.exprs.map(({ type, nullable }) => ({ type, nullable, indexed: false })));
    return { name: `${whole.name}, stage ${at + 1}`, fn };
  });
  return [...stages, { name: whole.name, fn: compile(whole.work, staged.exprs) }];
}

const project = (name: string, exprs: readonly PhysicalExpr[]): Computed => ({
  name,
  work: { kind: "project" },
  exprs,
});

function ifTrue(name: string, predicate: PhysicalExpr | undefined, functions: Functions): readonly Computed[] {
  if (predicate === undefined) return [];
  const conjuncts = conjunctsOf(predicate, functions);
  return [{ name, work: { kind: "filter" }, exprs: inOrder(conjuncts, orderByWork(conjuncts)) }];
}

function ofTransform(transform: TransformSpec, functions: Functions): readonly Computed[] {
  switch (transform.kind) {
    case "filter":
      return ifTrue("filter", transform.predicate, functions);
    case "project":
      return [project("project", transform.exprs)];
    case "hash-join": {
      const { keys, residual } = transform.spec;
      const probe = keys.map((key) => key.probe);
      return [project("hash-join probe keys", probe), ...ifTrue("hash-join condition", residual, functions)];
    }
    case "nested-loop-join":
      return ifTrue("nested-loop-join condition", transform.spec.predicate, functions);
    case "distinct-on":
      return [project("distinct-on keys", transform.keys)];
    case "table-function":
      return [project(`${transform.call.overload} arguments`, transform.call.args)];
    case "limit":
    case "repeat":
      return [];
    default:
      return unreachable(transform);
  }
}

function ofSink(sink: SinkSpec, functions: Functions): readonly Computed[] {
  switch (sink.kind) {
    case "hash-aggregate":
      return ofAggregate(sink.spec, functions);
    case "sort":
      return [project("sort keys", planSort(sink.spec).computed)];
    case "window":
      return [project("window keys and arguments", planWindow(sink.spec).computed)];
    case "hash-join-build": {
      const build = sink.spec.keys.map((key) => key.build);
      return [project("hash-join build keys", build)];
    }
    case "result":
      return [project("result texts", asTexts(sink.fields) ?? [])];
    case "exchange-write":
      return sink.partitioning.kind === "hash" ? [project("exchange keys", sink.partitioning.keys)] : [];
    case "nested-loop-build":
    case "spool":
    case "recursion":
      return [];
    default:
      return unreachable(sink);
  }
}

function ofAggregate(spec: HashAggregateSpec, functions: Functions): readonly Computed[] {
  const plan = planAggregate(spec);
  const fused = fusibleSums({ functions }, plan);
  const read = plan.exprs.filter((_, position) => fused?.unread.has(position) !== true);
  const evaluated = project("hash-aggregate keys and arguments", read);
  if (fused === undefined) return [evaluated];
  const { sums } = fused;
  const updates = sums.map(({ update }) => update);
  const work: RowWork = { kind: "update", updates, marksAll: false, grouped: isGrouped(plan), form: "checked" };
  return [evaluated, { name: "hash-aggregate sums", work, exprs: sums.map(({ expr }) => expr) }];
}
