// A memory limit may be met at any allocation of a breaker: the answer is always MEMORY_LIMIT or the result, abort
// always works, and freeing the region leaves nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { usedBytes } from "../arena/allocator.ts";
import { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import { FfqError } from "../common/error.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { random } from "../kernel/hash.fixture.ts";
import { BPCHAR, INT4, INT8, type LogicalType, TEXT } from "../type/logical-type.ts";
import { hashAggregate } from "./aggregate/hash-aggregate.ts";
import { contextOf, layBatches } from "./context.fixture.ts";
import type { Breaker, TaskContext } from "./operator.ts";
import { sort } from "./sort/sort.ts";
import type { HashAggregateSpec, SortSpec } from "./spec.ts";
import { readSource, type Value } from "./vector.fixture.ts";

const types: readonly LogicalType[] = [INT8, TEXT, BPCHAR, INT4];
const input = (index: number): PhysicalExpr => ({ kind: "input", index, type: types[index] as LogicalType });
const fields = types.map((type) => ({ name: "", type, nullable: true }));
const draw = random(3);
const rows = Array.from({ length: 3000 }, (_, at): Value[] => [
  at % 700 === 699 ? BigInt(at) << 33n : BigInt(at % 500),
  at > 2000 && draw() < 0.1 ? null : `text ${Math.floor(draw() * 2000)}`,
  `p${at % 40}`.padEnd(at % 9),
  at,
]);

const aggregate: HashAggregateSpec = {
  kind: "hash-aggregate",
  inputFields: fields,
  keys: [0, 1, 2].map(input),
  accumulators: [
    { operator: "count-rows", type: INT8, distinct: false },
    { operator: "max", input: input(1), type: TEXT, distinct: false },
    { operator: "count", input: input(1), type: INT8, distinct: true },
    { operator: "sum", input: input(3), type: INT8, distinct: false },
  ],
  phase: "single",
  fields: [],
};
const ordered: SortSpec = {
  kind: "sort",
  fields,
  keys: [1, 0].map((at) => ({ expr: input(at), descending: at === 0, nullsFirst: false })),
};

/** How many rows come out. */
function run<Spec, State>(breaker: Breaker<Spec, State>, spec: Spec, context: TaskContext, inputs: Region): number {
  const states = [rows.slice(0, 1400), rows.slice(1400)].map((part) => {
    const sink = breaker.sink(spec, context);
    try {
      for (const batch of layBatches(inputs, types, part, 512)) sink.consume(batch);
    } catch (thrown) {
      sink.abort();
      throw thrown;
    }
    return sink.finish();
  });
  const combining = breaker.combine(spec, context, states);
  let step = combining.next();
  while (step.done !== true) step = combining.next();
  const state = step.value;
  return breaker
    .morsels(spec, state)
    .flatMap((morsel) => readSource(context.region, breaker.source(spec, context, state, morsel), 512)).length;
}

function check<Spec, State>(name: string, breaker: Breaker<Spec, State>, spec: Spec): void {
  test(`${name} under every memory limit`, () => {
    const arena = Arena.create({ initialBytes: 1 << 20 });
    const inputs = Region.create(arena, Budget.create(arena));
    const whole = run(breaker, spec, contextOf(arena, Region.create(arena, Budget.create(arena)), 512), inputs);
    let refused = 0;
    let isDone = false;
    for (let limit = 20_000; !isDone; limit = Math.floor(limit * 1.07)) {
      inputs.freeAll();
      const budget = Budget.create(arena, limit);
      const before = usedBytes(arena);
      const region = Region.create(arena, budget);
      try {
        assert.equal(run(breaker, spec, contextOf(arena, region, 512), inputs), whole);
        isDone = true;
      } catch (thrown) {
        assert.ok(thrown instanceof FfqError && thrown.code === "MEMORY_LIMIT", String(thrown));
        refused++;
      }
      region.release();
      inputs.freeAll();
      assert.equal(usedBytes(arena), before);
    }
    assert.ok(refused > 10, `only ${refused} limits were refused`);
  });
}

check("an aggregate", hashAggregate, aggregate);
check("an aggregate with grouping sets", hashAggregate, { ...aggregate, groupingSets: [[0, 1], [2], []] });
check("a sort", sort, ordered);
check("a sort that keeps the first rows", sort, { ...ordered, limit: 7 });
