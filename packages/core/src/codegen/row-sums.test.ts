// Sums per group over batches against BigInt: values that need few bits and many, from batch to batch, at the edges of
// what 64 bits hold; NULLs, indexes, few groups and many, rows without groups; and which forms of code were chosen.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import { FfqError } from "../common/error.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { FunctionRegistry } from "../function/registry.ts";
import { numericArithmetic } from "../function/scalar/operator/numeric-arithmetic.ts";
import { compare } from "../ir/build.ts";
import type { IrFunction } from "../ir/ir.ts";
import { random } from "../kernel/hash.fixture.ts";
import { fixedNumeric, INT4, type LogicalType } from "../type/logical-type.ts";
import type { StateUpdate } from "./batch-parts.ts";
import { layColumn } from "./columns.fixture.ts";
import { Compiler, type Shape } from "./compile.ts";
import type { CodeOf } from "./compiled-code.ts";
import type { EvaluationContext } from "./evaluation-context.ts";
import { RowSums } from "./row-sums.ts";

const BATCH_ROWS = 2048;
const registry = new FunctionRegistry();
registry.offer([numericArithmetic]);

/** Notes which functions are compiled. */
class NotingCompiler extends Compiler {
  readonly states = new Set<string>();

  override shapeOf(fn: IrFunction, codeOf: CodeOf): Shape {
    assert.ok(fn.kind === "update");
    const [expr, update] = [fn.exprs[1], fn.updates[1]];
    this.states.add(update?.state === "part" ? "parts" : expr?.type === "i64" ? "narrow" : "checked");
    return super.shapeOf(fn, codeOf);
  }
}

function contextOver(arena: Arena): EvaluationContext & { readonly compiler: NotingCompiler } {
  const functions = {
    registry,
    casts: { lower: () => undefined },
    equals: (_type: LogicalType, left: Parameters<typeof compare>[1], right: Parameters<typeof compare>[2]) =>
      compare("eq", left, right),
  };
  const region = Region.create(arena, Budget.create(arena));
  return { arena, region, compiler: new NotingCompiler(arena, {}), functions, batchRows: BATCH_ROWS };
}

const PRICE = fixedNumeric(18, 2);
const types = [PRICE, PRICE, INT4];
const column = (index: number): PhysicalExpr => ({ kind: "input", index, type: types[index] as LogicalType });
const times: PhysicalExpr = {
  kind: "call",
  overload: "*(numeric,numeric)",
  args: [column(0), column(1)],
  type: fixedNumeric(36, 4),
};
const more: PhysicalExpr = {
  kind: "call",
  overload: "*(numeric,numeric)",
  args: [times, column(1)],
  type: fixedNumeric(38, 6),
};
const failure = { sqlstate: "22003", message: "numeric field overflow" };
const bigint = { sqlstate: "22003", message: "bigint out of range" };
const sums: readonly { readonly expr: PhysicalExpr; readonly update: StateUpdate }[] = [
  { expr: column(0), update: { state: "i128", failure } },
  { expr: times, update: { state: "i128", failure } },
  { expr: more, update: { state: "i128", failure } },
  { expr: column(2), update: { state: "i64", failure: bigint } },
];

/** Of columns 0 and 1, by batch: how many bits beside the sign. */
type Bits = readonly [first: number, second: number];

interface Case {
  readonly name: string;
  readonly batches: readonly { readonly rows: number; readonly bits: Bits }[];
  readonly groups: number;
  readonly forms: readonly string[];
  readonly sqlstate?: string;
}

const of = (bits: Bits, rows = BATCH_ROWS): { readonly rows: number; readonly bits: Bits } => ({ rows, bits });
const small = [1, 63, 64, 65].map((rows) => of([20, 6], rows));

const cases: readonly Case[] = [
  { name: "small batches", batches: small, groups: 4, forms: ["checked"] },
  { name: "small batches behind a full one", batches: [of([20, 6]), ...small], groups: 4, forms: ["parts", "narrow"] },
  { name: "full batches", batches: [of([20, 6]), of([21, 6]), of([20, 7], 1024)], groups: 4, forms: ["parts"] },
  // 11 bits of rows: a value and two factors of 17 bits have 51, and one bit more does not fit any more.
  { name: "values that just fit", batches: [of([18, 17])], groups: 4, forms: ["parts"] },
  { name: "values that just do not", batches: [of([19, 17])], groups: 4, forms: ["checked"] },
  {
    name: "values that fit in some batches",
    batches: [of([18, 17]), of([30, 20]), of([18, 17]), of([40, 6]), of([12, 20])],
    groups: 7,
    forms: ["parts", "checked"],
  },
  {
    name: "values that often do not fit",
    batches: [of([18, 17]), ...Array.from({ length: 8 }, () => of([40, 10])), of([18, 17])],
    groups: 7,
    forms: ["parts", "checked"],
  },
  { name: "many groups", batches: [of([20, 6]), of([20, 6])], groups: 700, forms: ["narrow"] },
  { name: "more groups than have parts", batches: [of([20, 6]), of([20, 6])], groups: 1500, forms: ["narrow"] },
  { name: "one group", batches: [of([20, 6]), of([20, 6], 65)], groups: 1, forms: ["parts"] },
  { name: "no groups", batches: [of([20, 6]), of([20, 6], 65), of([30, 20])], groups: 0, forms: ["parts", "checked"] },
  { name: "no groups, few rows", batches: small, groups: 0, forms: ["checked"] },
  {
    name: "sums that leave 128 bits",
    batches: [of([20, 6]), of([59, 59])],
    groups: 3,
    forms: ["parts", "checked"],
    sqlstate: "22003",
  },
];

