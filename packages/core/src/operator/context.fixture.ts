// Test data: a task's context without functions, and sources of given batches.
import type { Arena } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import { Compiler } from "../codegen/compile.ts";
import type { Batch } from "../column/vector.ts";
import { FunctionRegistry } from "../function/registry.ts";
import { compare } from "../ir/build.ts";
import type { LogicalType } from "../type/logical-type.ts";
import type { BatchSource, TaskContext } from "./operator.ts";
import { type Layout, layVector, type Value } from "./vector.fixture.ts";

export function contextOf(arena: Arena, region: Region, batchRows: number): TaskContext {
  return {
    arena,
    region,
    compiler: new Compiler(arena, {}),
    functions: {
      registry: new FunctionRegistry(),
      casts: { lower: () => undefined },
      equals: (_type, left, right) => compare("eq", left, right),
    },
    batchRows,
    checkCancelled: () => {},
  };
}

const layouts: readonly Layout[] = ["flat", "reversed", "dictionary"];

/** Rows as batches of at most batchRows rows, laid out in turn in each way. */
export function* layBatches(
  region: Region,
  types: readonly LogicalType[],
  rows: readonly (readonly Value[])[],
  batchRows: number,
): Generator<Batch> {
  for (let from = 0, number = 0; from < rows.length; from += batchRows, number++) {
    const part = rows.slice(from, from + batchRows);
    yield {
      rows: part.length,
      columns: types.map((type, at) => {
        // Dictionaries of the fixture take -0 and 0 for one value.
        const ways = type.kind === "float8" || type.kind === "float4" ? 2 : 3;
        const values = part.map((row) => row[at] as Value);
        return layVector(region, type, values, layouts[(number + at) % ways] as Layout);
      }),
    };
  }
}

/** A source of batches; counts pulls. */
export function sourceOf(batches: Iterable<Batch>): BatchSource & { readonly pulled: () => number } {
  const iterator = batches[Symbol.iterator]();
  let pulled = 0;
  return {
    next(): Batch | undefined {
      const { value, done } = iterator.next();
      if (done === true) return undefined;
      pulled++;
      return value as Batch;
    },
    close: () => {},
    pulled: () => pulled,
  };
}
