// What window functions are, in JavaScript: for every row its frame as a list of rows, and the value over them.
import { internal } from "../../common/error.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import type { FrameBound } from "../../expr/window-frame.ts";
import type { AccumulatorOperator } from "../../function/aggregate-registry.ts";
import type { PhysicalFrame, PhysicalFrameOffset, PhysicalWindowStep } from "../../physical/plan.ts";
import type { LogicalType } from "../../type/logical-type.ts";
import type { WindowSpec } from "../spec.ts";
import type { Value } from "../vector.fixture.ts";

export type Row = readonly Value[];

/** A partition's rows in order. */
export interface Partition {
  readonly rows: readonly Row[];
  /** By row: the number of its peer group, and the group's first row. */
  readonly groups: readonly number[];
  readonly firsts: readonly number[];
  /** Position of the order key, and how it is ordered. */
  readonly order: number;
  readonly compare: (left: Value, right: Value) => number;
}

function indexOf(expr: PhysicalExpr): number {
  if (expr.kind !== "input") throw internal("a column is expected");
  return expr.index;
}

/** Partitions by their key, NULL last; equal order keys keep their rows' order. */
export function partitionsOf({ partitionBy, orderBy }: WindowSpec, table: readonly Row[]): readonly Partition[] {
  const [keyExpr] = partitionBy;
  const [orderKey] = orderBy;
  if (keyExpr === undefined || orderKey === undefined) throw internal("one key and one order are expected");
  const [key, order] = [indexOf(keyExpr), indexOf(orderKey.expr)];
  const compare = comparison(orderKey.descending, orderKey.nullsFirst);
  const ascending = comparison(false, false);
  const groups = Map.groupBy(table, (row) => row[key] as Value);
  return [...groups]
    .sort(([left], [right]) => ascending(left, right))
    .map(([, members]) => {
      const rows = members.toSorted((left, right) => compare(left[order] as Value, right[order] as Value));
      const groups: number[] = [];
      const firsts: number[] = [];
      for (const [at, row] of rows.entries()) {
        const isPeer = at > 0 && row[order] === rows[at - 1]?.[order];
        groups.push((groups[at - 1] ?? -1) + (isPeer ? 0 : 1));
        firsts.push(isPeer ? (firsts[at - 1] as number) : at);
      }
      return { rows, groups, firsts, order, compare };
    });
}

function comparison(descending: boolean, nullsFirst: boolean): Partition["compare"] {
  return (left, right) => {
    if (left === right) return 0;
    if (left === null || right === null) return (left === null) === nullsFirst ? -1 : 1;
    return (left < right ? -1 : 1) * (descending ? -1 : 1);
  };
}

/** Positions of the frame's rows. */
export function frameRows({ rows, groups, order, compare }: Partition, at: number, frame: PhysicalFrame): number[] {
  const value = (row: number): Value => (rows[row] as Row)[order] as Value;
  const isPeer = (row: number): boolean => compare(value(row), value(at)) === 0;
  const isIn = (row: number, bound: FrameBound<PhysicalFrameOffset>, isEnd: boolean): boolean => {
    const side = isEnd ? -1 : 1;
    switch (bound.kind) {
      case "unbounded-preceding":
      case "unbounded-following":
        return true;
      case "current-row":
        return frame.mode === "rows" ? (row - at) * side >= 0 : compare(value(row), value(at)) * side >= 0;
      default: {
        const { offset, kind } = bound;
        if (typeof offset !== "number") {
          const limit = (rows[at] as Row)[indexOf(offset.value)] as Value;
          // A NULL key has its peers' bounds.
          return compare(value(row), limit) * side >= 0;
        }
        const moved = kind === "preceding" ? -offset : offset;
        const distance = frame.mode === "rows" ? row - at : (groups[row] as number) - (groups[at] as number);
        return (distance - moved) * side >= 0;
      }
    }
  };
  return [...rows.keys()].filter((row) => {
    if (!isIn(row, frame.start, false) || !isIn(row, frame.end, true)) return false;
    switch (frame.exclude) {
      case "no-others":
        return true;
      case "current-row":
        return row !== at;
      case "group":
        return !isPeer(row);
      case "ties":
        return row === at || !isPeer(row);
    }
  });
}

/** The step's value for a row. `frame`: what frameRows says, for steps with a frame. */
export function stepValue(
  step: PhysicalWindowStep,
  { rows, groups, firsts, order, compare }: Partition,
  at: number,
  frame: readonly number[],
): Value {
  const current = rows[at] as Row;
  const first = firsts[at] as number;
  switch (step.kind) {
    case "row-number":
      return BigInt(at + 1);
    case "rank":
      return BigInt(first + 1);
    case "dense-rank":
      return BigInt((groups[at] as number) + 1);
    case "percent-rank":
      return rows.length === 1 ? 0 : first / (rows.length - 1);
    case "cume-dist":
      return rows.filter((row) => compare(row[order] as Value, current[order] as Value) <= 0).length / rows.length;
    case "lag":
    case "lead":
    case "outside-lag":
    case "outside-lead": {
      const offset = step.offset === undefined ? 1 : (current[indexOf(step.offset)] as number | null);
      const moved = offset === null ? undefined : rows[step.kind.endsWith("lag") ? at - offset : at + offset];
      if ("value" in step) return moved === undefined ? null : (moved[indexOf(step.value)] as Value);
      return offset !== null && moved === undefined;
    }
    case "nth-value": {
      const place = step.position === undefined ? 1 : (current[indexOf(step.position)] as number | null);
      const row = place === null ? undefined : frame.at(step.fromEnd ? -place : place - 1);
      return row === undefined ? null : ((rows[row] as Row)[indexOf(step.value)] as Value);
    }
    case "accumulate": {
      const { operator, input, filter } = step.accumulator;
      const taken = frame.map((row) => rows[row] as Row);
      const passed = filter === undefined ? taken : taken.filter((row) => row[indexOf(filter)] === true);
      if (input === undefined) return BigInt(passed.length);
      return accumulated(
        operator,
        step.type,
        passed.map((row) => row[indexOf(input)] as Value).filter((one) => one !== null),
      );
    }
    case "ntile":
      throw internal("ntile has its own test");
  }
}

function accumulated(operator: AccumulatorOperator, type: LogicalType, values: readonly Exclude<Value, null>[]): Value {
  const [first, ...others] = values;
  if (operator === "count") return BigInt(values.length);
  if (first === undefined) return null;
  switch (operator) {
    case "sum":
      if (type.kind === "float8") return values.reduce((sum: number, value) => sum + (value as number), 0);
      return values.reduce((sum: bigint, value) => sum + BigInt(value as number), 0n);
    case "min":
      return others.reduce((best, value) => (value < best ? value : best), first);
    case "max":
      return others.reduce((best, value) => (value > best ? value : best), first);
    case "first":
      return first;
    case "bit-xor":
      return others.reduce((result: number, value) => result ^ (value as number), first as number);
    default:
      throw internal(`no accumulator ${operator}`);
  }
}