interface Model {
  /** By sum, then group. */
  readonly totals: bigint[][];
  readonly seen: boolean[][];
}

const ofBits = (bits: number, draw: number): bigint => {
  const limit = 1n << BigInt(bits);
  if (draw < 0.1) return -limit;
  return draw < 0.2 ? limit - 1n : BigInt(Math.floor((draw - 0.6) * 2 * Number(limit)));
};

function check(one: Case, seed: number, nullable: boolean, indexed: boolean): ReadonlySet<string> {
  const arena = Arena.create({ shared: seed % 2 === 0, initialBytes: 1 << 20 });
  const context = contextOver(arena);
  const { region } = context;
  const draw = random(seed);
  const groupCount = Math.max(one.groups, 1);
  const compiled = new RowSums(context, sums, one.groups > 0);
  const states = sums.map(() => ({
    state: region.allocateZeroed(16 * groupCount),
    seen: region.allocateZeroed(groupCount),
  }));
  const model: Model = {
    totals: sums.map(() => Array.from({ length: groupCount }, () => 0n)),
    seen: sums.map(() => Array.from({ length: groupCount }, () => false)),
  };
  const numbers = new Map<number, number>();
  let sqlstate: string | undefined;
  for (const { rows, bits } of one.batches) {
    const missing = (): boolean => nullable && draw() < 0.2;
    const first = Array.from({ length: rows }, () => (missing() ? null : ofBits(bits[0], draw())));
    const second = Array.from({ length: rows }, () => (missing() ? null : ofBits(bits[1], draw())));
    const third = Array.from({ length: rows }, () => (missing() ? null : Math.floor((draw() - 0.5) * 2 ** 32)));
    // Numbered as they come: each of the first `count` has had a row.
    const groups = first.map(() => {
      const drawn = Math.floor(draw() * groupCount);
      if (!numbers.has(drawn)) numbers.set(drawn, numbers.size);
      return numbers.get(drawn) as number;
    });
    const count = numbers.size;
    const columns = [first, second, third].map((values, at) =>
      layColumn(region, types[at] as LogicalType, values, { indexed: indexed && at !== 1 }),
    );
    const groupsAt = one.groups === 0 ? 0 : region.allocate(4 * rows);
    if (groupsAt !== 0) arena.view().u32.set(groups, groupsAt >>> 2);
    take(model, groups, [first, second, third]);
    try {
      const marked = compiled.update({ rows, columns }, { groups: groupsAt, count }, states);
      for (const [at, { seen }] of states.entries()) {
        if (marked[at] === "not-yet") arena.view().u8.fill(1, seen, seen + count);
      }
    } catch (thrown) {
      sqlstate = FfqError.from(thrown).sqlstate;
      break;
    }
  }
  assert.equal(sqlstate, one.sqlstate);
  if (sqlstate === undefined) compareStates(arena, states, model);
  compiled.close();
  return context.compiler.states;
}

function take(
  model: Model,
  groups: readonly number[],
  columns: readonly (readonly (bigint | number | null)[])[],
): void {
  for (const [row, group] of groups.entries()) {
    const [a, b, c] = columns.map((values) => values[row] ?? null);
    const values = [a, a == null || b == null ? null : BigInt(a) * BigInt(b), null, c] as (bigint | number | null)[];
    values[2] = values[1] == null || b == null ? null : BigInt(values[1]) * BigInt(b);
    for (const [at, value] of values.entries()) {
      if (value == null) continue;
      const totals = model.totals[at] as bigint[];
      totals[group] = (totals[group] as bigint) + BigInt(value);
      (model.seen[at] as boolean[])[group] = true;
    }
  }
}

function compareStates(
  arena: Arena,
  states: readonly { readonly state: number; readonly seen: number }[],
  { totals, seen }: Model,
): void {
  const { i64, u64, u8 } = arena.view();
  for (const [at, { update }] of sums.entries()) {
    const { state, seen: seenAt } = states[at] as (typeof states)[number];
    for (const [group, total] of (totals[at] as bigint[]).entries()) {
      const low = (state >>> 3) + (update.state === "i128" ? 2 : 1) * group;
      const sum = update.state === "i64" ? i64[low] : ((i64[low + 1] as bigint) << 64n) | (u64[low] as bigint);
      assert.equal(sum, total, `sum ${at} of group ${group}`);
      assert.equal(u8[seenAt + group] === 1, seen[at]?.[group], `seen ${at} of group ${group}`);
    }
  }
}

for (const one of cases) {
  for (const nullable of [false, true]) {
    for (const indexed of [false, true]) {
      test(`${one.name}${nullable ? ", NULLs" : ""}${indexed ? ", indexes" : ""}`, () => {
        for (const seed of [1, 2]) {
          assert.deepEqual([...check(one, seed, nullable, indexed)].toSorted(), one.forms.toSorted());
        }
      });
    }
  }
}
