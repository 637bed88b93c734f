// Compiled code against the interpreter: random typed expressions over random columns with NULLs and extreme
// values, flat and indexed, in shared and unshared memory. The two share no code below the IR.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import { FfqError } from "../common/error.ts";
import { type IrHost, type IrValue, interpret } from "../ir/interpret.ts";
import type { ArithmeticOperator, CompareOperator, IrExpr, IrFailure, IrFunction, IrInput, IrType } from "../ir/ir.ts";
import { printFunction } from "../ir/print.ts";
import { Compiler } from "./compile.ts";
import { type CodeOf, codeOf } from "./compiled-code.ts";
import { emitFunction } from "./emit-function.ts";

/** A small deterministic generator (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type TestType = Exclude<IrType, "ref">;
const types: readonly TestType[] = ["bool", "i32", "i64", "f32", "f64", "i128"];
const overflow: IrFailure = { sqlstate: "22003", message: "out of range" };
const zero: IrFailure = { sqlstate: "22012", message: "division by zero" };

const extremes: Readonly<Record<TestType, readonly (number | bigint)[]>> = {
  bool: [0, 1],
  i32: [0, 1, -1, 2, 7, 2147483647, -2147483648, 65536],
  i64: [0n, 1n, -1n, 3n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 31n, -(2n ** 31n), 10n ** 10n],
  i128: [
    0n,
    1n,
    -1n,
    5n,
    2n ** 127n - 1n,
    -(2n ** 127n),
    2n ** 64n,
    -(2n ** 64n),
    2n ** 63n,
    10n ** 19n,
    -(10n ** 30n),
  ],
  f32: [
    0,
    -0,
    1,
    -1.5,
    2.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Math.fround(3.4e38),
    Math.fround(1e-45),
  ],
  f64: [
    0,
    -0,
    1,
    -1.5,
    0.5,
    2.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    1.7e308,
    5e-324,
    2 ** 31,
    -(2 ** 63),
  ],
};

class Generator {
  readonly #random: () => number;
  readonly inputs: IrInput[] = [];

  constructor(random: () => number) {
    this.#random = random;
    for (const type of types) {
      for (const nullable of [false, true]) this.inputs.push({ type, nullable, indexed: this.chance(0.5) });
    }
  }

  chance(probability: number): boolean {
    return this.#random() < probability;
  }

  pick<Value>(values: readonly Value[]): Value {
    return values[Math.floor(this.#random() * values.length)] as Value;
  }

  value(type: TestType): number | bigint {
    if (this.chance(0.4)) return this.pick(extremes[type]);
    const unit = this.#random() * 2 - 1;
    switch (type) {
      case "bool":
        return this.chance(0.5) ? 1 : 0;
      case "i32":
        return Math.trunc(unit * 1000);
      case "i64":
        return BigInt(Math.trunc(unit * 1e12));
      case "i128":
        return BigInt(Math.trunc(unit * 1e15)) * (this.chance(0.3) ? 10n ** 15n : 1n);
      case "f32":
        return Math.fround(unit * 1e4);
      case "f64":
        return unit * 1e6;
    }
  }

  expr(type: TestType, depth: number): IrExpr {
    if (depth === 0 || this.chance(0.15)) return this.leaf(type);
    const choice = this.#random();
    if (choice < 0.12) return this.choose(type, depth);
    if (choice < 0.2) {
      const args = [this.expr(type, depth - 1), this.expr(type, depth - 1), this.expr(type, depth - 1)];
      return { op: "coalesce", type, nullable: args.every((arg) => arg.nullable), args };
    }
    if (choice < 0.25) {
      const value = this.expr(type, depth - 1);
      const name = `${type}Local`;
      const local: IrExpr = { op: "local", type, nullable: value.nullable, name };
      // The local is read before and after an expression that may bind the same name again.
      const between = this.expr(type, depth - 1);
      const when: IrExpr = {
        op: "compare",
        type: "bool",
        nullable: value.nullable,
        operator: "eq",
        left: local,
        right: local,
      };
      const inner: IrExpr = {
        op: "coalesce",
        type,
        nullable: between.nullable && value.nullable,
        args: [between, local],
      };
      const body: IrExpr = {
        op: "if",
        type,
        nullable: inner.nullable || value.nullable,
        branches: [{ when: { op: "not", type: "bool", nullable: value.nullable, arg: when }, then: inner }],
        otherwise: this.chance(0.5) ? inner : local,
      };
      return { op: "let", type, nullable: body.nullable, name, value, body };
    }
    if (type === "bool") return this.bool(depth);
    if (choice < 0.45) return this.convert(type, depth);
    if (choice < 0.55) return this.unary(type, depth);
    return this.arithmetic(type, depth);
  }

  leaf(type: TestType): IrExpr {
    const choice = this.#random();
    if (choice < 0.25) return { op: "const", type, nullable: false, value: this.value(type) };
    if (choice < 0.3) return { op: "null", type, nullable: true };
    if (choice < 0.35) {
      const value: IrExpr = this.chance(0.2)
        ? { op: "null", type, nullable: true }
        : { op: "const", type, nullable: false, value: this.value(type) };
      return { op: "once", type, nullable: value.nullable, value };
    }
    const positions = this.inputs.flatMap((input, position) => (input.type === type ? [position] : []));
    const input = this.pick(positions);
    return { op: "input", type, nullable: (this.inputs[input] as IrInput).nullable, input };
  }

  choose(type: TestType, depth: number): IrExpr {
    const branches = Array.from({ length: this.chance(0.05) ? 7 : 2 }, () => ({
      when: this.expr("bool", depth - 1),
      then: this.expr(type, depth - 1),
    }));
    const otherwise = this.expr(type, depth - 1);
    const nullable = otherwise.nullable || branches.some((branch) => branch.then.nullable);
    return { op: "if", type, nullable, branches, otherwise };
  }

  bool(depth: number): IrExpr {
    const choice = this.#random();
    if (choice < 0.4) {
      const args = [1, 2, 3].map(() => this.expr("bool", depth - 1));
      return { op: this.pick(["and", "or"]), type: "bool", nullable: args.some((arg) => arg.nullable), args };
    }
    if (choice < 0.5) {
      const arg = this.expr("bool", depth - 1);
      return { op: "not", type: "bool", nullable: arg.nullable, arg };
    }
    if (choice < 0.6)
      return { op: "is-null", type: "bool", nullable: false, arg: this.expr(this.pick(types), depth - 1) };
    const type = this.pick(types);
    const [left, right] = [this.expr(type, depth - 1), this.expr(type, depth - 1)];
    const operator = this.pick<CompareOperator>(["eq", "ne", "lt", "le", "gt", "ge"]);
    return { op: "compare", type: "bool", nullable: left.nullable || right.nullable, operator, left, right };
  }

  convert(type: TestType, depth: number): IrExpr {
    const sources: Readonly<Record<TestType, readonly TestType[]>> = {
      bool: ["bool"],
      i32: ["bool", "i64", "f64", "f32"],
      i64: ["i32", "i128", "f64", "f32"],
      i128: ["i32", "i64"],
      f32: ["i32", "i64", "f64"],
      f64: ["i32", "i64", "f32"],
    };
    const arg = this.expr(this.pick(sources[type]), depth - 1);
    return { op: "convert", type, nullable: arg.nullable, arg, failure: overflow };
  }

  unary(type: TestType, depth: number): IrExpr {
    const arg = this.expr(type, depth - 1);
    const float = type === "f32" || type === "f64";
    const operator = float
      ? this.pick(["neg", "abs", "floor", "ceil", "trunc", "nearest"] as const)
      : this.pick(["neg", "abs"] as const);
    const failure = !float && this.chance(0.5) ? { failure: overflow } : {};
    return { op: "unary", type, nullable: arg.nullable, operator, arg, ...failure };
  }

  arithmetic(type: TestType, depth: number): IrExpr {
    const [left, right] = [this.expr(type, depth - 1), this.expr(type, depth - 1)];
    const operators: readonly ArithmeticOperator[] =
      type === "i128"
        ? ["add", "sub", "mul"]
        : type === "f32" || type === "f64"
          ? ["add", "sub", "mul", "div"]
          : ["add", "sub", "mul", "div", "rem"];
    const operator = this.pick(operators);
    const checks = this.chance(0.6) ? { failure: overflow } : {};
    const divides = operator === "div" || operator === "rem" ? { zero } : {};
    return {
      op: "arithmetic",
      type,
      nullable: left.nullable || right.nullable,
      operator,
      left,
      right,
      ...checks,
      ...divides,
    };
  }
}

const widths: Readonly<Record<TestType, number>> = { bool: 1, i32: 4, f32: 4, i64: 8, f64: 8, i128: 16 };

function write(arena: Arena, type: TestType, address: number, slot: number, value: number | bigint): void {
  const view = arena.view();
  const at = address + slot * widths[type];
  switch (type) {
    case "bool":
      view.u8[at] = Number(value);
      return;
    case "i32":
      view.i32[at >>> 2] = Number(value);
      return;
    case "f32":
      view.f32[at >>> 2] = Number(value);
      return;
    case "f64":
      view.f64[at >>> 3] = Number(value);
      return;
    case "i64":
      view.i64[at >>> 3] = BigInt(value);
      return;
    case "i128":
      view.u64[at >>> 3] = BigInt.asUintN(64, BigInt(value));
      view.i64[(at >>> 3) + 1] = BigInt(value) >> 64n;
  }
}

function read(arena: Arena, type: TestType, address: number, slot: number): number | bigint {
  const view = arena.view();
  const at = address + slot * widths[type];
  switch (type) {
    case "bool":
      return view.u8[at] as number;
    case "i32":
      return view.i32[at >>> 2] as number;
    case "f32":
      return view.f32[at >>> 2] as number;
    case "f64":
      return view.f64[at >>> 3] as number;
    case "i64":
      return view.i64[at >>> 3] as bigint;
    case "i128":
      return ((view.i64[(at >>> 3) + 1] as bigint) << 64n) | (view.u64[at >>> 3] as bigint);
  }
}

interface Column {
  readonly values: IrValue[];
  readonly data: number;
  readonly validity: number;
  readonly index: number;
}

function layColumn(arena: Arena, region: Region, generator: Generator, input: IrInput, rows: number): Column {
  const type = input.type as TestType;
  const slots = input.indexed ? Math.max(1, Math.ceil(rows / 2)) : rows;
  const data = region.allocate(slots * widths[type]);
  const validity = input.nullable ? region.allocate(slots) : 0;
  const index = input.indexed ? region.allocate(rows * 4) : 0;
  const stored: IrValue[] = [];
  for (let slot = 0; slot < slots; slot++) {
    const value = generator.value(type);
    write(arena, type, data, slot, value);
    const isNull = input.nullable && generator.chance(0.3);
    if (input.nullable) arena.view().u8[validity + slot] = isNull ? 0 : 1;
    stored.push(isNull ? null : value);
  }
  const values: IrValue[] = [];
  for (let row = 0; row < rows; row++) {
    const slot = input.indexed ? generator.pick([...stored.keys()]) : row;
    if (input.indexed) arena.view().u32[(index >>> 2) + row] = slot;
    values.push(stored[slot] as IrValue);
  }
  return { values, data, validity, index };
}

const noHost = {
  call: (): number => assert.fail("no row functions here"),
  bytes: (): bigint => assert.fail("no constants of bytes here"),
  read: (): Uint8Array => assert.fail("no constants of bytes here"),
};

/** What the interpreter says: values by row, or the SQLSTATE of the first row that fails. */
function expected(fn: IrFunction, columns: readonly Column[], rows: number): { values: IrValue[][]; failure?: string } {
  const values: IrValue[][] = fn.exprs.map(() => []);
  for (let row = 0; row < rows; row++) {
    const host: IrHost = { ...noHost, inputs: columns.map((column) => column.values[row] as IrValue) };
    try {
      for (const [position, expr] of fn.exprs.entries()) {
        const value = interpret(expr, host);
        (values[position] as IrValue[]).push(value);
        if (fn.kind === "filter" && value !== 1) break;
      }
    } catch (thrown) {
      return { values, failure: FfqError.from(thrown).sqlstate ?? "none" };
    }
  }
  return { values };
}

