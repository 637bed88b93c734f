// numeric.facts.jsonl holds PostgreSQL's own answers (its header names the version); sums, differences and
// products are also checked against BigInt over random operands, 128-bit integers likewise.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import { FfqError } from "../common/error.ts";
import { NumericHeap, type NumericRef, numericError } from "./numeric.ts";

type Answer =
  | string
  | null
  | { readonly sqlstate: string }
  | { readonly length: number; readonly starts: string; readonly ends: string };

function openHeap(shared: boolean): { heap: NumericHeap; region: Region; arena: Arena } {
  const arena = Arena.create({ shared });
  const region = Region.create(arena, Budget.create(arena));
  return { heap: new NumericHeap(arena, region), region, arena };
}

function readFacts(): [string, ...unknown[]][] {
  const lines = readFileSync(new URL("./numeric.facts.jsonl", import.meta.url), "utf8")
    .trim()
    .split("\n")
    .slice(1);
  return lines.map((line) => JSON.parse(line));
}

const binary = {
  add: "numericAdd",
  sub: "numericSubtract",
  mul: "numericMultiply",
  div: "numericDivide",
  mod: "numericRemainder",
  divWhole: "numericDivideWhole",
  power: "numericPower",
  log: "numericLog",
} as const;
const unary = {
  neg: "numericNegate",
  abs: "numericAbs",
  sign: "numericSign",
  ceil: "numericCeil",
  floor: "numericFloor",
  trimScale: "numericNormalise",
  sqrt: "numericSqrt",
  exp: "numericExp",
  ln: "numericLn",
} as const;
const store = {
  toI16: "numericToI16",
  toI32: "numericToI32",
  toI64: "numericToI64",
  toF64: "numericToF64",
  toF32: "numericToF32",
} as const;

/** FFQ's answer. */
function evaluate(context: ReturnType<typeof openHeap>, operation: string, operands: readonly unknown[]): Answer {
  const { heap, region, arena } = context;
  const { exports } = heap;
  if (operation === "text") return heap.toText(heap.fromText(operands[0] as string));
  if (operation === "fromF64") return heap.toText(heap.run((e) => e.numericFromF64(Number(operands[0]))));
  if (operation === "fromF32") return heap.toText(heap.run((e) => e.numericFromF32(Number(operands[0]))));
  if (/^(var|stddev)(Samp|Pop)$/.test(operation)) {
    const values = (operands[0] as string).split(" ").map((text) => heap.fromText(text));
    let total = heap.fromText("0");
    let squares = total;
    for (const value of values) {
      const square = heap.run((e) => e.numericMultiply(value, value));
      total = heap.run((e) => e.numericAdd(total, value));
      squares = heap.run((e) => e.numericAdd(squares, square));
    }
    const isSample = Number(operation.endsWith("Samp"));
    const isDeviation = Number(operation.startsWith("stddev"));
    return heap.toText(
      heap.run((e) => e.numericVariance(BigInt(values.length), total, squares, isSample, isDeviation)),
    );
  }
  const a = heap.fromText(operands[0] as string);
  const second = operands[1];
  if (Object.hasOwn(binary, operation)) {
    const b = heap.fromText(second as string);
    return heap.toText(heap.run((e) => e[binary[operation as keyof typeof binary]](a, b)));
  }
  if (Object.hasOwn(unary, operation))
    return heap.toText(heap.run((e) => e[unary[operation as keyof typeof unary]](a)));
  if (Object.hasOwn(store, operation)) {
    const out = region.allocate(16);
    const status = exports[store[operation as keyof typeof store]](a, out);
    const direct = exports[`as${operation.slice(2)}` as "asF64"](a);
    assert.equal(exports.takeStatus(), Math.min(status, 0));
    if (status < 0) throw numericError(status);
    const view = arena.view();
    if (operation === "toF64") return String(view.f64[out >> 3]);
    if (operation === "toF32") return String(view.f32[out >> 2]);
    assert.equal(String(direct), String(operation === "toI64" ? view.i64[out >> 3] : view.i32[out >> 2]));
    return String(direct);
  }
  switch (operation) {
    case "compare":
      return String(exports.numericCompare(a, heap.fromText(second as string)));
    case "round":
      return heap.toText(heap.run((e) => e.numericRound(a, second as number)));
    case "trunc":
      return heap.toText(heap.run((e) => e.numericTruncate(a, second as number)));
    case "scale":
    case "minScale": {
      const scale = operation === "scale" ? exports.numericScale(a) : exports.numericMinScale(a);
      return scale < 0 ? null : String(scale);
    }
    case "fixed": {
      const [, precision, scale] = operands as [string, number, number];
      const ref = heap.toText(heap.run((e) => e.numericApplyPrecision(a, precision, scale)));
      if (ref === "NaN") return ref;
      const out = region.allocate(16);
      assert.equal(exports.numericToFixed128(a, precision, scale, out), 1);
      assert.equal(heap.toText(heap.run((e) => e.numericFromFixed128(out, scale))), ref);
      if (precision <= 18) {
        assert.equal(exports.numericToFixed64(a, precision, scale, out), 1);
        const unscaled = arena.view().i64[out >> 3] as bigint;
        assert.equal(exports.asFixed64(a, precision, scale), unscaled);
        assert.equal(heap.toText(heap.run((e) => e.numericFromFixed64(unscaled, scale))), ref);
      }
      return ref;
    }
    default:
      throw new Error(`no such operation: ${operation}`);
  }
}

