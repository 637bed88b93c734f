// Joins: equalities between the sides become the keys of a hash join, everything else is tested on pairs; with
// no equality at all it is a nested loop.
import type { Field } from "../column/vector.ts";
import { internal } from "../common/error.ts";
import type { ColumnId } from "../common/ids.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import type { LogicalExpr, LogicalPlan } from "../logical/plan.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import { fieldOf, type Lowered } from "./context.ts";
import { type LogicalJoinKey, splitCondition } from "./join-keys.ts";
import { type JoinOutput, joinOutput, joinStrategy } from "./join-strategy.ts";
import { canBeNull, conjunction, lowerExpr } from "./lower-expr.ts";
import type { Lowering } from "./lowering.ts";

type LogicalJoin = Extract<LogicalPlan, { readonly kind: "join" }>;
type HashKey = Extract<PhysicalPlan, { readonly kind: "hash-join" }>["keys"][number];

export function lowerJoin(lowering: Lowering, plan: LogicalJoin): Lowered {
  if (plan.join === "mark" && plan.mark === undefined) throw internal("a mark join without a mark");
  const left = lowering.lower(plan.left);
  const right = lowering.lower(plan.right);
  const { join, swapped } = joinStrategy(plan.join, left.plan.estimatedRows, right.plan.estimatedRows);
  const [probe, build] = swapped ? [right, left] : [left, right];
  const output = joinOutput(join);
  const mark = plan.join === "mark" ? plan.mark : undefined;
  const fields = [
    ...shown(probe.plan.fields, output.probe),
    ...shown(build.plan.fields, output.build),
    ...(mark === undefined ? [] : [fieldOf(mark)]),
  ];
  const columns = outputPositions(probe, build, output);
  if (mark !== undefined) columns.set(mark.id, fields.length - 1);
  const condition = physicalCondition(plan.on, probe, build);
  const shared = { state: lowering.ids.state(), join, probe: probe.plan, build: build.plan, fields };
  const estimatedRows = lowering.context.estimateRows(plan);
  const keys = join === "mark" ? markKeys(condition.keys, probe.plan.fields, build.plan.fields) : condition.keys;
  if (keys.length === 0) {
    const predicate = conjunction(condition.all);
    const node = { kind: "nested-loop-join", ...shared, estimatedRows } as const;
    return { plan: predicate === undefined ? node : { ...node, predicate }, columns };
  }
  const residual = conjunction(condition.rest);
  const node = { kind: "hash-join", ...shared, keys, estimatedRows } as const;
  return { plan: residual === undefined ? node : { ...node, residual }, columns };
}

function shown(fields: readonly Field[], how: JoinOutput["probe"]): readonly Field[] {
  switch (how) {
    case "absent":
      return [];
    case "present":
      return fields;
    case "nullable":
      return fields.map((field) => ({ ...field, nullable: true }));
  }
}

function outputPositions(probe: Lowered, build: Lowered, output: JoinOutput): Map<ColumnId, number> {
  const columns = new Map<ColumnId, number>(output.probe === "absent" ? [] : probe.columns);
  const offset = output.probe === "absent" ? 0 : probe.plan.fields.length;
  if (output.build !== "absent") for (const [id, position] of build.columns) columns.set(id, position + offset);
  return columns;
}

interface PhysicalCondition {
  readonly keys: readonly HashKey[];
  /** Over probe columns followed by build columns. */
  readonly rest: readonly PhysicalExpr[];
  readonly all: readonly PhysicalExpr[];
}

function physicalCondition(on: readonly LogicalExpr[], probe: Lowered, build: Lowered): PhysicalCondition {
  const { keys, rest } = splitCondition(on, probe.columns, build.columns);
  const pair = new Map<ColumnId, number>(probe.columns);
  for (const [id, position] of build.columns) pair.set(id, position + probe.plan.fields.length);
  const key = ({ left, right, nullsEqual }: LogicalJoinKey): HashKey => ({
    probe: lowerExpr(left, probe.columns),
    build: lowerExpr(right, build.columns),
    nullsEqual,
  });
  const onPairs = (exprs: readonly LogicalExpr[]): readonly PhysicalExpr[] =>
    exprs.map((expr) => lowerExpr(expr, pair));
  return { keys: keys.map(key), rest: onPairs(rest), all: onPairs(on) };
}

/**
 * The keys of a mark join. Those that cannot be NULL choose the group of build rows in which a NULL of the other
 * keys might have been equal to something: for them it makes no difference whether NULL equals NULL.
 */
function markKeys(keys: readonly HashKey[], probe: readonly Field[], build: readonly Field[]): readonly HashKey[] {
  return keys.map((key) => {
    const canBe = canBeNull(key.probe, probe) || canBeNull(key.build, build);
    return key.nullsEqual || canBe ? key : { ...key, nullsEqual: true };
  });
}
