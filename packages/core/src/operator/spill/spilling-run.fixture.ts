// Test data: an operator that may spill, run as the pipeline runs it: sinks of several threads, each with memory of its
// own, their states as plain data, shares read one after the other.
import assert from "node:assert/strict";
import { usedBytes } from "../../arena/allocator.ts";
import { Arena } from "../../arena/arena.ts";
import { Budget, Region } from "../../arena/region.ts";
import type { LogicalType } from "../../type/logical-type.ts";
import { contextOf, layBatches } from "../context.fixture.ts";
import type { Breaker, TaskContext } from "../operator.ts";
import { readSource, type Value } from "../vector.fixture.ts";
import { type MemoryDisk, memoryDisk, spillingContext } from "./spill.fixture.ts";

export interface Run {
  readonly batchRows: number;
  readonly threads: number;
  readonly shared: boolean;
  readonly threshold: number;
}

/** What comes out, in order. Asserts that all memory comes back, however it ends. */
export function run<Spec, State>(
  breaker: Breaker<Spec, State> & { release(spec: Spec, context: TaskContext, state: State): void },
  spec: Spec,
  types: readonly LogicalType[],
  rows: readonly (readonly Value[])[],
  { batchRows, threads, shared, threshold }: Run,
  disk: MemoryDisk = memoryDisk(),
): Value[][] {
  const arena = Arena.create({ initialBytes: 1 << 20, shared });
  const budget = Budget.create(arena);
  const region = Region.create(arena, budget);
  const { context } = spillingContext(contextOf(arena, region, batchRows), disk, threshold, threads);
  const before = usedBytes(arena);
  const own = <Result>(work: (inside: TaskContext) => Result): Result => {
    const inside = { ...context, region: region.createChild() };
    try {
      const result = work(inside);
      inside.region.dissolve();
      return result;
    } catch (thrown) {
      inside.region.release();
      throw thrown;
    }
  };
  const share = Math.ceil(rows.length / threads);
  const parts = Array.from({ length: threads }, (_, thread) =>
    own((inside) => {
      const inputs = Region.create(arena, budget);
      const sink = breaker.sink(spec, inside);
      try {
        for (const batch of layBatches(inputs, types, rows.slice(thread * share, (thread + 1) * share), batchRows)) {
          sink.consume(batch);
          inputs.freeAll();
        }
        return sink.finish();
      } catch (thrown) {
        sink.abort();
        throw thrown;
      } finally {
        inputs.release();
      }
    }),
  );
  const state = structuredClone(own((inside) => drain(breaker.combine(spec, inside, structuredClone(parts)))));
  const shown = breaker.morsels(spec, state).flatMap((morsel) => {
    const source = breaker.source(spec, context, state, morsel);
    try {
      return readSource(region, source, batchRows);
    } finally {
      source.close();
    }
  });
  breaker.release(spec, context, state);
  assert.equal(usedBytes(arena), before);
  assert.deepEqual([...disk.open], []);
  return shown;
}

function drain<Result>(steps: Generator<void, Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
