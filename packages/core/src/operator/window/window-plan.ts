// What a window keeps of each row: the output's columns, and behind them what partitions and orders them and what the
// steps read, each once. Pure data that every thread derives alike.

import type { Vector } from "../../column/vector.ts";
import { unreachable } from "../../common/unreachable.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import { exprKey } from "../../expr/key.ts";
import { mapFrame, type WindowFrame } from "../../expr/window-frame.ts";
import { accumulatorKind } from "../../function/aggregate/accumulator-kind.ts";
import type { AggregateKind } from "../../kernel/hash-aggregate.ts";
import type { PhysicalFrame, PhysicalWindowStep } from "../../physical/plan.ts";
import type { LogicalType } from "../../type/logical-type.ts";
import type { SortPlan } from "../sort/sort-plan.ts";
import type { SortSpec, WindowSpec } from "../spec.ts";

/** Rows or groups; or the kept columns of the order key and of the bound's value. */
export type FrameOffsetPlan = number | { readonly key: number; readonly value: number };
export type FramePlan = WindowFrame<FrameOffsetPlan>;

/** A step over kept columns (their positions). */
export type StepPlan =
  | { readonly kind: "row-number" | "rank" | "dense-rank" | "percent-rank" | "cume-dist"; readonly type: LogicalType }
  | { readonly kind: "ntile"; readonly buckets: number; readonly type: LogicalType }
  | {
      readonly kind: "lag" | "lead";
      readonly value: number;
      readonly offset: number | undefined;
      readonly type: LogicalType;
    }
  | { readonly kind: "outside-lag" | "outside-lead"; readonly offset: number | undefined; readonly type: LogicalType }
  | {
      readonly kind: "nth-value";
      readonly value: number;
      readonly position: number | undefined;
      readonly fromEnd: boolean;
      readonly frame: FramePlan;
      readonly type: LogicalType;
    }
  | AccumulatePlan;

export interface AccumulatePlan {
  readonly kind: "accumulate";
  readonly aggregate: AggregateKind;
  readonly input: number | undefined;
  readonly filter: number | undefined;
  readonly frame: FramePlan;
  readonly type: LogicalType;
}

export interface WindowPlan {
  /** Columns that are no columns of the input, in the order in which they are kept. */
  readonly computed: readonly PhysicalExpr[];
  /** Of the kept columns. */
  readonly types: readonly LogicalType[];
  readonly outputs: number;
  readonly steps: readonly StepPlan[];
  /** Columns whose values steps show at other rows, or not at all. */
  readonly picked: readonly number[];
  /** The sort by partition and order. */
  readonly sortSpec: SortSpec;
  readonly sortPlan: SortPlan;
  /** How many of the sort's keys make the partition. */
  readonly partitionKeys: number;
}

export function planWindow(spec: WindowSpec): WindowPlan {
  const { inputFields, partitionBy, orderBy } = spec;
  const kept = new Kept(inputFields.length);
  const sortKeys = [...partitionBy.map((expr) => ({ expr, descending: false, nullsFirst: false })), ...orderBy];
  const keys = sortKeys.map(({ expr }) => kept.position(expr));
  const steps = spec.steps.map((step) => planStep(step, kept));
  const types = [...inputFields.map(({ type }) => type), ...kept.computed.map(({ type }) => type)];
  const outputs = inputFields.length;
  return {
    computed: kept.computed,
    types,
    outputs,
    steps,
    picked: [...new Set(steps.flatMap((step) => pickedBy(step) ?? []))],
    sortSpec: { kind: "sort", fields: inputFields, keys: sortKeys },
    sortPlan: { computed: kept.computed, keys, types, outputs },
    partitionKeys: partitionBy.length,
  };
}

/** What the partition of rows is found by. */
export function partitionColumns(
  { sortPlan, partitionKeys }: WindowPlan,
  columns: readonly Vector[],
): readonly Vector[] {
  return sortPlan.keys.slice(0, partitionKeys).map((position) => columns[position] as Vector);
}

export function partitionTypes({ types, sortPlan, partitionKeys }: WindowPlan): readonly LogicalType[] {
  return sortPlan.keys.slice(0, partitionKeys).map((position) => types[position] as LogicalType);
}

/** Expressions as kept columns, equal ones once. */
class Kept {
  readonly computed: PhysicalExpr[] = [];
  readonly #inputs: number;
  readonly #known = new Map<string, number>();

  constructor(inputs: number) {
    this.#inputs = inputs;
  }

  position(expr: PhysicalExpr): number {
    if (expr.kind === "input") return expr.index;
    const key = exprKey(expr);
    let position = this.#known.get(key);
    if (position === undefined) {
      position = this.#inputs + this.computed.push(expr) - 1;
      this.#known.set(key, position);
    }
    return position;
  }

  optional(expr: PhysicalExpr | undefined): number | undefined {
    return expr === undefined ? undefined : this.position(expr);
  }
}

function planStep(step: PhysicalWindowStep, kept: Kept): StepPlan {
  const { type } = step;
  switch (step.kind) {
    case "row-number":
    case "rank":
    case "dense-rank":
    case "percent-rank":
    case "cume-dist":
      return { kind: step.kind, type };
    case "ntile":
      return { kind: step.kind, buckets: kept.position(step.buckets), type };
    case "lag":
    case "lead":
      return { kind: step.kind, value: kept.position(step.value), offset: kept.optional(step.offset), type };
    case "outside-lag":
    case "outside-lead":
      return { kind: step.kind, offset: kept.optional(step.offset), type };
    case "nth-value": {
      const frame = planFrame(step.frame, kept);
      const position = kept.optional(step.position);
      return { kind: step.kind, value: kept.position(step.value), position, fromEnd: step.fromEnd, frame, type };
    }
    case "accumulate": {
      const { operator, input, filter } = step.accumulator;
      const aggregate = accumulatorKind(operator, input?.type, type);
      const frame = planFrame(step.frame, kept);
      return { kind: step.kind, aggregate, input: kept.optional(input), filter: kept.optional(filter), frame, type };
    }
    default:
      return unreachable(step);
  }
}

function planFrame(frame: PhysicalFrame, kept: Kept): FramePlan {
  return mapFrame(frame, (offset) =>
    typeof offset === "number" ? offset : { key: kept.position(offset.key), value: kept.position(offset.value) },
  );
}

function pickedBy(step: StepPlan): number | undefined {
  switch (step.kind) {
    case "lag":
    case "lead":
    case "nth-value":
      return step.value;
    case "accumulate":
      return isPicked(step) ? step.input : undefined;
    case "row-number":
    case "rank":
    case "dense-rank":
    case "percent-rank":
    case "cume-dist":
    case "ntile":
    case "outside-lag":
    case "outside-lead":
      return undefined;
    default:
      return unreachable(step);
  }
}

/** An accumulator whose value is its input's at some row of the frame. */
export function isPicked({ aggregate }: AccumulatePlan): boolean {
  return aggregate.kind === "min" || aggregate.kind === "max" || aggregate.kind === "first";
}

/** The accumulator's states do not grow with the rows that they have taken. */
export function hasFixedState({ kind }: AggregateKind): boolean {
  return kind !== "concat" && kind !== "sketch";
}
