// What the coordinator has to know of a stage but cannot see in its encoded plan, derived once where the plan is
// still at hand: its place in the graph, what a worker needs to run it, and whether running it again gives the same.
import {
  childrenOf,
  functionCallsOf,
  isOrderless,
  type PhysicalPlan,
  type Stage,
  type StageGraph,
  type TableRef,
  unreachable,
} from "@ffq/core/physical";
import { schemeOf } from "@ffq/core/runtime";
import type { SubmittedStage } from "./messages.ts";
import { encodeStage, outputPartitions, writeStage } from "./stage.ts";

/** What the plan does not say about the functions that it names. */
export interface PlanFacts {
  /** Functions whose result differs between two calls with the same arguments. */
  readonly isVolatile: (overload: string) => boolean;
}

/** @throws FfqError UNSUPPORTED when a plan holds what cannot travel */
export function submittedStages({ stages }: StageGraph, facts: PlanFacts): readonly SubmittedStage[] {
  return stages.map((stage) => ({
    id: stage.id,
    partitions: stage.partitions,
    inputs: stage.inputs,
    outputPartitions: outputPartitions(stage.output),
    requiredCapabilities: requiredCapabilities(stage),
    repeatable: isRepeatable(stage, facts),
    plan: encodeStage(stage),
  }));
}

/** Tables that every worker can open. */
const OWN_PROVIDERS: ReadonlySet<string> = new Set(["memory", "parquet"]);

/** Names of what a worker must have, sorted. */
export function requiredCapabilities({ plan }: Stage): readonly string[] {
  const names = new Set<string>();
  for (const node of nodesOf(plan)) {
    const calls = functionCallsOf(node);
    for (const { overload } of calls) names.add(`function:${overload}`);
    if (node.kind === "extension" && calls.length === 0) names.add(`operator:${node.name}`);
    if (node.kind === "scan") for (const name of neededBy(node.table)) names.add(name);
  }
  return [...names].sort();
}

/** To open a table: its provider, and where its files are what reads them there. */
function neededBy({ provider, spec }: TableRef): readonly string[] {
  if (!OWN_PROVIDERS.has(provider)) return [`provider:${provider}`];
  const { files } = (spec ?? {}) as { readonly files?: unknown };
  const schemes = (Array.isArray(files) ? files : []).map((file) => schemeOf(String(file)));
  return schemes.filter((scheme) => scheme !== "file").map((scheme) => `store:${scheme}`);
}

/**
 * Whether a task run again puts the same rows into the same partitions. Rows arrive in another order the second
 * time: whatever takes some rows of many, or adds doubles, may come out otherwise; of functions and operators that
 * are not core's, nobody knows.
 */
export function isRepeatable(stage: Stage, { isVolatile }: PlanFacts): boolean {
  for (const node of nodesOf(stage.plan)) if (dependsOnOrder(node)) return false;
  return !overloadsOf(stage).some(isVolatile);
}

function dependsOnOrder(node: PhysicalPlan): boolean {
  switch (node.kind) {
    case "limit":
    case "distinct-on":
    case "window":
    case "extension":
      return true;
    case "sort":
      return node.limit !== undefined;
    case "hash-aggregate":
      return !node.accumulators.every(isOrderless);
    case "scan":
    case "values":
    case "table-function":
    case "filter":
    case "project":
    case "hash-join":
    case "nested-loop-join":
    case "union-all":
    case "repeat":
    case "cte":
    case "cte-scan":
    case "recursive-cte":
    case "exchange-read":
    case "exchange":
      return false;
    default:
      return unreachable(node);
  }
}

/** All operators of a plan. */
function* nodesOf(root: PhysicalPlan): Generator<PhysicalPlan> {
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    yield node;
    stack.push(...childrenOf(node));
  }
}

/** The functions that a stage calls: its flat list holds every expression once. */
function overloadsOf(stage: Stage): readonly string[] {
  const { exprs, nodes } = writeStage(stage);
  const inExprs = exprs.map(({ kind }) => (kind.case === "call" ? kind.value.overload : undefined));
  const inNodes = nodes.map(({ kind }) => (kind.case === "tableFunction" ? kind.value.overload : undefined));
  return [...inExprs, ...inNodes].filter((overload) => overload !== undefined);
}
