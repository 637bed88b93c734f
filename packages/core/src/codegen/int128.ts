// 128-bit integer arithmetic as functions of an emitted module, on (low, high) pairs of i64. A module gets
// only the functions it uses.
import { type FunctionBody, type FunctionRef, I32, I64, type Local, type ModuleBuilder } from "./wasm-encoder.ts";

const operands = [
  ["leftLow", I64],
  ["leftHigh", I64],
  ["rightLow", I64],
  ["rightHigh", I64],
] as const;

export class Int128Functions {
  readonly #module: ModuleBuilder;
  readonly #known = new Map<string, FunctionRef>();

  constructor(module: ModuleBuilder) {
    this.#module = module;
  }

  #once(name: string, define: () => FunctionRef): FunctionRef {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const ref = define();
    this.#known.set(name, ref);
    return ref;
  }

  /** (a, b: i64 unsigned) -> (low, high) of the 128-bit product. */
  get multiplyUnsigned(): FunctionRef {
    return this.#once("multiplyUnsigned", () =>
      this.#module.define(
        "multiplyUnsigned",
        [
          ["a", I64],
          ["b", I64],
        ],
        [I64, I64],
        (body) => {
          const [a, b] = [body.param(0), body.param(1)];
          const mask = 0xffffffffn;
          const low = (value: Local): FunctionBody => body.get(value).i64(mask).op("i64.and");
          const high = (value: Local): FunctionBody => body.get(value).i64(32n).op("i64.shr_u");
          const [lowLow, highLow, lowHigh] = [
            body.local("lowLow", I64),
            body.local("highLow", I64),
            body.local("lowHigh", I64),
          ];
          low(a), low(b).op("i64.mul").set(lowLow);
          high(a), low(b).op("i64.mul").set(highLow);
          low(a), high(b).op("i64.mul").set(lowHigh);
          const middle = body.local("middle", I64);
          high(lowLow), low(highLow).op("i64.add"), low(lowHigh).op("i64.add").set(middle);
          low(lowLow), body.get(middle).i64(32n).op("i64.shl", "i64.or");
          high(a), high(b).op("i64.mul"), high(highLow).op("i64.add"), high(lowHigh).op("i64.add");
          high(middle).op("i64.add");
        },
      ),
    );
  }

  /** (a, b: i64 signed) -> (low, high): never overflows. */
  get multiplyWide(): FunctionRef {
    const unsigned = this.multiplyUnsigned;
    return this.#once("multiplyWide", () =>
      this.#module.define(
        "multiplyWide",
        [
          ["a", I64],
          ["b", I64],
        ],
        [I64, I64],
        (body) => {
          const [a, b] = [body.param(0), body.param(1)];
          const high = body.local("high", I64);
          // The unsigned product minus b << 64 when a is negative, minus a << 64 when b is.
          body.get(a).get(b).call(unsigned).set(high);
          body.get(high);
          body.get(a).i64(63n).op("i64.shr_s").get(b).op("i64.and", "i64.sub");
          body.get(b).i64(63n).op("i64.shr_s").get(a).op("i64.and", "i64.sub");
        },
      ),
    );
  }

  /** (left, right) -> (low, high, overflowed: i32) of the product. */
  get multiply(): FunctionRef {
    const unsigned = this.multiplyUnsigned;
    return this.#once("multiply", () =>
      this.#module.define("multiply", operands, [I64, I64, I32], (body) => {
        const [leftLow, leftHigh, rightLow, rightHigh] = [body.param(0), body.param(1), body.param(2), body.param(3)];
        const [low, high] = [body.local("low", I64), body.local("high", I64)];
        const [sign, overflow, carry] = [
          body.local("sign", I64),
          body.local("overflow", I32),
          body.local("carry", I64),
        ];
        body.get(leftHigh).get(rightHigh).op("i64.xor").i64(63n).op("i64.shr_s").set(sign);
        magnitude(body, leftLow, leftHigh);
        magnitude(body, rightLow, rightHigh);
        body.get(leftHigh).op("i64.eqz", "i32.eqz").get(rightHigh).op("i64.eqz", "i32.eqz", "i32.and").set(overflow);
        body.get(leftLow).get(rightLow).call(unsigned).set(high).set(low);
        const cross = (a: Local, b: Local): void => {
          body.get(a).get(b).call(unsigned);
          body.op("i64.eqz", "i32.eqz").get(overflow).op("i32.or").set(overflow).set(carry);
          body
            .get(high)
            .get(carry)
            .op("i64.add")
            .tee(high)
            .get(carry)
            .op("i64.lt_u")
            .get(overflow)
            .op("i32.or")
            .set(overflow);
        };
        cross(leftHigh, rightLow);
        cross(leftLow, rightHigh);
        // A magnitude of 2^127 is allowed only for a negative product.
        body.get(high).i64(0n).op("i64.lt_s").named("negative").if();
        body
          .get(high)
          .i64(-(2n ** 63n))
          .op("i64.eq")
          .get(low)
          .op("i64.eqz", "i32.and")
          .get(sign)
          .op("i64.eqz", "i32.eqz", "i32.and");
        body.op("i32.eqz").get(overflow).op("i32.or").set(overflow);
        body.op("end");
        body.get(low).get(sign).op("i64.xor").get(sign).op("i64.sub").set(low);
        body
          .get(high)
          .get(sign)
          .op("i64.xor")
          .get(sign)
          .op("i64.eqz", "i32.eqz")
          .get(low)
          .op("i64.eqz", "i32.and", "i64.extend_i32_u", "i64.add")
          .set(high);
        body.get(low).get(high).get(overflow);
      }),
    );
  }
}

