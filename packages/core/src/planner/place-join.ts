// Joins over several tasks: both sides by the keys, or the build side whole in every task, or all in one task.
// A build side may be repeated only where no row of it stands for itself in the output.
import { unreachable } from "../common/unreachable.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import type { Partitioning } from "../physical/partitioning.ts";
import type { PhysicalJoinKind, PhysicalPlan } from "../physical/plan.ts";
import type { PlanIds } from "./context.ts";
import { type Distribution, mapKeys, placesOf, SINGLE, SPREAD } from "./distribution.ts";

export interface Placed {
  readonly plan: PhysicalPlan;
  readonly distribution: Distribution;
}

/** What placing one node needs of the whole walk (place-exchanges.ts). */
export interface Placing {
  readonly partitions: number;
  readonly ids: PlanIds;
  place(node: PhysicalPlan): Placed;
  /** In one task. */
  single(placed: Placed): PhysicalPlan;
  exchange(input: PhysicalPlan, partitioning: Partitioning): PhysicalPlan;
}

type HashJoin = Extract<PhysicalPlan, { readonly kind: "hash-join" }>;
type NestedLoop = Extract<PhysicalPlan, { readonly kind: "nested-loop-join" }>;

/** Whether every probe row's result follows from that row and the whole build side. */
function canBroadcast(join: PhysicalJoinKind): boolean {
  switch (join) {
    case "inner":
    case "left":
    case "semi":
    case "anti":
    case "single":
    case "mark":
      return true;
    case "right":
    case "full":
    case "right-semi":
    case "right-anti":
      return false;
    default:
      return unreachable(join);
  }
}

export function placeHashJoin(placing: Placing, node: HashJoin): Placed {
  const probe = placing.place(node.probe);
  const build = placing.place(node.build);
  const at = (left: PhysicalPlan, right: PhysicalPlan): PhysicalPlan => ({ ...node, probe: left, build: right });
  if (probe.distribution.kind === "single" && build.distribution.kind === "single") {
    return { plan: at(probe.plan, build.plan), distribution: SINGLE };
  }
  const keys = keysToSpreadBy(node, probe, build);
  const moved = (keyed: readonly PhysicalExpr[], side: Placed): number =>
    isSpreadBy(side, keyed) ? 0 : side.plan.estimatedRows;
  const byKeys =
    moved(
      keys.map((key) => key.probe),
      probe,
    ) +
    moved(
      keys.map((key) => key.build),
      build,
    );
  const whole = build.plan.estimatedRows * placing.partitions;
  const broadcasts = canBroadcast(node.join) && probe.distribution.kind !== "single";
  if (broadcasts && (keys.length === 0 || whole < byKeys)) return broadcast(placing, at, probe, build, node);
  if (keys.length === 0) return { plan: at(placing.single(probe), placing.single(build)), distribution: SINGLE };
  const probeKeys = keys.map((key) => key.probe);
  const buildKeys = keys.map((key) => key.build);
  const plan = at(spreadBy(placing, probe, probeKeys), spreadBy(placing, build, buildKeys));
  return { plan, distribution: outputDistribution(node, probeKeys, buildKeys) };
}

/**
 * The keys that both sides are spread by; a side that already lies by some of them stays. A mark join's NULL
 * key concerns every row of the other side, so only keys for which NULL is a value can spread one.
 */
function keysToSpreadBy(node: HashJoin, probe: Placed, build: Placed): HashJoin["keys"] {
  const usable = node.join === "mark" ? node.keys.filter(({ nullsEqual }) => nullsEqual) : node.keys;
  const existing = (side: "probe" | "build", { distribution }: Placed): HashJoin["keys"] | undefined => {
    if (distribution.kind !== "hash") return undefined;
    const places = placesOf(
      distribution.keys,
      usable.map((key) => key[side]),
    );
    return places?.map((place) => usable[place] as HashJoin["keys"][number]);
  };
  return existing("probe", probe) ?? existing("build", build) ?? usable;
}

function isSpreadBy({ distribution }: Placed, keys: readonly PhysicalExpr[]): boolean {
  if (distribution.kind !== "hash" || distribution.keys.length !== keys.length) return false;
  return placesOf(distribution.keys, keys)?.every((place, index) => place === index) === true;
}

function spreadBy(placing: Placing, placed: Placed, keys: readonly PhysicalExpr[]): PhysicalPlan {
  if (isSpreadBy(placed, keys)) return placed.plan;
  return placing.exchange(placed.plan, { kind: "hash", keys, partitions: placing.partitions });
}

type At = (probe: PhysicalPlan, build: PhysicalPlan) => PhysicalPlan;

function broadcast(placing: Placing, at: At, probe: Placed, build: Placed, node: HashJoin | NestedLoop): Placed {
  const { partitions } = placing;
  const plan = at(probe.plan, placing.exchange(build.plan, { kind: "broadcast", partitions }));
  // Every kind that can be broadcast puts the probe columns first.
  const kept = mapKeys(probe.distribution, (index) => (index < node.fields.length ? index : -1));
  return { plan, distribution: kept };
}

/** Where the output shows a side's keys for every row, its rows still lie by them. */
function outputDistribution(
  node: HashJoin,
  probeKeys: readonly PhysicalExpr[],
  buildKeys: readonly PhysicalExpr[],
): Distribution {
  const at = (keys: readonly PhysicalExpr[], offset: number): Distribution =>
    mapKeys({ kind: "hash", keys }, (index) => index + offset);
  switch (node.join) {
    case "inner":
    case "left":
    case "semi":
    case "anti":
    case "single":
    case "mark":
      return at(probeKeys, 0);
    case "right":
      return at(buildKeys, node.probe.fields.length);
    case "right-semi":
    case "right-anti":
      return at(buildKeys, 0);
    case "full":
      return SPREAD;
    default:
      return unreachable(node.join);
  }
}

export function placeNestedLoop(placing: Placing, node: NestedLoop): Placed {
  const probe = placing.place(node.probe);
  const build = placing.place(node.build);
  const at: At = (left, right) => ({ ...node, probe: left, build: right });
  if (canBroadcast(node.join) && probe.distribution.kind !== "single") {
    return broadcast(placing, at, probe, build, node);
  }
  return { plan: at(placing.single(probe), placing.single(build)), distribution: SINGLE };
}