/** The rows that all of a filter's expressions let through, and how many each but the last did. */
function filtered(
  values: readonly (readonly IrValue[])[],
  rows: number,
): { readonly rows: readonly number[]; readonly passed: readonly number[] } {
  let left = Array.from({ length: rows }, (_, row) => row);
  const passed: number[] = [];
  for (const answers of values) {
    left = left.filter((_, at) => answers[at] === 1);
    passed.push(left.length);
  }
  return { rows: left, passed: passed.slice(0, -1) };
}

function check(seed: number, shared: boolean, code: CodeOf): boolean {
  const arena = Arena.create({ shared, initialBytes: 1 << 20, maximumBytes: 64 << 20 });
  const region = Region.create(arena, Budget.create(arena));
  const compiler = new Compiler(arena, {});
  const generator = new Generator(randomFrom(seed));
  const rows = generator.pick([0, 1, 63, 64, 65, 200]);
  const filter = generator.chance(0.3);
  const conjuncts = generator.pick([["bool"], ["bool", "bool"], ["bool", "bool", "bool"]] as const);
  const outputs = filter ? conjuncts : [generator.pick(types), generator.pick(types)];
  const fn: IrFunction = {
    kind: filter ? "filter" : "project",
    inputs: generator.inputs,
    exprs: outputs.map((type) => generator.expr(type, 4)),
  };
  const columns = generator.inputs.map((input) => layColumn(arena, region, generator, input, rows));
  const model = expected(fn, columns, rows);
  const compiled = compiler.instantiate(compiler.shapeOf(fn, code), region);
  for (const [position, column] of columns.entries()) compiled.setInput(position, column);
  const written = fn.exprs.map((expr) => ({
    data: region.allocate(rows * 16 + 16),
    validity: expr.nullable ? region.allocate(rows + 1) : 0,
  }));
  for (const [position, output] of written.entries()) compiled.setOutput(position, output);
  const label = `seed ${seed} shared ${shared} rows ${rows}: ${printFunction(fn)}`;
  if (model.failure !== undefined) {
    assert.throws(() => compiled.run(0, rows), { name: "FfqError", sqlstate: model.failure }, label);
    return true;
  }
  const count = compiled.run(0, rows);
  if (filter) {
    const kept = filtered(model.values, rows);
    for (const [position, passed] of kept.passed.entries()) assert.equal(compiled.passed(position), passed, label);
    assert.equal(count, kept.rows.length, label);
    const start = (written[0] as { data: number }).data >>> 2;
    assert.deepEqual([...arena.view().u32.subarray(start, start + kept.rows.length)], kept.rows, label);
    return false;
  }
  assert.equal(count, rows, label);
  for (const [position, expr] of fn.exprs.entries()) {
    const { data, validity } = written[position] as { data: number; validity: number };
    for (let row = 0; row < rows; row++) {
      const isNull = validity !== 0 && arena.view().u8[validity + row] === 0;
      const got = isNull ? null : read(arena, expr.type as TestType, data, row);
      const want = model.values[position]?.[row] as IrValue;
      // Zero's sign and NaN's bits are not SQL values.
      const same = got === want || (Number.isNaN(got) && Number.isNaN(want));
      assert.ok(same, `row ${row} output ${position}: got ${got}, want ${want}; ${label}`);
    }
  }
  return false;
}

