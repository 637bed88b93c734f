// Compiled sums per group against the interpreter and its way of adding: random values with NULLs and extremes,
// narrow columns and expressions, expressions that contain each other, groups in any order, batch after batch.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import { FfqError } from "../common/error.ts";
import { arithmetic, convert } from "../ir/build.ts";
import { type IrValue, interpret } from "../ir/interpret.ts";
import { interpretUpdate } from "../ir/interpret-update.ts";
import type { IrExpr, IrFailure, IrFunction, IrInput, IrUpdate } from "../ir/ir.ts";
import { random } from "../kernel/hash.fixture.ts";
import { PARTS_STRIDE } from "./call-block.ts";
import { Compiler } from "./compile.ts";
import { codeOf } from "./compiled-code.ts";

const failure: IrFailure = { sqlstate: "22003", message: "bigint out of range" };
const GROUPS = 5;
const input = (at: number, type: "i32" | "i64" | "f64", nullable: boolean): IrExpr => ({
  op: "input",
  type,
  nullable,
  input: at,
});

/** Values that stay within every state, and some that do not. */
const values = {
  i32: (draw: number): number => Math.floor((draw - 0.5) * 2 ** 32),
  i64: (draw: number, wild: boolean): bigint =>
    wild && draw < 0.05 ? 2n ** 63n - 1n : BigInt(Math.floor((draw - 0.5) * 2 ** 40)),
  f64: (draw: number, wild: boolean): number =>
    wild && draw < 0.1
      ? ([1.7e308, Number.NaN, Number.POSITIVE_INFINITY, -0][Math.floor(draw * 40)] as number)
      : draw - 0.5,
};

interface Form {
  readonly nullable: boolean;
  readonly marksAll: boolean;
  readonly grouped: boolean;
}

function functionOf({ nullable, marksAll, grouped }: Form): Extract<IrFunction, { kind: "update" }> {
  const types = ["i32", "i64", "f64"] as const;
  const inputs = types.map((type): IrInput => ({ type, nullable, indexed: type === "i64" }));
  const [small, large, real] = types.map((type, at) => input(at, type, nullable)) as [IrExpr, IrExpr, IrExpr];
  const product = arithmetic("mul", convert(small, "i128"), convert(large, "i128"), { failure });
  const squared = arithmetic("mul", convert(small, "i64"), convert(small, "i64"));
  const more = arithmetic("mul", product, convert(small, "i128"), { failure });
  return {
    kind: "update",
    inputs,
    exprs: [convert(small, "i64"), large, convert(large, "i128"), product, more, real, large, large, squared],
    updates: [
      ...(["i64", "i64", "i128", "i128", "i128", "f64"] as const).map((state): IrUpdate => ({ state, failure })),
      { state: "i128", failure },
      { state: "part" },
      { state: "part" },
    ],
    marksAll,
    grouped,
  };
}

interface Model {
  /** By update, then group. */
  readonly sums: (number | bigint)[][];
  readonly seen: boolean[][];
}

/** Takes rows into the model; the SQLSTATE of the first failure. */
function expect(
  fn: ReturnType<typeof functionOf>,
  model: Model,
  rows: readonly IrValue[][],
  groups: readonly number[],
) {
  const none = (): never => assert.fail("no row functions and no bytes here");
  const host = { call: none, bytes: none, read: none };
  for (const [row, inputs] of rows.entries()) {
    const group = groups[row] as number;
    try {
      for (const [at, expr] of fn.exprs.entries()) {
        const value = interpret(expr, { ...host, inputs });
        const sums = model.sums[at] as (number | bigint)[];
        sums[group] = interpretUpdate(fn.updates[at] as IrUpdate, sums[group] as number | bigint, value);
        if (value !== null && (expr.nullable || fn.marksAll)) (model.seen[at] as boolean[])[group] = true;
      }
    } catch (thrown) {
      return FfqError.from(thrown).sqlstate;
    }
  }
  return undefined;
}

