// Breakers through the whole execution half: aggregates, joins, common table expressions, recursion, exchanges,
// with 0, 1 and 2 threads. Expected rows are computed here.
import assert from "node:assert/strict";
import { test } from "node:test";
import { usedBytes } from "../arena/allocator.ts";
import { Arena } from "../arena/arena.ts";
import { Memories } from "../arena/memories.ts";
import { CteId, StageId, StateId } from "../common/ids.ts";
import type { StageGraph } from "../physical/fragment.ts";
import type { PhysicalJoinKind, PhysicalPlan } from "../physical/plan.ts";
import { BOOL, INT8 } from "../type/logical-type.ts";
import { createEmbeddedRuntime } from "./embedded-runtime.ts";
import { call, collect, column, field, filter, Numbers, number, project, single } from "./plan.fixture.ts";

const ROWS = 5000;

const modulo = (input: PhysicalPlan, ...divisors: readonly number[]): PhysicalPlan =>
  project(
    input,
    divisors.map((divisor) => (divisor === 0 ? column(0) : call("%(int4,int4)", [column(0), number(divisor)]))),
  );

/** key -> count(*), sum of column 1. */
const grouped = (input: PhysicalPlan, phase: "single" | "partial" | "final" = "single"): PhysicalPlan => ({
  kind: "hash-aggregate",
  state: StateId(phase === "final" ? 1 : 0),
  input,
  keys: [column(0)],
  accumulators: [
    phase === "final"
      ? { operator: "sum", input: column(1, INT8), type: INT8, distinct: false }
      : { operator: "count-rows", type: INT8, distinct: false },
    {
      operator: "sum",
      input: column(phase === "final" ? 2 : 1, phase === "final" ? INT8 : undefined),
      type: INT8,
      distinct: false,
    },
  ],
  phase,
  fields: [field("key"), field("count", INT8), field("sum", INT8, true)],
  estimatedRows: 10,
});

const joined = (join: PhysicalJoinKind, probe: PhysicalPlan, build: PhysicalPlan): PhysicalPlan => ({
  kind: "hash-join",
  state: StateId(2),
  join,
  probe,
  build,
  keys: [{ probe: column(0), build: column(0), nullsEqual: false }],
  fields: [...probe.fields, ...build.fields].map((one) => ({ ...one, nullable: true })),
  estimatedRows: 10,
});

type Rows = (number | null)[][];

const sorted = (rows: Rows): Rows =>
  rows.toSorted((left, right) => {
    for (const [at, value] of left.entries()) {
      const difference = (value ?? Infinity) - ((right[at] as number | null) ?? Infinity);
      if (difference !== 0 && !Number.isNaN(difference)) return difference;
    }
    return 0;
  });

const range = (rows: number): number[] => Array.from({ length: rows }, (_, row) => row);

function sums(keyOf: (row: number) => number): Rows {
  const groups = new Map<number, [number, number]>();
  for (const row of range(ROWS)) {
    const group = groups.get(keyOf(row)) ?? [0, 0];
    groups.set(keyOf(row), [group[0] + 1, group[1] + row]);
  }
  return sorted([...groups].map(([key, [count, sum]]) => [key, count, sum]));
}

interface Case {
  readonly name: string;
  readonly graph: (numbers: Numbers) => StageGraph;
  readonly expected: Rows;
  readonly inOrder?: boolean;
}

const stage = (
  id: number,
  plan: PhysicalPlan,
  partitions: number,
  output: StageGraph["stages"][number]["output"] = { kind: "single" },
  inputs: readonly number[] = [],
): StageGraph["stages"][number] => ({
  id: StageId(id),
  plan,
  partitions,
  output,
  inputs: inputs.map((input) => StageId(input)),
});

const read = (id: number, plan: PhysicalPlan): PhysicalPlan => ({
  kind: "exchange-read",
  stage: StageId(id),
  fields: plan.fields,
  estimatedRows: 1,
});

const below = (input: PhysicalPlan, limit: number): PhysicalPlan =>
  filter(input, call("<(int4,int4)", [column(0), number(limit)], BOOL));