const SEEDS = 1500;

/** As of expressions that are far too long for one function. */
const cutCodeOf: CodeOf = (_shape, fn, shared) => {
  const emitted = emitFunction(fn, shared, { whole: 0, each: 20 });
  return { emitted, wasm: new WebAssembly.Module(emitted.bytes) };
};

for (const { name, shared, code } of [
  { name: "shared memory", shared: true, code: codeOf },
  { name: "unshared memory", shared: false, code: codeOf },
  { name: "cut into helpers", shared: true, code: cutCodeOf },
]) {
  test(`compiled code equals the interpreter, ${name}`, () => {
    let failing = 0;
    for (let seed = 1; seed <= SEEDS; seed++) if (check(seed * 2 + Number(shared), shared, code)) failing++;
    // Both kinds of outcome must have been seen often, or the test shows little.
    assert.ok(failing > SEEDS * 0.05 && failing < SEEDS * 0.8, `${failing} of ${SEEDS} failed in both`);
  });
}

test("a failure names the first failing row and is reported before later rows run", () => {
  const arena = Arena.create({ initialBytes: 1 << 20 });
  const region = Region.create(arena, Budget.create(arena));
  const input: IrExpr = { op: "input", type: "i32", nullable: false, input: 0 };
  const one: IrExpr = { op: "const", type: "i32", nullable: false, value: 1 };
  const fn: IrFunction = {
    kind: "project",
    inputs: [{ type: "i32", nullable: false, indexed: false }],
    exprs: [
      {
        op: "arithmetic",
        type: "i32",
        nullable: false,
        operator: "div",
        left: one,
        right: input,
        failure: overflow,
        zero,
      },
    ],
  };
  const compiler = new Compiler(arena, {});
  const compiled = compiler.instantiate(compiler.shapeOf(fn, codeOf), region);
  const data = region.allocate(12);
  arena.view().i32.set([5, 0, 0], data >>> 2);
  compiled.setInput(0, { data, validity: 0, index: 0 });
  compiled.setOutput(0, { data: region.allocate(12), validity: 0 });
  assert.throws(() => compiled.run(0, 3), {
    code: "DATA",
    sqlstate: "22012",
    message: "division by zero",
    context: { batchRow: 1 },
  });
});
