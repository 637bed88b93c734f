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

/** How many times the rows of a small input one task may be given of what is left of the probe side. */
const FEW = 4;

/** Whether one task is best given what is left of the probe side, to spare a stage. */
export function isFewAfter(placing: Placing, probe: Placed, build: Placed): boolean {
  const { smallInputRows } = placing;
  return build.plan.estimatedRows <= smallInputRows && rowsAfter(probe, build) <= FEW * smallInputRows;
}

function rowsAfter(probe: Placed, build: Placed): number {
  return Math.min(probe.plan.estimatedRows, build.plan.estimatedRows * WORTH_REDUCING);
}

/** As withReducedProbe, but that all that is left comes to one task: every task has all of the build side then. */
export function withFewProbeRows(
  placing: Placing,
  node: HashJoin,
  probe: Placed,
  build: Placed,
  keys: HashJoin["keys"],
): PhysicalPlan {
  const { partitions } = placing;
  const definition = placing.exchange(build.plan, { kind: "broadcast", partitions });
  const spool = spoolOf(placing, build);
  const reduced = reducedBy(placing, probe, build, keys, keysOf(spool, keys));
  const body: PhysicalPlan = { ...node, probe: placing.exchange(reduced, { kind: "single" }), build: readOf(spool) };
  return { kind: "cte", ...spool, definition, body, fields: node.fields, estimatedRows: node.estimatedRows };
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
  const buildKeys = keys.map((key) => key.build);
  const definition = placing.exchange(build.plan, { kind: "hash", keys: buildKeys, partitions });
  const spool = spoolOf(placing, build);
  const keysOnly = placing.exchange(keysOf(spool, keys), { kind: "broadcast", partitions });
  const reduced = reducedBy(placing, probe, build, keys, keysOnly);
  const probeKeys = keys.map((key) => key.probe);
  const travelling = placing.exchange(reduced, { kind: "hash", keys: probeKeys, partitions });
  const body: PhysicalPlan = { ...node, probe: travelling, build: readOf(spool) };
  return { kind: "cte", ...spool, definition, body, fields: node.fields, estimatedRows: node.estimatedRows };
}

type Spool = Pick<Extract<PhysicalPlan, { readonly kind: "cte-scan" }>, "state" | "cte" | "fields" | "estimatedRows">;

function spoolOf({ ids }: Placing, { plan: { fields, estimatedRows } }: Placed): Spool {
  return { state: ids.state(), cte: CteId(0), fields, estimatedRows };
}

function readOf(spool: Spool): PhysicalPlan {
  return { kind: "cte-scan", ...spool, columns: spool.fields.map((_, index) => index) };
}

/** The build keys, each a column. */
function keysOf(spool: Spool, keys: HashJoin["keys"]): PhysicalPlan {
  const shown = keys.map(({ build }, index) => ({ name: `key${index + 1}`, type: build.type, nullable: true }));
  return projectNode(
    readOf(spool),
    keys.map(({ build }) => build),
    shown,
  );
}

function reducedBy(
  { ids }: Placing,
  probe: Placed,
  build: Placed,
  keys: HashJoin["keys"],
  buildKeys: PhysicalPlan,
): PhysicalPlan {
  return {
    kind: "hash-join",
    state: ids.state(),
    join: "semi",
    probe: probe.plan,
    build: buildKeys,
    keys: keys.map((key, index) => ({ ...key, build: inputRef(index, buildKeys.fields[index] as Field) })),
    fields: probe.plan.fields,
    estimatedRows: rowsAfter(probe, build),
  };
}