/** The fixture keeps length, beginning and end of very long answers. */
function agrees(operation: string, ours: Answer, expected: Answer): boolean {
  if (expected !== null && typeof expected === "object" && "length" in expected) {
    return (
      typeof ours === "string" &&
      ours.length === expected.length &&
      ours.startsWith(expected.starts) &&
      ours.endsWith(expected.ends)
    );
  }
  if (typeof ours === "string" && typeof expected === "string" && operation === "toF64")
    return Object.is(Number(ours), Number(expected));
  if (typeof ours === "string" && typeof expected === "string" && operation === "toF32") {
    return Object.is(Math.fround(Number(ours)), Math.fround(Number(expected)));
  }
  return JSON.stringify(ours) === JSON.stringify(expected);
}

for (const shared of [true, false]) {
  test(`PostgreSQL's answers, ${shared ? "shared" : "unshared"} memory`, () => {
    const context = openHeap(shared);
    const wrong: string[] = [];
    let checked = 0;
    for (const fact of readFacts()) {
      const [operation, ...rest] = fact;
      const expected = rest.pop() as Answer;
      let ours: Answer;
      try {
        ours = evaluate(context, operation, rest);
      } catch (thrown) {
        const error = FfqError.from(thrown);
        if (error.sqlstate === undefined) throw thrown;
        ours = { sqlstate: error.sqlstate };
      }
      checked++;
      if (!agrees(operation, ours, expected))
        wrong.push(`${JSON.stringify(fact).slice(0, 300)}: ${JSON.stringify(ours).slice(0, 200)}`);
    }
    assert.equal(wrong.length, 0, `${wrong.length} of ${checked} differ:\n${wrong.slice(0, 30).join("\n")}`);
    assert.ok(checked > 5000, `only ${checked} facts were checked`);
  });
}

