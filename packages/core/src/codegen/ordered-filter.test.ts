// Filters whose order follows what they let through: sorted data whose second half is the opposite of the first, what can
// fail behind what protects it, and the same rows in every order.
import assert from "node:assert/strict";
import { test } from "node:test";
import { usedBytes } from "../arena/allocator.ts";
import type { Batch, Vector } from "../column/vector.ts";
import { FfqError } from "../common/error.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { BOOL, INT4, TEXT } from "../type/logical-type.ts";
import { layColumn } from "./columns.fixture.ts";
import { conjunctsOf } from "./conjunct-order.ts";
import { contextOver } from "./evaluation-context.fixture.ts";
import type { EvaluationContext } from "./evaluation-context.ts";
import { MeasuredOrder } from "./measured-order.ts";
import { OrderedFilter } from "./ordered-filter.ts";
import { Predicate } from "./predicate.ts";

const ROWS = 4096;

const call = (overload: string, args: readonly PhysicalExpr[], type: PhysicalExpr["type"]): PhysicalExpr => ({
  kind: "call",
  overload,
  args,
  type,
});
const text: PhysicalExpr = { kind: "input", index: 0, type: TEXT };
const divisor: PhysicalExpr = { kind: "input", index: 1, type: INT4 };
const number = (value: number): PhysicalExpr => ({ kind: "constant", value, type: INT4 });
const like = (pattern: string): PhysicalExpr =>
  call("~~(text,text)", [text, { kind: "constant", value: pattern, type: TEXT }], BOOL);
const allOf = (...args: readonly PhysicalExpr[]): PhysicalExpr => ({ kind: "and", args, type: { kind: "bool" } });

/** One row of 16 has the rare text and divisor 1, of the others some have NULL, the rest the common text. */
function batchOf(context: EvaluationContext, common: string, rare: string, divisorOf = 1): Batch {
  const texts = Array.from({ length: ROWS }, (_, row) => (row % 16 === 0 ? rare : row % 32 === 1 ? null : common));
  const divisors = texts.map((value) => (value === rare ? 1 : divisorOf));
  const { region } = context;
  return {
    rows: ROWS,
    columns: [
      layColumn(region, TEXT, texts, { indexed: false }),
      layColumn(region, INT4, divisors, { indexed: false }),
    ],
  };
}

const rowsOf = (context: EvaluationContext, at: number, count: number): readonly number[] => [
  ...context.arena.view().u32.subarray(at >>> 2, (at >>> 2) + count),
];

test("the order follows the data, and follows it again when the data changes", () => {
  const context = contextOver(ROWS);
  const conjuncts = conjunctsOf(allOf(like("%a_c%"), like("%d_f%")), context.functions);
  const measured = new MeasuredOrder(conjuncts);
  const early = batchOf(context, "xx abc xx", "xx def abc");
  const late = batchOf(context, "xx def xx", "xx abc def");
  const rows = context.region.allocate(ROWS * 4);
  const orders: string[] = [];
  const filter = new OrderedFilter(context, measured, [0]);
  for (let batch = 0; batch < 96; batch++) {
    const { columns } = batch < 32 ? early : late;
    const bound = filter.bind([columns[0] as Vector]);
    const kept = filter.filter(bound, ROWS, rows);
    assert.equal(kept, ROWS / 16);
    assert.deepEqual(
      rowsOf(context, rows, kept),
      Array.from({ length: kept }, (_, at) => at * 16),
    );
    if (orders.at(-1) !== measured.order.join()) orders.push(measured.order.join());
  }
  filter.close();
  assert.deepEqual(orders, ["0,1", "1,0", "0,1"]);
});

test("a task's filter begins with the order that another one came to", () => {
  const context = contextOver(ROWS);
  const predicate = allOf(like("%a_c%"), like("%d_f%"));
  const batch = batchOf(context, "xx abc xx", "xx def abc");
  const before = usedBytes(context.arena);
  for (let task = 0; task < 3; task++) {
    const filter = new Predicate(context, predicate);
    for (let round = 0; round < 12; round++) assert.equal(filter.select(batch), ROWS / 16);
    filter.close();
  }
  assert.equal(usedBytes(context.arena), before);
});

test("what can fail is asked only where what stands before it is true, however little that keeps away", () => {
  const context = contextOver(ROWS);
  const quotient = call("=(int4,int4)", [call("/(int4,int4)", [number(7), divisor], INT4), number(9)], BOOL);
  const safe = batchOf(context, "xx abc xx", "yy abc", 1);
  const unsafe = batchOf(context, "xx", "yy abc", 0);
  const filter = new Predicate(context, allOf(like("%a_c%"), quotient, like("%x%")));
  for (let round = 0; round < 40; round++) assert.equal(filter.select(safe), 0);
  for (let round = 0; round < 40; round++) assert.equal(filter.select(unsafe), 0);
  filter.close();
  const unprotected = new Predicate(context, allOf(quotient, like("%a_c%")));
  assert.throws(
    () => unprotected.select(unsafe),
    (thrown) => thrown instanceof FfqError && thrown.sqlstate === "22012",
  );
  unprotected.close();
});
