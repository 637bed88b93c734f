// How numeric arguments meet: bringing fixed-scale values (unscaled integers of 64 or 128 bits) to a common scale
// and width in IR, and into the form without fixed scale that the numeric kernels take. Shared by the rows of
// numeric operators and functions. Constants are rescaled here, not per row.
import { arithmetic, call, constant, convert } from "../ir/build.ts";
import type { IrExpr, IrFailure } from "../ir/ir.ts";
import {
  fixedNumeric,
  isFixedNumeric,
  type LogicalType,
  MAX_FIXED_PRECISION,
  MAX_INT64_PRECISION,
} from "../type/logical-type.ts";

/** A numeric of fixed scale. */
export type FixedNumeric = LogicalType & {
  readonly kind: "numeric";
  readonly precision: number;
  readonly scale: number;
};

/** The integer types that unscaled values are computed in. */
export type Width = "i64" | "i128";

/** A kernel of the numeric module with a ref result. */
export function numericCall(name: string, args: readonly IrExpr[]): IrExpr {
  return call("numeric", name, "ref", args);
}

/** 10^power as an exact integer. */
export function tenPower(power: number): bigint {
  return 10n ** BigInt(power);
}

/** The narrower of the two widths that holds every value of so many digits. */
export function widthOf(precision: number): Width {
  return precision <= MAX_INT64_PRECISION ? "i64" : "i128";
}

/** The value of a constant, also when it was widened; undefined for anything else. */
export function constantOf(arg: IrExpr): bigint | undefined {
  if (arg.op === "const" && typeof arg.value === "bigint") return arg.value;
  if (arg.op === "const" && arg.type === "i32") return BigInt(arg.value);
  if (arg.op === "convert" && (arg.type === "i64" || arg.type === "i128")) return constantOf(arg.arg);
  return undefined;
}

/**
 * The unscaled value at a scale not below its own, as an integer of the given width. `failure`: digits may not
 * fit, which is then an error; without it the caller knows that they do.
 */
export function rescale(arg: IrExpr, type: FixedNumeric, scale: number, width: Width, failure?: IrFailure): IrExpr {
  const step = scale - type.scale;
  const value = constantOf(arg);
  if (value !== undefined) {
    const scaled = value * tenPower(step);
    const bits = width === "i64" ? 64 : 128;
    if (BigInt.asIntN(bits, scaled) === scaled) return constant(width, scaled);
  }
  if (step === 0) return convert(arg, width);
  // Where 64 bits hold the product there is no need for more.
  const inner = type.precision + step <= MAX_INT64_PRECISION ? "i64" : width;
  const failures = inner === "i128" && failure !== undefined ? { failure } : {};
  return convert(arithmetic("mul", convert(arg, inner), constant(inner, tenPower(step)), failures), width);
}

/** Any numeric as the ref that kernels take. */
export function toRef(arg: IrExpr, type: LogicalType): IrExpr {
  if (!isFixedNumeric(type)) return arg;
  const kernel = arg.type === "i64" ? "numericFromFixed64" : "numericFromFixed128";
  return numericCall(kernel, [arg, constant("i32", type.scale)]);
}

/** The larger scale of the two, and how many digits either value can have at it. */
export function aligned(left: FixedNumeric, right: FixedNumeric): { readonly scale: number; readonly digits: number } {
  const scale = Math.max(left.scale, right.scale);
  const integers = Math.max(left.precision - left.scale, right.precision - right.scale);
  return { scale, digits: integers + scale };
}

/** The type with this many digits before the point and this scale, or the widest one of that scale. */
export function fixedOf(integerDigits: number, scale: number): LogicalType {
  return fixedNumeric(Math.min(Math.max(integerDigits + scale, 1), MAX_FIXED_PRECISION), scale);
}
