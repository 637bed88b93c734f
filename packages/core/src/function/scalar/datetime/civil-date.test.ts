// Fields of dates against JavaScript's calendar, and past its end against PostgreSQL's first and last dates.
import assert from "node:assert/strict";
import { test } from "node:test";
import { interpret } from "../../../ir/interpret.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { type CivilField, civilField } from "./civil-date.ts";

const input: IrExpr = { op: "input", type: "i32", nullable: false, input: 0 };
const fields = ["year", "month", "day"] as const satisfies readonly CivilField[];
const exprs = fields.map((field) => civilField(field, input));
const none = (): never => assert.fail("no call is made");

/** [year, month, day], the year before 1 being -1. */
function fieldsOf(days: number): number[] {
  return exprs.map((expr) => Number(interpret(expr, { inputs: [days], call: none, bytes: none, read: none })));
}

test("the days of 450 years", () => {
  for (let days = -25_000; days < 140_000; days += 3) {
    const date = new Date(days * 86_400_000);
    assert.deepEqual(fieldsOf(days), [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]);
  }
});

test("far dates", () => {
  // The first and the last dates of JavaScript lie beyond PostgreSQL's first and before its last.
  for (let days = -2_440_000; days < 100_000_000; days += 12_345) {
    const date = new Date(days * 86_400_000);
    const year = date.getUTCFullYear();
    assert.deepEqual(fieldsOf(days), [year > 0 ? year : year - 1, date.getUTCMonth() + 1, date.getUTCDate()]);
  }
  const known: readonly (readonly [days: number, fields: readonly number[]])[] = [
    [-2_440_588, [-4714, 11, 24]],
    [2_145_042_905, [5_874_897, 12, 31]],
    [-719_163, [-1, 12, 31]],
    [-719_162, [1, 1, 1]],
  ];
  for (const [days, want] of known) assert.deepEqual(fieldsOf(days), want);
});