/** Replaces a pair by its absolute value, as an unsigned magnitude. */
function magnitude(body: FunctionBody, low: Local, high: Local): void {
  body.get(high).i64(0n).op("i64.lt_s").named("negative").if();
  body.i64(0n).get(high).op("i64.sub").get(low).op("i64.eqz", "i32.eqz", "i64.extend_i32_u", "i64.sub").set(high);
  body.i64(0n).get(low).op("i64.sub").set(low);
  body.op("end");
}

/**
 * Multiplies two i64 into a pair, in place where the product fits 64 bits: a product of factors of b and c bits
 * has at most b + c bits.
 */
export function emitMultiplyWide(
  body: FunctionBody,
  functions: Int128Functions,
  left: Local,
  right: Local,
  [low, high]: readonly [Local, Local],
): void {
  const leadingSigns = (value: Local): FunctionBody =>
    body.get(value).get(value).i64(63n).op("i64.shr_s", "i64.xor", "i64.clz");
  leadingSigns(left), leadingSigns(right).op("i64.add").i64(66n).op("i64.ge_u").named("narrow").if();
  body.get(left).get(right).op("i64.mul").tee(low).i64(63n).op("i64.shr_s").set(high);
  body.op("else");
  body.get(left).get(right).call(functions.multiplyWide).set(high).set(low);
  body.op("end");
}

/** Multiplies two pairs; factors that fit 64 bits, as almost all do, take the short way. Sets `overflow`. */
export function emitMultiply(
  body: FunctionBody,
  functions: Int128Functions,
  left: readonly [Local, Local],
  right: readonly [Local, Local],
  result: readonly [Local, Local],
  overflow: Local,
): void {
  const isNotNarrow = ([low, high]: readonly [Local, Local]): FunctionBody =>
    body.get(low).i64(63n).op("i64.shr_s").get(high).op("i64.xor");
  isNotNarrow(left), isNotNarrow(right).op("i64.or", "i64.eqz").named("narrow").if();
  emitMultiplyWide(body, functions, left[0], right[0], result);
  body.i32(0).set(overflow);
  body.op("else");
  body.get(left[0]).get(left[1]).get(right[0]).get(right[1]);
  body.call(functions.multiply).set(overflow).set(result[1]).set(result[0]);
  body.op("end");
}

/** Adds or subtracts the pairs; leaves the result in `low` and `high` and, if asked, the overflow on the stack. */
export function emitAddSub(
  body: FunctionBody,
  operator: "add" | "sub",
  left: readonly [Local, Local],
  right: readonly [Local, Local],
  result: readonly [Local, Local],
  checked: boolean,
): void {
  const [low, high] = result;
  if (operator === "add") {
    body.get(left[0]).get(right[0]).op("i64.add").set(low);
    body
      .get(left[1])
      .get(right[1])
      .op("i64.add")
      .get(low)
      .get(left[0])
      .op("i64.lt_u", "i64.extend_i32_u", "i64.add")
      .set(high);
    if (checked)
      body.get(left[1]).get(high).op("i64.xor").get(right[1]).get(high).op("i64.xor", "i64.and").i64(0n).op("i64.lt_s");
  } else {
    body.get(left[0]).get(right[0]).op("i64.sub").set(low);
    body
      .get(left[1])
      .get(right[1])
      .op("i64.sub")
      .get(left[0])
      .get(right[0])
      .op("i64.lt_u", "i64.extend_i32_u", "i64.sub")
      .set(high);
    if (checked)
      body
        .get(left[1])
        .get(right[1])
        .op("i64.xor")
        .get(left[1])
        .get(high)
        .op("i64.xor", "i64.and")
        .i64(0n)
        .op("i64.lt_s");
  }
}
