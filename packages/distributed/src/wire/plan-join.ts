// Joins: by hash of keys, and by comparing all pairs.
import { create } from "@bufbuild/protobuf";
import { type PhysicalJoinKind, StateId } from "@ffq/core/physical";
import {
  HashJoinSchema,
  JoinKeySchema,
  JoinKind,
  NestedLoopJoinSchema,
  type HashJoin as WireHashJoin,
  type NestedLoopJoin as WireNestedLoopJoin,
} from "../gen/ffq/plan/v1/plan_pb.ts";
import { enumCodec } from "./codec.ts";
import type { Own, PlanOf, ReadContext, WriteContext } from "./plan-parts.ts";

const joins = enumCodec<PhysicalJoinKind, JoinKind>("join", {
  inner: JoinKind.INNER,
  left: JoinKind.LEFT,
  right: JoinKind.RIGHT,
  full: JoinKind.FULL,
  semi: JoinKind.SEMI,
  anti: JoinKind.ANTI,
  single: JoinKind.SINGLE,
  mark: JoinKind.MARK,
  "right-semi": JoinKind.RIGHT_SEMI,
  "right-anti": JoinKind.RIGHT_ANTI,
});

export function writeHashJoin(plan: PlanOf<"hash-join">, { exprs, at }: WriteContext): WireHashJoin {
  const { state, join, probe, build, keys, residual } = plan;
  return create(HashJoinSchema, {
    state,
    join: joins.toWire(join),
    probe: at(probe),
    build: at(build),
    keys: keys.map((key) =>
      create(JoinKeySchema, {
        probe: exprs.add(key.probe),
        build: exprs.add(key.build),
        nullsEqual: key.nullsEqual,
      }),
    ),
    ...(residual === undefined ? {} : { residual: exprs.add(residual) }),
  });
}

export function readHashJoin(message: WireHashJoin, { exprs, at }: ReadContext): Own<PlanOf<"hash-join">> {
  const { state, join, probe, build, keys, residual } = message;
  return {
    kind: "hash-join",
    state: StateId(state),
    join: joins.fromWire(join),
    probe: at(probe),
    build: at(build),
    keys: keys.map((key) => ({
      probe: exprs.at(key.probe),
      build: exprs.at(key.build),
      nullsEqual: key.nullsEqual,
    })),
    ...(residual === undefined ? {} : { residual: exprs.at(residual) }),
  };
}

export function writeNestedLoopJoin(plan: PlanOf<"nested-loop-join">, { exprs, at }: WriteContext): WireNestedLoopJoin {
  const { state, join, probe, build, predicate } = plan;
  return create(NestedLoopJoinSchema, {
    state,
    join: joins.toWire(join),
    probe: at(probe),
    build: at(build),
    ...(predicate === undefined ? {} : { predicate: exprs.add(predicate) }),
  });
}

export function readNestedLoopJoin(
  message: WireNestedLoopJoin,
  { exprs, at }: ReadContext,
): Own<PlanOf<"nested-loop-join">> {
  const { state, join, probe, build, predicate } = message;
  return {
    kind: "nested-loop-join",
    state: StateId(state),
    join: joins.fromWire(join),
    probe: at(probe),
    build: at(build),
    ...(predicate === undefined ? {} : { predicate: exprs.at(predicate) }),
  };
}