const cte = (definition: PhysicalPlan, body: PhysicalPlan): PhysicalPlan => ({
  kind: "cte",
  state: StateId(5),
  cte: CteId(0),
  definition,
  body,
  fields: body.fields,
  estimatedRows: 1,
});

const cteScan = (state: number, columns: readonly number[], fields: PhysicalPlan["fields"]): PhysicalPlan => ({
  kind: "cte-scan",
  state: StateId(state),
  cte: CteId(0),
  columns,
  fields,
  estimatedRows: 1,
});

/** n from 0 up to 99: the next is n + 1, or (n + 1) % 50 when the rows must be distinct. */
const counting = (numbers: Numbers, distinct: boolean): PhysicalPlan => {
  const base = below(numbers.scan, 1);
  const one = call("+(int4,int4)", [column(0), number(1)]);
  const step = distinct
    ? project(cteScan(6, [0], base.fields), [call("%(int4,int4)", [one, number(50)])])
    : below(project(cteScan(6, [0], base.fields), [one]), 100);
  const fields = base.fields;
  const shape = { base, step, distinct, mostRounds: 0, fields, estimatedRows: 1 };
  return { kind: "recursive-cte", state: StateId(6), cte: CteId(0), ...shape };
};

const descending = (input: PhysicalPlan, limit?: number): PhysicalPlan => ({
  kind: "sort",
  state: StateId(3),
  input,
  keys: [{ expr: column(0), descending: true, nullsFirst: true }],
  ...(limit === undefined ? {} : { limit }),
  fields: input.fields,
  estimatedRows: 1,
});

const limited = (input: PhysicalPlan, limit: number, offset: number): PhysicalPlan => ({
  kind: "limit",
  state: StateId(4),
  input,
  limit,
  offset,
  fields: input.fields,
  estimatedRows: limit,
});