/** A small generator, so that a failure can be run again. */
function randomSource(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function randomBigInt(random: (below: number) => number, digits: number): bigint {
  let text = String(random(9) + 1);
  for (let i = 1; i < digits; i++) text += random(3) === 0 ? "09"[random(2)] : String(random(10));
  return random(2) === 0 ? BigInt(text) : -BigInt(text);
}

function printScaled(unscaled: bigint, scale: number): string {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  return `${unscaled < 0n ? "-" : ""}${whole}${scale === 0 ? "" : `.${digits.slice(digits.length - scale)}`}`;
}

/** Plain decimals, and some that are not quite: a digit too many, a point too many, an exponent, nothing. */
function randomDecimal(random: (below: number) => number): string {
  const digits = (most: number): string => Array.from({ length: random(most + 1) }, () => random(10)).join("");
  const sign = ["", "", "-", "-", "+"][random(5)] as string;
  const point = ["", ".", ".", ".", ".."][random(5)] as string;
  const tail = ["", "", "", "", "", "e2", " ", "x", "-", "_1"][random(10)] as string;
  return `${sign}${digits([1, 3, 9, 17, 25][random(5)] as number)}${point}${digits([2, 2, 6, 18][random(4)] as number)}${tail}`;
}

test("plain decimals are read as what is read with all that a number may have", () => {
  const random = randomSource(11);
  const arena = Arena.create({ shared: true });
  const region = Region.create(arena, Budget.create(arena));
  const { exports } = new NumericHeap(arena, region, 1 << 24);
  const at = region.allocate(64);
  const refOf = (text: string): bigint => {
    const bytes = new TextEncoder().encode(text);
    arena.view().u8.set(bytes, at);
    return (BigInt(bytes.length) << 32n) | BigInt(at);
  };
  const answer = (value: bigint | number): string => {
    const status = exports.takeStatus();
    return status < 0 ? `status ${status}` : Object.is(value, -0) ? "-0" : String(value);
  };
  const counts = { read: 0, refused: 0 };
  for (let round = 0; round < 30_000; round++) {
    const text = randomDecimal(random);
    const [precision, scale] = [1 + random(18), random(8) - 1];
    // A blank is allowed before a number, and keeps it from being plain.
    const value = exports.numericFromTextRef(refOf(` ${text}`));
    const whole = value < 0n ? `status ${value}` : answer(exports.asFixed64(value, precision, scale));
    const about = `'${text}'::numeric(${precision},${scale})`;
    assert.equal(answer(exports.fixed64FromText(refOf(text), precision, scale)), whole, about);
    for (const read of [exports.f64FromText, exports.f32FromText] as const) {
      const [plain, other] = [answer(read(refOf(text))), answer(read(refOf(` ${text}`)))];
      assert.equal(plain, other, `'${text}' as a float`);
      if (read === exports.f64FromText && !plain.startsWith("status")) assert.equal(Number(plain), Number(text), text);
    }
    counts[whole.startsWith("status") ? "refused" : "read"]++;
  }
  assert.ok(counts.read > 5000 && counts.refused > 5000, JSON.stringify(counts));
  // Beyond any numeric, which is another error than beyond this one.
  exports.fixed64FromText(refOf("1e200000"), 5, 2);
  assert.equal(exports.takeStatus(), -16);
  exports.fixed64FromText(refOf("1000"), 5, 2);
  assert.equal(exports.takeStatus(), -2);
});

test("sums, differences, products, quotients and remainders agree with BigInt", () => {
  const random = randomSource(7);
  const { heap } = openHeap(true);
  for (let i = 0; i < 3000; i++) {
    const a = { unscaled: randomBigInt(random, 1 + random(60)), scale: random(40) };
    const b = { unscaled: randomBigInt(random, 1 + random(60)), scale: random(40) };
    const left = heap.fromText(printScaled(a.unscaled, a.scale));
    const right = heap.fromText(printScaled(b.unscaled, b.scale));
    const scale = Math.max(a.scale, b.scale);
    const x = a.unscaled * 10n ** BigInt(scale - a.scale);
    const y = b.unscaled * 10n ** BigInt(scale - b.scale);
    const show = (ref: NumericRef): string => heap.toText(ref);
    assert.equal(show(heap.run((e) => e.numericAdd(left, right))), printScaled(x + y, scale));
    assert.equal(show(heap.run((e) => e.numericSubtract(left, right))), printScaled(x - y, scale));
    assert.equal(
      show(heap.run((e) => e.numericMultiply(left, right))),
      printScaled(a.unscaled * b.unscaled, a.scale + b.scale),
    );
    assert.equal(show(heap.run((e) => e.numericDivideWhole(left, right))), printScaled(x / y, 0));
    assert.equal(show(heap.run((e) => e.numericRemainder(left, right))), printScaled(x % y, scale));
    assert.equal(heap.exports.numericCompare(left, right), x < y ? -1 : x > y ? 1 : 0);
  }
});

test("numbers of a fixed scale are what BigInt says, and so are their quotients by small ones", () => {
  const random = randomSource(11);
  const { heap } = openHeap(true);
  const edges = [0n, 1n, -1n, 9999n, 10000n, 10n ** 8n, 10n ** 16n - 1n, 2n ** 63n - 1n, -(2n ** 63n)];
  for (let i = 0; i < 3000; i++) {
    const unscaled = edges[i] ?? randomBigInt(random, 1 + random(18));
    const scale = random(19);
    const divisor = BigInt(1 + random(i % 2 === 0 ? 9999 : 99_999_999));
    const value = heap.run((e) => e.numericFromFixed64(unscaled, scale));
    assert.equal(heap.toText(value), printScaled(unscaled, scale));
    const by = heap.run((e) => e.numericFromI64(divisor));
    const whole = heap.run((e) => e.numericDivideWhole(value, by));
    assert.equal(heap.toText(whole), String(unscaled / (divisor * 10n ** BigInt(scale))));
    // A quotient's digits: as many as its scale, rounded half away from zero.
    const text = heap.toText(heap.run((e) => e.numericDivide(value, by)));
    const shown = BigInt(text.includes(".") ? text.length - text.indexOf(".") - 1 : 0);
    const [top, bottom] = [unscaled * 10n ** shown * 2n, divisor * 10n ** BigInt(scale)];
    const away = unscaled < 0n ? -bottom : bottom;
    assert.equal(text, printScaled((top + away) / (2n * bottom), Number(shown)));
  }
});

test("equal values have one normal form and one hash, whatever their scale", () => {
  const { heap, arena } = openHeap(true);
  const bytes = (ref: NumericRef): string => {
    const address = Number(ref & 0xffffffffn);
    return Buffer.from(arena.view().u8.slice(address, address + Number(ref >> 32n))).toString("hex");
  };
  for (const [a, b] of [
    ["1", "1.000"],
    ["0", "-0.00"],
    ["100", "1e2"],
    ["0.5", "0.50000"],
    ["-12345.6", "-12345.600"],
  ] as const) {
    const left = heap.fromText(a);
    const right = heap.fromText(b);
    assert.equal(heap.exports.numericHash(left), heap.exports.numericHash(right));
    const normal = [left, right].map((ref) => bytes(heap.run((e) => e.numericNormalise(ref))));
    assert.equal(normal[0], normal[1]);
  }
  assert.notEqual(heap.exports.numericHash(heap.fromText("1")), heap.exports.numericHash(heap.fromText("-1")));
  assert.notEqual(heap.exports.numericHash(heap.fromText("1")), heap.exports.numericHash(heap.fromText("10000")));
});

test("a full heap is answered with 0 and stays as it was", () => {
  const { heap, region } = openHeap(true);
  const a = heap.fromText("12345678901234567890.5");
  const start = region.allocate(64);
  heap.exports.setHeap(start, start + 16);
  assert.equal(heap.exports.numericMultiply(a, a), -1n);
  assert.equal(heap.exports.numericToText(a), -1n);
  assert.equal(heap.exports.numericNegate(a), -1n);
  assert.equal(heap.exports.getHeapNext(), start);
});

test("a running sum uses its block again", () => {
  const { heap, region, arena } = openHeap(true);
  const slot = region.allocateZeroed(16);
  const values = ["1.5", "-0.25", "99999999999999999999", "1e-20", "1e60"].map((text) => heap.fromText(text));
  const before = heap.exports.getHeapNext();
  for (let round = 0; round < 500; round++) {
    for (const value of values) assert.equal(heap.exports.numericAccumulate(slot, value), 1);
  }
  assert.ok(heap.exports.getHeapNext() - before < 500);
  const sum = arena.view().u64[slot >> 3] as bigint;
  const expected = 500n * (125n * 10n ** 18n + 99999999999999999999n * 10n ** 20n + 1n + 10n ** 80n);
  assert.equal(heap.toText(sum), printScaled(expected, 20));
});

test("128-bit integers agree with BigInt", () => {
  const random = randomSource(11);
  const { heap, region, arena } = openHeap(true);
  const { exports } = heap;
  const a = region.allocate(16);
  const b = region.allocate(16);
  const out = region.allocate(128);
  const rest = region.allocate(16);
  const put = (address: number, value: bigint): void => {
    const { i64 } = arena.view();
    i64[address >> 3] = BigInt.asIntN(64, value);
    i64[(address >> 3) + 1] = BigInt.asIntN(64, value >> 64n);
  };
  const get = (address: number): bigint => {
    const { i64, u64 } = arena.view();
    return ((i64[(address >> 3) + 1] as bigint) << 64n) | (u64[address >> 3] as bigint);
  };
  const least = -(2n ** 127n);
  const fits = (value: bigint): boolean => BigInt.asIntN(128, value) === value;
  const check = (status: number, expected: bigint, name: string): void => {
    assert.equal(status, fits(expected) ? 1 : -2, name);
    if (status === 1) assert.equal(get(out), expected, name);
  };
  const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
  const halfAway = (x: bigint, y: bigint): bigint => {
    const whole = (2n * magnitude(x) + magnitude(y)) / (2n * magnitude(y));
    return x < 0n !== y < 0n ? -whole : whole;
  };
  const edges = [
    0n,
    1n,
    -1n,
    2n ** 63n - 1n,
    -(2n ** 63n),
    2n ** 64n,
    -(2n ** 64n),
    2n ** 127n - 1n,
    least,
    10n ** 38n - 1n,
    5n,
    15n,
  ];
  for (let i = 0; i < 6000; i++) {
    const pick = (): bigint =>
      random(8) === 0
        ? (edges[random(edges.length)] as bigint)
        : BigInt.asIntN(random(2) === 0 ? 128 : 64, randomBigInt(random, 1 + random(38)));
    const x = pick();
    const y = pick();
    const power = random(39);
    put(a, x);
    put(b, y);
    check(exports.i128Add(a, b, out), x + y, `${x} + ${y}`);
    check(exports.i128Subtract(a, b, out), x - y, `${x} - ${y}`);
    check(exports.i128Multiply(a, b, out), x * y, `${x} * ${y}`);
    check(exports.i128Negate(a, out), -x, `-(${x})`);
    check(exports.i128ScaleUp(a, power, out), x * 10n ** BigInt(power), `${x} * 10^${power}`);
    check(exports.i128ScaleDown(a, power, out), halfAway(x, 10n ** BigInt(power)), `${x} / 10^${power} rounded`);
    check(exports.i128Truncate(a, power, out), x / 10n ** BigInt(power), `${x} / 10^${power}`);
    assert.equal(exports.i128Compare(a, b), x < y ? -1 : x > y ? 1 : 0);
    const scaled = y * 10n ** BigInt(power);
    assert.equal(exports.i128CompareScaled(a, b, power), x < scaled ? -1 : x > scaled ? 1 : 0);
    assert.equal(exports.i128FitsI64(a), BigInt.asIntN(64, x) === x ? 1 : 0);
    assert.equal(exports.i128FitsPrecision(a, power || 1), magnitude(x) < 10n ** BigInt(power || 1) ? 1 : 0);
    const length = exports.i128ToText(a, power, out);
    assert.equal(Buffer.from(arena.view().u8.slice(out, out + length)).toString(), printScaled(x, power));
    if (y === 0n) {
      assert.equal(exports.i128Divide(a, b, out, rest), -10);
      assert.equal(exports.i128DivideRounded(a, b, out), -10);
      continue;
    }
    check(exports.i128Divide(a, b, out, rest), x / y, `${x} / ${y}`);
    if (fits(x / y)) assert.equal(get(rest), x % y, `${x} % ${y}`);
    check(exports.i128DivideRounded(a, b, out), halfAway(x, y), `${x} / ${y} rounded`);
  }
});
