// What the coordinator has to know of a stage but cannot see in its encoded plan, derived once where the plan is
// still at hand: its place in the graph, what a worker needs to run it, and whether running it again gives the same.
import { childrenOf, type LogicalType, type PhysicalPlan, type Stage, type StageGraph } from "@ffq/core/physical";
import type { SubmittedStage } from "./messages.ts";
import { encodeStage, outputPartitions, writeStage } from "./stage.ts";

/** What the plan does not say about the functions and table providers that it names. */
export interface PlanFacts {
  /** Functions that were registered by the program, by overload. */
  readonly isCustomFunction?: (overload: string) => boolean;
  /** Functions whose result differs between two calls with the same arguments. */
  readonly isVolatile?: (overload: string) => boolean;
  /** Table providers that are not core's own. */
  readonly isCustomProvider?: (provider: string) => boolean;
}

/** @throws FfqError UNSUPPORTED when a plan holds what cannot travel */
export function submittedStages({ stages }: StageGraph, facts: PlanFacts = {}): readonly SubmittedStage[] {
  return stages.map((stage) => ({
    id: stage.id,
    partitions: stage.partitions,
    inputs: stage.inputs,
    outputPartitions: outputPartitions(stage.output),
    requiredCapabilities: requiredCapabilities(stage, facts),
    repeatable: isRepeatable(stage, facts),
    plan: encodeStage(stage),
  }));
}

/** Names of what a worker must have, sorted. */
export function requiredCapabilities(stage: Stage, facts: PlanFacts = {}): readonly string[] {
  const { isCustomFunction = never, isCustomProvider = never } = facts;
  const names = new Set<string>();
  for (const node of nodesOf(stage.plan)) {
    if (node.kind === "extension") names.add(`operator:${node.name}`);
    if (node.kind === "scan" && isCustomProvider(node.table.provider)) names.add(`provider:${node.table.provider}`);
  }
  for (const overload of overloadsOf(stage)) if (isCustomFunction(overload)) names.add(`function:${overload}`);
  return [...names].sort();
}

const never = (): boolean => false;

/**
 * Whether a task run again puts the same rows into the same partitions. Rows arrive in another order the second
 * time: whatever takes some rows of many, or adds doubles, may come out otherwise; of functions and operators that
 * are not core's, nobody knows.
 */
export function isRepeatable(stage: Stage, { isCustomFunction = never, isVolatile = never }: PlanFacts = {}): boolean {
  for (const node of nodesOf(stage.plan)) if (dependsOnOrder(node)) return false;
  for (const overload of overloadsOf(stage)) if (isCustomFunction(overload) || isVolatile(overload)) return false;
  return true;
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
      return node.accumulators.some(({ operator, input, type }) => {
        const isSum = operator === "sum";
        return operator === "first" || operator === "twofold-sum" || (isSum && (isFloat(type) || isFloat(input?.type)));
      });
    default:
      return false;
  }
}

const isFloat = (type: LogicalType | undefined): boolean => type?.kind === "float4" || type?.kind === "float8";

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