function check(seed: number, form: Form, wild: boolean): boolean {
  const { nullable } = form;
  const arena = Arena.create({ shared: seed % 2 === 0, initialBytes: 1 << 20 });
  const region = Region.create(arena, Budget.create(arena));
  const draw = random(seed);
  const fn = functionOf(form);
  const compiler = new Compiler(arena, {});
  const compiled = compiler.instantiate(compiler.shapeOf(fn, codeOf), region);
  const parts = region.allocateZeroed(fn.updates.length * PARTS_STRIDE);
  const states = fn.updates.map(({ state }, at) => ({
    data: state === "part" ? parts + at * PARTS_STRIDE : region.allocateZeroed(16 * GROUPS),
    validity: region.allocateZeroed(16),
  }));
  const model: Model = {
    sums: fn.updates.map(({ state }) => Array.from({ length: GROUPS }, () => (state === "f64" ? 0 : 0n))),
    seen: fn.updates.map(() => Array.from({ length: GROUPS }, () => false)),
  };
  for (const rows of [0, 1, 63, 64, 65, 200]) {
    const groups = Array.from({ length: rows }, () => (form.grouped ? Math.floor(draw() * GROUPS) : 0));
    const slots = groups.map(() => [values.i32(draw()), values.i64(draw(), wild), values.f64(draw(), wild)]);
    const valid = slots.map((slot) => slot.map(() => !nullable || draw() > 0.3));
    const groupsAt = region.allocate(4 * rows + 4);
    arena.view().u32.set(groups, groupsAt >>> 2);
    compiled.setOutput(fn.exprs.length, { data: form.grouped ? groupsAt : 0, validity: 0 });
    compiled.setOutput(fn.exprs.length + 1, { data: parts, validity: 0 });
    for (const [at, state] of states.entries()) compiled.setOutput(at, state);
    for (const [at, { type, indexed }] of fn.inputs.entries()) {
      const place = (row: number): number => (indexed ? rows - 1 - row : row);
      const data = region.allocate(8 * rows + 8);
      const validity = nullable ? region.allocate(rows + 1) : 0;
      const index = indexed ? region.allocate(4 * rows + 4) : 0;
      const { i32, i64, f64, u8, u32 } = arena.view();
      for (let row = 0; row < rows; row++) {
        const slot = place(row);
        if (indexed) u32[(index >>> 2) + row] = slot;
        if (nullable) u8[validity + slot] = valid[row]?.[at] === true ? 1 : 0;
        const value = slots[row]?.[at];
        if (type === "i32") i32[(data >>> 2) + slot] = value as number;
        else if (type === "i64") i64[(data >>> 3) + slot] = value as bigint;
        else f64[(data >>> 3) + slot] = value as number;
      }
      compiled.setInput(at, { data, validity, index });
    }
    const rowsOfModel = slots.map((slot, row) => slot.map((value, at) => (valid[row]?.[at] === true ? value : null)));
    const sqlstate = expect(fn, model, rowsOfModel, groups);
    if (sqlstate !== undefined) {
      assert.throws(() => compiled.run(0, rows), { name: "FfqError", sqlstate });
      return true;
    }
    assert.equal(compiled.run(0, rows), rows);
  }
  const { i64, u64, f64, u8 } = arena.view();
  for (const [at, { state }] of fn.updates.entries()) {
    const { data, validity } = states[at] as (typeof states)[number];
    for (let group = 0; group < GROUPS; group++) {
      const low = (data >>> 3) + (state === "i128" ? 2 : 1) * group;
      const sum =
        state === "f64"
          ? f64[low]
          : state !== "i128"
            ? i64[low]
            : ((i64[low + 1] as bigint) << 64n) | (u64[low] as bigint);
      const want = model.sums[at]?.[group];
      assert.ok(
        sum === want || (Number.isNaN(sum) && Number.isNaN(want)),
        `seed ${seed} sum ${at} group ${group}: ${sum}, ${want}`,
      );
      assert.equal(u8[validity + group] === 1, model.seen[at]?.[group], `seed ${seed} seen ${at} group ${group}`);
    }
  }
  return false;
}

for (const nullable of [false, true]) {
  for (const marksAll of [false, true]) {
    for (const grouped of [false, true]) {
      const marks = marksAll ? ", each row marked" : "";
      test(`sums of ${nullable ? "nullable" : "plain"} values${marks}${grouped ? "" : ", of all rows"}`, () => {
        const form = { nullable, marksAll, grouped };
        for (let seed = 1; seed <= 20; seed++) assert.equal(check(seed, form, false), false);
        let failed = 0;
        for (let seed = 1; seed <= 50; seed++) if (check(seed, form, true)) failed++;
        assert.ok(failed > 5 && failed <= 50, `${failed} of 50 failed`);
      });
    }
  }
}
