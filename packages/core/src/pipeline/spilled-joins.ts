// What a step has to run beyond its plan when build sides of its joins are partly on disk: the partitions on disk,
// when all probing is done, as a pipeline that begins at the join. Joins that put out build rows have one already. Pure.
import type { StateId } from "../common/ids.ts";
import { PipelineId } from "../common/ids.ts";
import { isOnDisk } from "../operator/join/probed-state.ts";
import type { TransformSpec } from "../operator/pipeline-spec.ts";
import { emitsBuildRows, type Pipeline } from "./pipeline.ts";

type Join = Extract<TransformSpec, { kind: "hash-join" | "nested-loop-join" }>;

/** The step's pipelines, and those that begin at a join on disk, each behind all that probe the join. */
export function withSpilledJoins<Node>(
  pipelines: readonly Pipeline<Node>[],
  states: ReadonlyMap<StateId, unknown>,
): readonly Pipeline<Node>[] {
  const all = [...pipelines];
  const known = new Set<StateId>();
  let nextId = Math.max(0, ...pipelines.map(({ id }) => id)) + 1;
  for (let at = 0; at < all.length; at++) {
    for (const [position, join] of (all[at] as Pipeline<Node>).transforms.entries()) {
      if (!isSpilled(join, states) || known.has(join.state)) continue;
      known.add(join.state);
      if (emitsBuildRows(join.spec.join)) continue;
      const last = all.findLastIndex(({ transforms }) => transforms.some((one) => isOf(one, join.state)));
      all.splice(last + 1, 0, restOf(all[at] as Pipeline<Node>, position, join, PipelineId(nextId++)));
    }
  }
  return all;
}

function isSpilled(transform: TransformSpec, states: ReadonlyMap<StateId, unknown>): transform is Join {
  return isJoin(transform) && isOnDisk(states.get(transform.state));
}

function isJoin(transform: TransformSpec): transform is Join {
  return transform.kind === "hash-join" || transform.kind === "nested-loop-join";
}

function isOf(transform: TransformSpec, state: StateId): boolean {
  return isJoin(transform) && transform.state === state;
}

function restOf<Node>(
  { transforms, nodes, after }: Pipeline<Node>,
  position: number,
  join: Join,
  id: PipelineId,
): Pipeline<Node> {
  const { state, spec } = join;
  return {
    id,
    source: { kind: "unmatched", state, spec },
    transforms: transforms.slice(position + 1),
    nodes: nodes.slice(position + 1),
    after,
    ordered: false,
  };
}
