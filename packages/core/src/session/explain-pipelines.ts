// A stage's pipelines as text: what runs between two breakers, and in which order they end. The same splitting
// that execution does (pipeline/pipeline.ts), shown instead of run.
import { unreachable } from "../common/unreachable.ts";
import type { SinkSpec, SourceSpec } from "../operator/pipeline-spec.ts";
import type { StageGraph } from "../physical/fragment.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import { childrenOf, mapChildren } from "../physical/tree.ts";
import { type Pipeline, planPipelines, type Step } from "../pipeline/pipeline.ts";

/** What else is said of a pipeline, in lines of their own. */
export type Details = (pipeline: Pipeline, sink: SinkSpec) => readonly string[];

/** One line a pipeline, in the order in which they run; several pipelines may end in one sink. */
export function explainPipelines({ stages }: StageGraph, details: Details = () => []): readonly string[] {
  return stages.flatMap(({ id, plan, output }, position) => {
    const { fields } = plan;
    const isLast = position === stages.length - 1;
    const sink: SinkSpec = isLast
      ? { kind: "result", fields }
      : { kind: "exchange-write", fields, partitioning: output };
    const { inputs, rest } = splitAtOperators(plan);
    const before = inputs.flatMap((input) => planPipelines(input, { kind: "result", fields: input.fields }));
    const lines = [...before, ...planPipelines(rest, sink)].flatMap((step) => linesOf(step, "", details));
    return stages.length === 1 ? lines : [`stage ${id}:`, ...lines.map((line) => `  ${line}`)];
  });
}

/** What an operator of an extension reads runs by itself, and what it gives comes in like rows of a scan. */
function splitAtOperators(root: PhysicalPlan): {
  readonly inputs: readonly PhysicalPlan[];
  readonly rest: PhysicalPlan;
} {
  const nodes: PhysicalPlan[] = [];
  const left = [root];
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    nodes.push(node);
    left.push(...childrenOf(node));
  }
  const inputs: PhysicalPlan[] = [];
  const made = new Map<PhysicalPlan, PhysicalPlan>();
  for (const node of nodes.toReversed()) {
    const copy = mapChildren(node, (child) => made.get(child) ?? child);
    if (copy.kind === "extension") inputs.push(...copy.inputs);
    made.set(node, copy.kind === "extension" ? scanOf(copy) : copy);
  }
  return { inputs, rest: made.get(root) ?? root };
}

function scanOf({ name, fields, estimatedRows }: Extract<PhysicalPlan, { readonly kind: "extension" }>): PhysicalPlan {
  const table = { provider: "extension", name, spec: undefined };
  return { kind: "scan", table, columns: fields.map((_, at) => at), filters: [], fields, estimatedRows };
}

function linesOf(step: Step, indent: string, details: Details): readonly string[] {
  switch (step.kind) {
    case "sink":
      return step.pipelines.flatMap((pipeline) => [
        indent + lineOf(pipeline, step.sink),
        ...details(pipeline, step.sink).map((line) => `${indent}  ${line}`),
      ]);
    case "recursion":
      return [
        ...step.base.flatMap((inner) => linesOf(inner, indent, details)),
        `${indent}until state ${step.state} has no new rows:`,
        ...step.loop.flatMap((inner) => linesOf(inner, `${indent}  `, details)),
      ];
    default:
      return unreachable(step);
  }
}

function lineOf({ id, source, transforms, after, ordered }: Pipeline, sink: SinkSpec): string {
  const parts = [
    sourceName(source),
    ...transforms.map((transform) =>
      "spec" in transform ? `${transform.spec.join} ${transform.kind} ${transform.state}` : transform.kind,
    ),
    "state" in sink ? `${sink.kind} ${sink.state}` : sink.kind,
  ];
  const order = ordered ? ", in order" : "";
  const waits = after.length === 0 ? "" : `, after ${after.join(", ")}`;
  return `${id}: ${parts.join(" -> ")}${order}${waits}`;
}

function sourceName(source: SourceSpec): string {
  switch (source.kind) {
    case "scan":
      return `scan ${source.table.name}`;
    case "values":
      return "values";
    case "table-function":
      return source.call.overload;
    case "state":
      return `${source.spec.kind} ${source.state}`;
    case "unmatched":
      return `unmatched rows of ${source.spec.kind} ${source.state}`;
    case "spool":
    case "working":
      return `${source.kind} ${source.state}`;
    case "exchange-read":
      return `exchange-read stage ${source.stage}`;
    default:
      return unreachable(source);
  }
}
