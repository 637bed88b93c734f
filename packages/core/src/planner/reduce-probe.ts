// Semi join reduction: a probe side of which only few rows can matter is reduced to those before it travels. Apart
// from place-join.ts, which decides where a join runs, because this makes another plan of it.
import type { Field } from "../column/vector.ts";
import { CteId } from "../common/ids.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import { isOneTask } from "./distribution.ts";
import { inputRef } from "./lower-expr.ts";
import { projectNode } from "./lowering.ts";
import { type HashJoin, isSpreadBy, type Placed, type Placing } from "./placing.ts";

/** How many times the rows of a repeated build side a probe side has at least, for it to be reduced first. */
const WORTH_REDUCING = 8;

/**
 * Whether only few probe rows can matter and all of them would travel: their semi join with the build keys, which
 * are few, is cheaper. Only of the kinds where a probe row without a match is nothing.
 */
export function isWorthReducing(
  placing: Placing,
  { join }: HashJoin,
  probe: Placed,
  build: Placed,
  probeKeys: readonly PhysicalExpr[],
): boolean {
  if (join !== "right-semi" && join !== "right-anti") return false;
  if (isOneTask(probe.distribution) || isSpreadBy(probe, probeKeys)) return false;
  const repeated = build.plan.estimatedRows * placing.partitions;
  return repeated * WORTH_REDUCING <= probe.plan.estimatedRows;
}

/**
 * The build side is a stage by its keys that is read twice: for the join, and its keys by every task that reads the
 * probe side, so that only rows with one of them travel (a semi join reduction: Bernstein and Chiu, "Using semi-joins
 * to solve relational queries", JACM 1981).
 */
export function withReducedProbe(
  placing: Placing,
  node: HashJoin,
  probe: Placed,
  build: Placed,
  keys: HashJoin["keys"],
): PhysicalPlan {
  const { partitions } = placing;
  const state = placing.ids.state();
  const { fields, estimatedRows } = build.plan;
  const spool = { state, cte: CteId(0), fields, estimatedRows } as const;
  const buildKeys = keys.map((key) => key.build);
  const definition = placing.exchange(build.plan, { kind: "hash", keys: buildKeys, partitions });
  const read: PhysicalPlan = { kind: "cte-scan", ...spool, columns: fields.map((_, index) => index) };
  const shown = buildKeys.map((key, index) => ({ name: `key${index + 1}`, type: key.type, nullable: true }));
  const keysOnly = placing.exchange(projectNode(read, buildKeys, shown), { kind: "broadcast", partitions });
  const reduced: PhysicalPlan = {
    kind: "hash-join",
    state: placing.ids.state(),
    join: "semi",
    probe: probe.plan,
    build: keysOnly,
    keys: keys.map((key, index) => ({ ...key, build: inputRef(index, shown[index] as Field) })),
    fields: probe.plan.fields,
    estimatedRows: Math.min(probe.plan.estimatedRows, estimatedRows * WORTH_REDUCING),
  };
  const probeKeys = keys.map((key) => key.probe);
  const travelling = placing.exchange(reduced, { kind: "hash", keys: probeKeys, partitions });
  const body: PhysicalPlan = { ...node, probe: travelling, build: read };
  return { kind: "cte", ...spool, definition, body, fields: node.fields, estimatedRows: node.estimatedRows };
}
