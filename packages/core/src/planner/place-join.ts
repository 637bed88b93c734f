// Joins over several tasks: both sides by the keys, or the build side whole in every task, or all in one task.
// A build side may be repeated only where no row of it stands for itself in the output.
import { unreachable } from "../common/unreachable.ts";
import type { InputRef, PhysicalExpr } from "../expr/expr.ts";
import { rewrite } from "../expr/tree.ts";
import type { PhysicalJoinKind, PhysicalPlan } from "../physical/plan.ts";
import {
  type Distribution,
  isOneTask,
  mapKeys,
  placesOf,
  REPLICATED,
  SINGLE,
  SPREAD,
  withEqual,
} from "./distribution.ts";
import { type HashJoin, isSpreadBy, type Placed, type Placing } from "./placing.ts";
import { isFewAfter, isWorthReducing, withFewProbeRows, withReducedProbe } from "./reduce-probe.ts";
import { byRangesOfBoth } from "./slice-scans.ts";

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

/** Whether every build row's results follow from that row and the whole probe side. */
function canRepeatProbe(join: PhysicalJoinKind): boolean {
  switch (join) {
    case "inner":
    case "right":
    case "right-semi":
    case "right-anti":
      return true;
    case "left":
    case "full":
    case "semi":
    case "anti":
    case "single":
    case "mark":
      return false;
    default:
      return unreachable(join);
  }
}

