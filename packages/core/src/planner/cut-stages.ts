// Cuts a plan at its exchanges: what is below one becomes a stage, and a read of that stage stands in its
// place. A common table expression that was given an exchange is one stage that each of its readers reads. A broadcast
// may be read by any number of tasks; every other partitioning says how many tasks its readers have.
import { internal } from "../common/error.ts";
import type { StageId, StateId } from "../common/ids.ts";
import type { Stage, StageGraph } from "../physical/fragment.ts";
import type { Partitioning } from "../physical/partitioning.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import { childrenOf, mapChildren } from "../physical/tree.ts";
import type { PlanIds } from "./context.ts";
import { inputRef } from "./lower-expr.ts";
import { projectNode } from "./lowering.ts";

export function cutStages(plan: PhysicalPlan, partitions: number, ids: PlanIds): StageGraph {
  const cutter = new Cutter(partitions, ids);
  cutter.stage(plan, { kind: "single" });
  return { stages: cutter.stages.map((stage) => ({ ...stage, output: outputOf(stage, cutter.stages) })) };
}

/** What any number of tasks could read goes to one task, where only one task reads it. */
function outputOf({ id, output }: Stage, stages: readonly Stage[]): Partitioning {
  const readers = stages.filter(({ inputs }) => inputs.includes(id));
  const isOneTask = output.kind === "broadcast" && readers.every(({ partitions }) => partitions === 1);
  return isOneTask ? { kind: "single" } : output;
}

class Cutter {
  readonly stages: Stage[] = [];
  readonly #partitions: number;
  readonly #ids: PlanIds;
  /** Stages that hold a spool's rows. */
  readonly #spools = new Map<StateId, Stage>();
  readonly #byId = new Map<StageId, Stage>();

  constructor(partitions: number, ids: PlanIds) {
    this.#partitions = partitions;
    this.#ids = ids;
  }

  stage(input: PhysicalPlan, output: Partitioning): Stage {
    const plan = this.#cut(input);
    const inputs = stagesReadBy(plan);
    const stage: Stage = { id: this.#ids.stage(), plan, partitions: this.#tasksOf(plan), output, inputs };
    this.stages.push(stage);
    this.#byId.set(stage.id, stage);
    return stage;
  }

  #cut(node: PhysicalPlan): PhysicalPlan {
    switch (node.kind) {
      case "exchange":
        return readOf(this.stage(node.input, node.partitioning));
      case "cte": {
        const { definition } = node;
        if (definition.kind !== "exchange") break;
        this.#spools.set(node.state, this.stage(definition.input, definition.partitioning));
        // The node's own names hold: it may have been given those of the query's output.
        return { ...this.#cut(node.body), fields: node.fields };
      }
      case "cte-scan": {
        const stage = this.#spools.get(node.state);
        if (stage === undefined) return node;
        const { fields } = stage.plan;
        const exprs = node.columns.map((index) => inputRef(index, fields[index] as (typeof fields)[number]));
        return projectNode(readOf(stage), exprs, node.fields);
      }
      default:
        break;
    }
    return mapChildren(node, (child) => this.#cut(child));
  }

  /** One task, unless a leaf is spread: then every leaf is, but for those that any number of tasks read whole. */
  #tasksOf(plan: PhysicalPlan): number {
    const leaves: PhysicalPlan[] = [];
    const stack = [plan];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      const children = childrenOf(node);
      if (children.length === 0 && !this.#isEverywhere(node)) leaves.push(node);
      stack.push(...children);
    }
    const tasks = new Set(leaves.map((leaf) => this.#tasksOfLeaf(leaf)));
    if (tasks.size > 1) throw internal("a stage reads from one task and from several");
    return tasks.values().next().value ?? 1;
  }

  #isEverywhere(leaf: PhysicalPlan): boolean {
    if (leaf.kind === "exchange-read") return this.#byId.get(leaf.stage)?.output.kind === "broadcast";
    return leaf.kind === "scan" && leaf.whole === true;
  }

  #tasksOfLeaf(leaf: PhysicalPlan): number {
    if (leaf.kind === "scan") return this.#partitions;
    if (leaf.kind !== "exchange-read") return 1;
    const output = this.#byId.get(leaf.stage)?.output;
    return output === undefined || output.kind === "single" ? 1 : output.partitions;
  }
}

function readOf({ id, plan }: Stage): PhysicalPlan {
  return { kind: "exchange-read", stage: id, fields: plan.fields, estimatedRows: plan.estimatedRows };
}

function stagesReadBy(plan: PhysicalPlan): readonly StageId[] {
  const found = new Set<StageId>();
  const stack = [plan];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.kind === "exchange-read") found.add(node.stage);
    stack.push(...childrenOf(node));
  }
  return [...found];
}
