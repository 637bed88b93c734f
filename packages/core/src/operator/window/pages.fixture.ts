// Test data of windows that are computed in pages: rows with partition and order keys and values of several types, and
// the check against the definition (oracle.fixture.ts): no partitions, or a huge one among others, at every size from
// which rows go to disk. What came out tells in which order equal rows were taken.
import assert from "node:assert/strict";
import type { InputRef, PhysicalExpr } from "../../expr/expr.ts";
import type { AccumulatorOperator } from "../../function/aggregate-registry.ts";
import { random } from "../../kernel/hash.fixture.ts";
import type { PhysicalFrame, PhysicalWindowStep } from "../../physical/plan.ts";
import { BOOL, FLOAT8, fixedNumeric, INT4, INT8, type LogicalType, TEXT } from "../../type/logical-type.ts";
import type { WindowSpec } from "../spec.ts";
import { memoryDisk } from "../spill/spill.fixture.ts";
import { type Run, run } from "../spill/spilling-run.fixture.ts";
import type { Value } from "../vector.fixture.ts";
import { frameRows, type Partition, partitionsOf, type Row, stepValue } from "./oracle.fixture.ts";
import { spillingWindow } from "./spilling-window.ts";

/**
 * By position: one value for all rows, a partition key, an order key, values of several types, a filter, an offset, other
 * offsets, the order key less and plus a little.
 */
export const types: readonly LogicalType[] = [
  ...[INT4, INT4, INT4, INT4, INT8, TEXT, FLOAT8, fixedNumeric(30, 0), BOOL, INT4],
  ...[INT4, INT4, INT4],
];
const ONE = 0;
const KEY = 1;
export const ORDER = 2;
export const FILTER = 8;
export const OFFSET = 9;
export const FAR = 10;
export const LESS = 11;
export const MORE = 12;
const DISTANCE = 3;
const RANGE = 9;

const inputFields = types.map((type) => ({ name: "", type, nullable: true }));
export const ref = (index: number): InputRef => ({ kind: "input", index, type: types[index] as LogicalType });

/** `peers`: about so many rows share an order key. One partition has most rows. */
export function tableOf(rows: number, peers: number, seed = 7): Row[] {
  const draw = random(seed);
  const below = (limit: number): number => Math.floor(draw() * limit);
  const orNull = <Item extends Value>(value: Item): Item | null => (draw() < 0.2 ? null : value);
  return Array.from({ length: rows }, (): Row => {
    const order = below(Math.ceil(rows / peers));
    return [
      1,
      draw() < 0.96 ? 1 : below(20) + 2,
      order === 0 ? null : order,
      orNull(below(50) - 25),
      orNull(BigInt(below(1000)) * 2n ** 40n),
      orNull(["", "a", "ab", "b", "the same start a", "the same start b"][below(6)] as string),
      orNull(below(40) / 4),
      orNull(BigInt(below(100) - 50) * 2n ** (draw() < 0.3 ? 90n : 3n)),
      orNull(draw() < 0.5),
      DISTANCE,
      orNull(below(rows)),
      order === 0 ? null : order - RANGE,
      order === 0 ? null : order + RANGE,
    ];
  });
}

export const accumulators: readonly (readonly [AccumulatorOperator, number | undefined, LogicalType])[] = [
  ["count-rows", undefined, INT8],
  ["count", 5, INT8],
  ["sum", 3, INT8],
  ["sum", 4, fixedNumeric(38, 0)],
  ["sum", 6, FLOAT8],
  ["sum", 7, fixedNumeric(38, 0)],
  ["min", 3, INT4],
  ["max", 4, INT8],
  ["min", 5, TEXT],
  ["max", 7, fixedNumeric(30, 0)],
  ["first", 5, TEXT],
  ["bit-xor", 3, INT4],
];

