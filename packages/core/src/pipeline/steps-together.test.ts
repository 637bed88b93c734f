// Which steps go to one thread together, and which of them it gives back.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Morsel } from "../catalog/table-provider.ts";
import { PipelineId, StateId } from "../common/ids.ts";
import { loadParts } from "../operator/parts.ts";
import type { SinkSpec, SourceSpec } from "../operator/pipeline-spec.ts";
import type { RowStoreData } from "../operator/row-store.ts";
import { INT4 } from "../type/logical-type.ts";
import type { Step } from "./pipeline.ts";
import { isForOne, stepsTogether } from "./steps-together.ts";

await loadParts(new Set(["join", "aggregate", "window"]));

const fields = [{ name: "n", type: INT4, nullable: false }];
const scan = (name: string): SourceSpec => ({
  kind: "scan",
  table: { provider: "test", name, spec: undefined },
  columns: [0],
  filters: [],
  whole: false,
});
const spool = (state: number): SourceSpec => ({ kind: "spool", state: StateId(state), columns: [0] });
const keep = (state: number): SinkSpec => ({ kind: "spool", state: StateId(state), fields });
const result: SinkSpec = { kind: "result", fields };
const exchange: SinkSpec = { kind: "exchange-write", fields, partitioning: { kind: "single" } };
const step = (sink: SinkSpec, ...sources: SourceSpec[]): Step<number> => ({
  kind: "sink",
  sink,
  node: 0,
  pipelines: sources.map((source, position) => ({
    id: PipelineId(position),
    source,
    transforms: [],
    nodes: [0],
    after: [],
    ordered: false,
  })),
});
const recursion = (...loop: Step<number>[]): Step<number> => ({
  kind: "recursion",
  state: StateId(9),
  base: [step(keep(9), scan("one"))],
  loop,
  mostRounds: 0,
});

/** Tables by the number of morsels that are at hand; of any other nothing is. */
const atHand: Readonly<Record<string, number>> = { none: 0, one: 1, many: 5 };
const morsel: Morsel = { reader: "test", rows: 50_000, payload: undefined, owned: [] };
const ready = ({ table }: Extract<SourceSpec, { kind: "scan" }>): readonly Morsel[] | undefined => {
  const count = atHand[table.name];
  return count === undefined ? undefined : Array.from({ length: count }, () => morsel);
};

/** Kept rows in chunks of so many. */
const store = (...rows: readonly number[]): RowStoreData => ({
  types: [INT4],
  rows: rows.reduce((sum, each) => sum + each, 0),
  chunks: rows.map((each) => ({ rows: each, capacity: each, columns: [{ data: 8, validity: 0 }] })),
  heaps: [],
});
const states = new Map<StateId, unknown>([
  [StateId(1), { stores: [store(3, 4)] }],
  [StateId(2), { stores: [store(200_000), store(200_000)] }],
]);

const cases: readonly {
  readonly name: string;
  readonly steps: readonly Step<number>[];
  readonly one: number;
  readonly several: number;
}[] = [
  { name: "tables at hand", steps: [step(keep(3), scan("one")), step(result, spool(3))], one: 2, several: 2 },
  { name: "an empty table", steps: [step(keep(3), scan("none")), step(result, spool(3))], one: 2, several: 2 },
  { name: "a table of many morsels", steps: [step(keep(3), scan("many")), step(result, spool(3))], one: 2, several: 0 },
  {
    name: "one behind a small one",
    steps: [step(keep(3), scan("one")), step(result, scan("many"))],
    one: 2,
    several: 1,
  },
  {
    name: "a table that has to be read",
    steps: [step(keep(3), scan("one")), step(result, scan("file"))],
    one: 1,
    several: 1,
  },
  { name: "one of two tables has to be read", steps: [step(result, scan("one"), scan("file"))], one: 0, several: 0 },
  {
    name: "rows of another stage",
    steps: [step(result, { kind: "exchange-read", stage: 0 as never })],
    one: 0,
    several: 0,
  },
  { name: "rows for another stage", steps: [step(keep(3), scan("one")), step(exchange, spool(3))], one: 1, several: 1 },
  { name: "few kept rows", steps: [step(result, spool(1))], one: 1, several: 1 },
  { name: "many kept rows", steps: [step(result, spool(2))], one: 1, several: 0 },
  { name: "what a step that is still to come will keep", steps: [step(result, spool(7))], one: 1, several: 1 },
  { name: "a recursion", steps: [recursion(step(keep(9), spool(9))), step(result, spool(9))], one: 2, several: 0 },
  { name: "a recursion that reads a file", steps: [recursion(step(keep(9), scan("file")))], one: 0, several: 0 },
];
for (const { name, steps, one, several } of cases) {
  test(name, () => {
    assert.equal(stepsTogether(steps, states, 1, ready), one);
    assert.equal(stepsTogether(steps, states, 2, ready), several);
  });
}

test("a nested loop over many rows is work for several, however few rows it reads", () => {
  const joined = (build: number): Step<number> => {
    const { pipelines, ...rest } = step(result, scan("one")) as Extract<Step<number>, { kind: "sink" }>;
    const spec = { kind: "nested-loop-join", join: "inner", probeFields: fields, buildFields: fields, fields } as const;
    const loop = { kind: "nested-loop-join", state: StateId(build), spec } as const;
    return { ...rest, pipelines: pipelines.map((pipeline) => ({ ...pipeline, transforms: [loop] })) };
  };
  const side = (rows: number): unknown => ({ kind: "memory", state: { side: { rows } } });
  const built = new Map<StateId, unknown>([
    [StateId(1), side(10_000)],
    [StateId(2), side(1)],
  ]);
  assert.deepEqual(
    [joined(1), joined(2), joined(3)].map((one) => isForOne(one, built, 2)),
    [false, true, true],
  );
  assert.equal(isForOne(joined(1), built, 1), true);
  assert.equal(stepsTogether([joined(1)], built, 2, ready), 0);
});

test("a thread gives back what turns out to be work for several", () => {
  assert.equal(isForOne(step(result, spool(1)), states, 2), true);
  assert.equal(isForOne(step(result, spool(2)), states, 2), false);
  assert.equal(isForOne(step(result, spool(2)), states, 1), true);
});
