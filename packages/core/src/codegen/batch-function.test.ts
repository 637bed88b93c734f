// Predicates and projections over batches of every column layout, against plain JavaScript.
import assert from "node:assert/strict";
import { test } from "node:test";
import { usedBytes } from "../arena/allocator.ts";
import { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import type { Batch, Vector } from "../column/vector.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { FunctionRegistry } from "../function/registry.ts";
import { comparison } from "../function/scalar/operator/comparison.ts";
import { integerArithmetic } from "../function/scalar/operator/integer-arithmetic.ts";
import { compare } from "../ir/build.ts";
import { BOOL, INT4 } from "../type/logical-type.ts";
import type { EvaluationContext } from "./batch-function.ts";
import { Compiler } from "./compile.ts";
import { Predicate } from "./predicate.ts";
import { Projection } from "./projection.ts";

const registry = new FunctionRegistry();
registry.offer([integerArithmetic, comparison]);

function contextOver(arena: Arena): EvaluationContext {
  return {
    arena,
    region: Region.create(arena, Budget.create(arena)),
    compiler: new Compiler(arena, {}),
    functions: {
      registry,
      casts: { lower: () => undefined },
      equals: (_type, left, right) => compare("eq", left, right),
    },
    batchRows: 100,
  };
}

const column = (index: number): PhysicalExpr => ({ kind: "input", index, type: INT4 });
const number = (value: number): PhysicalExpr => ({ kind: "constant", value, type: INT4 });
const call = (overload: string, args: readonly PhysicalExpr[], type = INT4): PhysicalExpr => ({
  kind: "call",
  overload,
  args,
  type,
});

type Cell = number | null;

interface Layout {
  readonly name: string;
  readonly slots: readonly Cell[];
  readonly index?: readonly number[];
}

function lay(context: EvaluationContext, { slots, index }: Layout): Vector {
  const { arena, region } = context;
  const data = region.allocate(slots.length * 4);
  const validity = slots.includes(null) ? region.allocate(slots.length) : 0;
  const indexAt = index === undefined ? 0 : region.allocate(index.length * 4);
  const { i32, u32, u8 } = arena.view();
  for (const [slot, value] of slots.entries()) {
    i32[(data >>> 2) + slot] = value ?? 0;
    if (validity !== 0) u8[validity + slot] = value === null ? 0 : 1;
  }
  if (index !== undefined) u32.set(index, indexAt >>> 2);
  return { type: INT4, storage: "i32", data, validity, index: indexAt, slots: slots.length, dictionary: 0 };
}

function cells(arena: Arena, vector: Vector, rows: number): Cell[] {
  const { i32, u32, u8 } = arena.view();
  return Array.from({ length: rows }, (_, row) => {
    const slot = vector.index === 0 ? row : (u32[(vector.index >>> 2) + row] as number);
    if (vector.validity !== 0 && u8[vector.validity + slot] === 0) return null;
    return i32[(vector.data >>> 2) + slot] as number;
  });
}

const layouts: readonly Layout[] = [
  { name: "flat", slots: [5, 1, 9, -3, 7, 2] },
  { name: "flat with NULLs", slots: [5, null, 9, null, 7, 2] },
  { name: "indexed", slots: [4, 8], index: [1, 0, 0, 1, 1, 0] },
  { name: "indexed with NULLs", slots: [4, null, 6], index: [2, 1, 0, 1, 2, 2] },
];
const rowsOf = ({ slots, index }: Layout): readonly Cell[] => index?.map((slot) => slots[slot] as Cell) ?? slots;

for (const shared of [true, false]) {
  for (const left of layouts) {
    for (const right of layouts) {
      test(`${left.name} with ${right.name}, ${shared ? "shared" : "unshared"}`, () => {
        const arena = Arena.create({ shared, initialBytes: 1 << 20 });
        const context = contextOver(arena);
        const before = usedBytes(arena);
        const batch: Batch = { rows: 6, columns: [lay(context, left), lay(context, right)] };
        const pairs = rowsOf(left).map((value, row) => [value, rowsOf(right)[row] as Cell] as const);

        const sum = new Projection(context, [call("+(int4,int4)", [column(0), column(1)]), column(1)]);
        const [added, passed] = sum.evaluate(batch);
        const sums = pairs.map(([a, b]) => (a === null || b === null ? null : a + b));
        assert.deepEqual(cells(arena, added as Vector, 6), sums);
        assert.deepEqual(cells(arena, passed as Vector, 6), rowsOf(right));

        const predicate = new Predicate(context, call("<(int4,int4)", [column(0), column(1)], BOOL));
        const kept = predicate.filter(batch);
        const expected = pairs.filter(([a, b]) => a !== null && b !== null && a < b);
        assert.equal(kept.rows, expected.length);
        assert.deepEqual(
          cells(arena, kept.columns[0] as Vector, kept.rows),
          expected.map(([a]) => a),
        );
        assert.deepEqual(
          cells(arena, kept.columns[1] as Vector, kept.rows),
          expected.map(([, b]) => b),
        );

        const doubled = new Projection(context, [call("*(int4,int4)", [column(0), number(2)])]);
        const [twice] = doubled.evaluate(kept);
        assert.deepEqual(
          cells(arena, twice as Vector, kept.rows),
          expected.map(([a]) => (a as number) * 2),
        );

        for (const part of [sum, predicate, doubled]) part.close();
        context.region.freeAll();
        assert.equal(usedBytes(arena), before);
      });
    }
  }
}