interface Shape {
  readonly partitionBy: boolean;
  readonly orderBy: boolean;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** `steps`: by the expression of a constant distance. */
export type StepsOf = (distance: PhysicalExpr) => readonly PhysicalWindowStep[];

export function specOf({ partitionBy, orderBy, descending, nullsFirst }: Shape, steps: StepsOf): WindowSpec {
  return {
    kind: "window",
    inputFields,
    partitionBy: partitionBy ? [ref(KEY)] : [],
    orderBy: orderBy ? [{ expr: ref(ORDER), descending, nullsFirst }] : [],
    steps: steps({ kind: "constant", value: DISTANCE, type: INT4 }),
  };
}

/** The same for the definition, which reads partitions, orders and distances from columns. */
function definitionOf(shape: Shape, steps: StepsOf): WindowSpec {
  const spec = specOf({ ...shape, partitionBy: true, orderBy: true }, steps);
  const [key] = spec.orderBy;
  return {
    ...spec,
    partitionBy: [ref(shape.partitionBy ? KEY : ONE)],
    orderBy: [{ ...(key as NonNullable<typeof key>), expr: ref(shape.orderBy ? ORDER : ONE) }],
    steps: steps(ref(OFFSET)),
  };
}

function isFromStart({ start, end, exclude }: PhysicalFrame): boolean {
  return start.kind === "unbounded-preceding" && !("offset" in end) && exclude === "no-others";
}

/** Where a frame ends that begins with its partition. */
function frameEnd({ rows, groups }: Partition, at: number, { mode, end }: PhysicalFrame): number {
  if (end.kind === "unbounded-following") return rows.length;
  if (mode === "rows") return at + 1;
  const behind = groups.indexOf((groups[at] as number) + 1, at);
  return behind < 0 ? rows.length : behind;
}

/** The definition's values by row and step. Those over frames that end alike are one. */
export function valuesOfPartition(steps: readonly PhysicalWindowStep[], partition: Partition): Value[][] {
  const known = new Map<string, Value>();
  return partition.rows.map((_, at) => {
    const rowsOfFrames = new Map<PhysicalFrame, readonly number[]>();
    return steps.map((step, number) => {
      if (!("frame" in step)) return stepValue(step, partition, at, []);
      if (!isFromStart(step.frame)) {
        const rows = rowsOfFrames.get(step.frame) ?? frameRows(partition, at, step.frame);
        rowsOfFrames.set(step.frame, rows);
        return stepValue(step, partition, at, rows);
      }
      const end = frameEnd(partition, at, step.frame);
      const name = `${number} ${end}`;
      const value = known.get(name) ?? stepValue(step, partition, at, [...partition.rows.keys()].slice(0, end));
      known.set(name, value);
      return value;
    });
  });
}

const textOf = (row: readonly Value[]): string => row.map(String).join("|");

export function check(table: readonly Row[], shape: Shape, stepsOf: StepsOf, one: Run): void {
  const at = JSON.stringify({ ...shape, ...one });
  const disk = memoryDisk();
  const rows = run(spillingWindow, specOf(shape, stepsOf), types, table, one, disk);
  assert.ok(disk.files.size > 0, at);
  // Only those of the sinks are left, for who has the state. What partitions were spread to goes with the query.
  assert.ok(shape.partitionBy || disk.files.size <= one.threads + 1, `${disk.files.size} files, ${at}`);
  const inputs = rows.map((row) => textOf(row.slice(0, types.length)));
  assert.deepEqual(inputs.toSorted(), table.map(textOf).toSorted(), at);
  const { steps, ...spec } = definitionOf(shape, stepsOf);
  for (const partition of partitionsOf({ ...spec, steps }, rows)) {
    const values = valuesOfPartition(steps, partition);
    for (const [number, step] of steps.entries()) {
      const found = partition.rows.map((row) => row[types.length + number]);
      const expected = values.map((row) => row[number]);
      const name = "frame" in step ? `${step.kind} ${JSON.stringify(step.frame)}` : step.kind;
      assert.deepEqual(found, expected, `${name}, ${at}`);
    }
  }
}

export const RUNS: readonly Run[] = [
  { batchRows: 1, threads: 1, shared: false, threshold: 60_000 },
  { batchRows: 63, threads: 2, shared: true, threshold: 20_000 },
  { batchRows: 64, threads: 1, shared: true, threshold: 40_000 },
  { batchRows: 65, threads: 2, shared: true, threshold: 5_000 },
  { batchRows: 8192, threads: 2, shared: true, threshold: 1_000 },
];

const ascending = { descending: false, nullsFirst: false };

/** What one step gives for rows that are numbered from 0 in column `ORDER`. */
export function valuesOf(step: PhysicalWindowStep, table: readonly Row[], one: Run): Value[] {
  const orderBy = [{ expr: ref(ORDER), ...ascending }];
  const spec: WindowSpec = { kind: "window", inputFields, partitionBy: [], orderBy, steps: [step] };
  return run(spillingWindow, spec, types, table, one).map((row) => row.at(-1) as Value);
}

export const numbered = (rows: number): Row[] => tableOf(rows, 1).map((row, at) => row.with(ORDER, (at * 7919) % rows));