const cases: readonly Case[] = [
  {
    name: "sort",
    inOrder: true,
    graph: (numbers) => single(descending(numbers.scan)),
    expected: range(ROWS).map((row) => [ROWS - 1 - row]),
  },
  {
    name: "the first rows",
    inOrder: true,
    graph: (numbers) => single(limited(descending(numbers.scan, 15), 10, 5)),
    expected: range(10).map((row) => [ROWS - 6 - row]),
  },
  {
    name: "a limit over groups",
    graph: (numbers) => single(grouped(project(limited(numbers.scan, 1234, 100), [number(1), number(1)]))),
    expected: [[1, 1234, 1234]],
  },
  {
    name: "group by",
    graph: (numbers) => single(grouped(modulo(numbers.scan, 7, 0))),
    expected: sums((row) => row % 7),
  },
  {
    name: "group by many",
    graph: (numbers) => single(grouped(modulo(numbers.scan, 1999, 0))),
    expected: sums((row) => row % 1999),
  },
  {
    name: "inner join",
    graph: (numbers) => single(joined("inner", modulo(numbers.scan, 100, 0), below(numbers.scan, 10))),
    expected: sorted(
      range(ROWS)
        .filter((row) => row % 100 < 10)
        .map((row) => [row % 100, row, row % 100]),
    ),
  },
  {
    name: "full join",
    graph: (numbers) => single(joined("full", below(numbers.scan, 3), modulo(below(numbers.scan, 8), 4, 0))),
    expected: sorted([
      [0, 0, 0],
      [0, 0, 4],
      [1, 1, 1],
      [1, 1, 5],
      [2, 2, 2],
      [2, 2, 6],
      [null, 3, 3],
      [null, 3, 7],
    ]),
  },
  {
    name: "union all",
    graph: (numbers) => {
      const inputs = [below(numbers.scan, 3), modulo(numbers.scan, 2), below(numbers.scan, 2)];
      return single({ kind: "union-all", inputs, fields: numbers.scan.fields, estimatedRows: 1 });
    },
    expected: sorted([[0], [1], [2], [0], [1], ...range(ROWS).map((row) => [row % 2])]),
  },
  {
    name: "a common table expression read twice",
    graph: (numbers) => {
      const definition = modulo(below(numbers.scan, 20), 0, 5);
      const left = cteScan(5, [1, 0], definition.fields);
      const right = cteScan(5, [0], definition.fields.slice(0, 1));
      return single(cte(definition, joined("inner", left, right)));
    },
    expected: sorted(range(20).map((row) => [row % 5, row, row % 5])),
  },
  {
    name: "recursion",
    graph: (numbers) => single(counting(numbers, false)),
    expected: range(100).map((row) => [row]),
  },
  {
    name: "recursion with UNION",
    graph: (numbers) => single(counting(numbers, true)),
    expected: range(50).map((row) => [row]),
  },
  {
    name: "two phases over a hash exchange",
    graph: (numbers) => {
      const partial = grouped(modulo(numbers.scan, 77, 0), "partial");
      const final = grouped(read(0, partial), "final");
      return {
        stages: [
          stage(0, partial, 3, { kind: "hash", keys: [column(0)], partitions: 3 }),
          stage(1, final, 3, { kind: "single" }, [0]),
          stage(2, read(1, final), 1, { kind: "single" }, [1]),
        ],
      };
    },
    expected: sums((row) => row % 77),
  },
  {
    name: "a join over a hash exchange of both sides",
    graph: (numbers) => {
      const probe = modulo(numbers.scan, 100, 0);
      const build = below(numbers.scan, 10);
      const hash = { kind: "hash", keys: [column(0)], partitions: 3 } as const;
      const plan = joined("inner", read(0, probe), read(1, build));
      return {
        stages: [
          stage(0, probe, 3, hash),
          stage(1, build, 3, hash),
          stage(2, plan, 3, { kind: "single" }, [0, 1]),
          stage(3, read(2, plan), 1, { kind: "single" }, [2]),
        ],
      };
    },
    expected: sorted(
      range(ROWS)
        .filter((row) => row % 100 < 10)
        .map((row) => [row % 100, row, row % 100]),
    ),
  },
  {
    name: "a join with a broadcast build side, read by two stages",
    graph: (numbers) => {
      const probe = modulo(numbers.scan, 100, 0);
      const build = below(numbers.scan, 10);
      const plan = joined("inner", probe, read(0, build));
      const union: PhysicalPlan = {
        kind: "union-all",
        inputs: [read(1, plan), read(2, plan)],
        fields: plan.fields,
        estimatedRows: 1,
      };
      return {
        stages: [
          stage(0, build, 3, { kind: "broadcast", partitions: 3 }),
          stage(1, plan, 3, { kind: "single" }, [0]),
          stage(2, plan, 3, { kind: "single" }, [0]),
          stage(3, union, 1, { kind: "single" }, [1, 2]),
        ],
      };
    },
    expected: sorted(
      [0, 1].flatMap(() =>
        range(ROWS)
          .filter((row) => row % 100 < 10)
          .map((row) => [row % 100, row, row % 100]),
      ),
    ),
  },
];

for (const { threads, shared, atHand } of [
  { threads: 0, shared: false, atHand: false },
  { threads: 0, shared: true, atHand: false },
  { threads: 1, shared: true, atHand: false },
  { threads: 1, shared: true, atHand: true },
  { threads: 2, shared: true, atHand: false },
  { threads: 2, shared: true, atHand: true },
]) {
  const arena = Arena.create({ shared, maximumBytes: 256 << 20 });
  const runtime = createEmbeddedRuntime({ memories: Memories.of(arena), threads, patienceMs: 0 });
  for (const { name, graph, expected, inOrder } of cases) {
    test(`${name}: ${threads} threads, ${shared ? "shared" : "unshared"}${atHand ? ", at hand" : ""}`, async () => {
      for (const batchRows of threads === 0 ? [1, 63, 64, 65, 8192] : [64, 8192]) {
        const numbers = new Numbers(arena, ROWS, 600, atHand);
        const before = usedBytes(arena);
        const rows = await collect(runtime.run(graph(numbers), { tables: () => numbers.provider, batchRows }));
        assert.deepEqual(inOrder === true ? rows : sorted(rows), expected);
        assert.equal(usedBytes(arena), before);
        numbers.release();
      }
    });
  }
  test.after(() => runtime.close());
}