export function placeHashJoin(placing: Placing, node: HashJoin): Placed {
  const probe = placing.place(node.probe);
  const build = placing.place(node.build);
  const at = (left: PhysicalPlan, right: PhysicalPlan): PhysicalPlan => ({ ...node, probe: left, build: right });
  const local = inPlace(placing, at, probe, build, node);
  if (local !== undefined) return local;
  const sliced = byRangesOfBoth(placing, usableKeys(node), probe, build);
  if (sliced !== undefined) {
    const lies = (expr: PhysicalExpr): Distribution => ({ kind: "ranges", keys: [expr], bounds: sliced.bounds });
    const distribution = outputDistribution(node, lies(sliced.key.probe), lies(sliced.key.build));
    return {
      plan: at(sliced.probe, sliced.build),
      distribution: withEqual(distribution, equalOnOutput(node)),
    };
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
  const broadcasts = canBroadcast(node.join) && !isOneTask(probe.distribution);
  if (broadcasts && (keys.length === 0 || whole < byKeys)) return broadcast(placing, at, probe, build, node);
  const isSmall = probe.plan.estimatedRows + build.plan.estimatedRows <= placing.smallInputRows;
  if (isSmall && ![probe, build].some(({ distribution }) => distribution.kind === "single")) {
    const sides = [placing.everywhere(probe), placing.everywhere(build)] as const;
    const repeated = inPlace(placing, at, sides[0], sides[1], node);
    if (repeated !== undefined) return repeated;
  }
  if (keys.length === 0 || isSmall)
    return { plan: at(placing.single(probe), placing.single(build)), distribution: SINGLE };
  const probeKeys = keys.map((key) => key.probe);
  const buildKeys = keys.map((key) => key.build);
  const isReduced = isWorthReducing(placing, node, probe, build, probeKeys);
  if (isReduced && isFewAfter(placing, probe, build)) {
    return { plan: withFewProbeRows(placing, node, probe, build, keys), distribution: SINGLE };
  }
  const plan = isReduced
    ? withReducedProbe(placing, node, probe, build, keys)
    : at(spreadBy(placing, probe, probeKeys), spreadBy(placing, build, buildKeys));
  const lies = (by: readonly PhysicalExpr[]): Distribution => ({ kind: "hash", keys: by });
  return { plan, distribution: outputDistribution(node, lies(probeKeys), lies(buildKeys)) };
}

/** A mark join's NULL key concerns every row of the other side, so only keys for which NULL is a value can spread one. */
function usableKeys(node: HashJoin): HashJoin["keys"] {
  return node.join === "mark" ? node.keys.filter(({ nullsEqual }) => nullsEqual) : node.keys;
}

/** The keys that both sides are spread by; a side that already lies by some of them stays. */
function keysToSpreadBy(node: HashJoin, probe: Placed, build: Placed): HashJoin["keys"] {
  const usable = usableKeys(node);
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

function spreadBy(placing: Placing, placed: Placed, keys: readonly PhysicalExpr[]): PhysicalPlan {
  if (isSpreadBy(placed, keys)) return placed.plan;
  return placing.exchange(placed.plan, { kind: "hash", keys, partitions: placing.partitions });
}

/** Without an exchange: both sides in one task, or one of them in every task. */
function inPlace(
  placing: Placing,
  at: At,
  probe: Placed,
  build: Placed,
  node: HashJoin | NestedLoop,
): Placed | undefined {
  const plan = at(probe.plan, build.plan);
  const sides = [probe.distribution, build.distribution];
  if (sides.every(({ kind }) => kind === "replicated")) {
    const isSmall = node.estimatedRows <= placing.smallInputRows;
    return { plan, distribution: isSmall && !hasVolatile(placing, node) ? REPLICATED : SINGLE };
  }
  if (sides.every(isOneTask)) return { plan, distribution: SINGLE };
  if (build.distribution.kind === "replicated" && canBroadcast(node.join)) {
    return { plan, distribution: keptOfProbe(probe, node) };
  }
  if (probe.distribution.kind === "replicated" && canRepeatProbe(node.join)) {
    return { plan, distribution: keptOfBuild(build, node) };
  }
  return undefined;
}

function hasVolatile(placing: Placing, node: HashJoin | NestedLoop): boolean {
  const keys = node.kind === "hash-join" ? node.keys.flatMap(({ probe, build }) => [probe, build]) : [];
  const tested = node.kind === "hash-join" ? node.residual : node.predicate;
  return [...keys, ...(tested === undefined ? [] : [tested])].some((expr) => placing.isVolatile(expr));
}

/** Every kind whose build side can be repeated puts the probe columns first. */
function keptOfProbe(probe: Placed, node: HashJoin | NestedLoop): Distribution {
  const kept = mapKeys(probe.distribution, (index) => (index < node.fields.length ? index : -1));
  return withEqual(kept, equalOnOutput(node));
}

/** Every kind whose probe side can be repeated puts the build columns last. */
function keptOfBuild(build: Placed, node: HashJoin | NestedLoop): Distribution {
  const offset = node.fields.length - build.plan.fields.length;
  return withEqual(
    mapKeys(build.distribution, (index) => index + offset),
    equalOnOutput(node),
  );
}

/** Keys of both sides that every row of the output has, over its columns. */
function equalOnOutput(node: HashJoin | NestedLoop): readonly (readonly [PhysicalExpr, PhysicalExpr])[] {
  if (node.kind !== "hash-join" || node.join !== "inner") return [];
  const behind = (key: PhysicalExpr): PhysicalExpr =>
    rewrite<InputRef>(key, (at) => (at.kind === "input" ? { ...at, index: at.index + node.probe.fields.length } : at));
  return node.keys.map(({ probe, build }) => [probe, behind(build)]);
}

type At = (probe: PhysicalPlan, build: PhysicalPlan) => PhysicalPlan;

function broadcast(placing: Placing, at: At, probe: Placed, build: Placed, node: HashJoin | NestedLoop): Placed {
  const { partitions } = placing;
  const plan = at(probe.plan, placing.exchange(build.plan, { kind: "broadcast", partitions }));
  return { plan, distribution: keptOfProbe(probe, node) };
}

/** Where the output shows a side's keys for every row, its rows still lie by them. */
function outputDistribution(node: HashJoin, probeLies: Distribution, buildLies: Distribution): Distribution {
  const at = (lies: Distribution, offset: number): Distribution => mapKeys(lies, (index) => index + offset);
  switch (node.join) {
    case "inner":
    case "left":
    case "semi":
    case "anti":
    case "single":
    case "mark":
      return at(probeLies, 0);
    case "right":
      return at(buildLies, node.probe.fields.length);
    case "right-semi":
    case "right-anti":
      return at(buildLies, 0);
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
  const local = inPlace(placing, at, probe, build, node);
  if (local !== undefined) return local;
  if (canBroadcast(node.join) && !isOneTask(probe.distribution)) {
    return broadcast(placing, at, probe, build, node);
  }
  return { plan: at(placing.single(probe), placing.single(build)), distribution: SINGLE };
}
