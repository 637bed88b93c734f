// Expressions of ten thousand levels: computed in stages, with the answer that one evaluation would give, and
// without computing what no row asks for.
import assert from "node:assert/strict";
import { test } from "node:test";
import { usedBytes } from "../arena/allocator.ts";
import type { Batch, Vector } from "../column/vector.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { BOOL, INT4 } from "../type/logical-type.ts";
import { layColumn, readColumn } from "./columns.fixture.ts";
import { contextOver } from "./evaluation-context.fixture.ts";
import type { EvaluationContext } from "./evaluation-context.ts";
import { Predicate } from "./predicate.ts";
import { Projection } from "./projection.ts";

const LEVELS = 10_000;

const input: PhysicalExpr = { kind: "input", index: 0, type: INT4 };
const constant = (value: number): PhysicalExpr => ({ kind: "constant", value, type: INT4 });
const call = (overload: string, args: readonly PhysicalExpr[], type = INT4): PhysicalExpr => ({
  kind: "call",
  overload,
  args,
  type,
});

/** ((x op y) op y) ... */
function chain(operator: string, right: PhysicalExpr): PhysicalExpr {
  let expr = input;
  for (let level = 0; level < LEVELS; level++) expr = call(`${operator}(int4,int4)`, [expr, right]);
  return expr;
}

function batchOf(context: EvaluationContext): Batch {
  return { rows: 4, columns: [layColumn(context.region, INT4, [1, null, 3, 0], { indexed: true })] };
}

test("a sum of ten thousand terms, projected", () => {
  const context = contextOver(64);
  const batch = batchOf(context);
  const before = usedBytes(context.arena);
  const projection = new Projection(context, [chain("+", input), input]);
  const [sum] = projection.evaluate(batch);
  assert.deepEqual(readColumn(context.arena, sum as Vector, 4), [1 + LEVELS, null, 3 * (1 + LEVELS), 0]);
  projection.close();
  assert.equal(usedBytes(context.arena), before);
});

test("the same as a predicate", () => {
  const context = contextOver(64);
  const predicate = new Predicate(context, call(">(int4,int4)", [chain("+", input), constant(LEVELS)], BOOL));
  const kept = predicate.filter(batchOf(context));
  assert.deepEqual(readColumn(context.arena, kept.columns[0] as Vector, kept.rows), [1, 3]);
});

test("below a CASE, what cannot fail is computed before; what can fail is refused rather than computed", () => {
  const context = contextOver(64);
  const guarded = (then: PhysicalExpr): PhysicalExpr => ({
    kind: "case",
    branches: [{ when: call("<(int4,int4)", [input, constant(2)], BOOL), then }],
    otherwise: constant(-1),
    type: INT4,
  });
  const bits = new Projection(context, [guarded(chain("|", constant(6)))]);
  assert.deepEqual(readColumn(context.arena, bits.evaluate(batchOf(context))[0] as Vector, 4), [7, -1, -1, 6]);
  const products = new Projection(context, [guarded(chain("*", constant(2)))]);
  assert.throws(() => products.evaluate(batchOf(context)), { code: "UNSUPPORTED", sqlstate: "54001" });
});

test("an error deep below is the query's", () => {
  const context = contextOver(64);
  const projection = new Projection(context, [chain("*", constant(3))]);
  assert.throws(() => projection.evaluate(batchOf(context)), { sqlstate: "22003", message: "integer out of range" });
});
