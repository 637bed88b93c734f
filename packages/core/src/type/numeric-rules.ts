// The static type of numeric arithmetic. PostgreSQL gives every numeric value a scale of its own; for + - and *
// that scale follows from the arguments' scales alone (numeric.c: the larger one, the sum), so a column of
// results has one scale and can be a column of 128-bit integers. Where a result's scale depends on its value
// (division, avg, ln ...), or would leave too few digits before the point, the type is numeric without a
// fixed scale.
import { fixedNumeric, isFixedNumeric, type LogicalType, MAX_FIXED_PRECISION, NUMERIC } from "./logical-type.ts";

/**
 * Digits before the point that a fixed-scale result must be able to have when its declared precision passes
 * 38: declared precisions are far above what data holds (a price of 15 digits times two factors of 16), so
 * such results stay on 128 bits with overflow checked, as long as overflow stays out of practice's reach.
 */
const MIN_INTEGER_DIGITS = 18;

/** A fixed-scale type for the exact digits that an operation can give, and whether it must check for overflow. */
export interface NumericResult {
  readonly type: LogicalType;
  /** The exact result can have more digits than the type: overflow is an error (22003). */
  readonly checked: boolean;
}

const VARIABLE: NumericResult = { type: NUMERIC, checked: false };

function fixedOrVariable(integerDigits: number, scale: number): NumericResult {
  const precision = integerDigits + scale;
  if (precision <= MAX_FIXED_PRECISION) return { type: fixedNumeric(Math.max(precision, 1), scale), checked: false };
  if (scale > MAX_FIXED_PRECISION - MIN_INTEGER_DIGITS) return VARIABLE;
  return { type: fixedNumeric(MAX_FIXED_PRECISION, scale), checked: true };
}

/** The type of left + right and left - right. */
export function addNumerics(left: LogicalType, right: LogicalType): NumericResult {
  if (!isFixedNumeric(left) || !isFixedNumeric(right)) return VARIABLE;
  const integerDigits = Math.max(left.precision - left.scale, right.precision - right.scale) + 1;
  return fixedOrVariable(integerDigits, Math.max(left.scale, right.scale));
}

/** The type of left * right. */
export function multiplyNumerics(left: LogicalType, right: LogicalType): NumericResult {
  if (!isFixedNumeric(left) || !isFixedNumeric(right)) return VARIABLE;
  const integerDigits = left.precision - left.scale + right.precision - right.scale;
  return fixedOrVariable(integerDigits, left.scale + right.scale);
}

/** The type that holds the values of all of `types` unchanged: CASE, UNION, COALESCE. */
export function commonNumeric(types: readonly LogicalType[]): LogicalType {
  let [integerDigits, scale] = [0, 0];
  for (const type of types) {
    if (!isFixedNumeric(type)) return NUMERIC;
    integerDigits = Math.max(integerDigits, type.precision - type.scale);
    scale = Math.max(scale, type.scale);
  }
  const precision = integerDigits + scale;
  return precision >= 1 && precision <= MAX_FIXED_PRECISION ? fixedNumeric(precision, scale) : NUMERIC;
}

/** The numeric that holds every value of an integer type. */
export function numericOfInteger(kind: "int2" | "int4" | "int8"): LogicalType {
  const digits = { int2: 5, int4: 10, int8: 19 } as const;
  return fixedNumeric(digits[kind], 0);
}

/**
 * The type of a literal as written: `0.05` is numeric(2,2), `100.00` numeric(5,2), `12` numeric(2,0); NUMERIC
 * when it has more digits than a fixed one can hold. @param digits an unsigned decimal literal without exponent
 */
export function numericOfLiteral(digits: string): LogicalType {
  const [whole = "", fraction = ""] = digits.split(".");
  const integerDigits = whole.replace(/^0+/, "").length;
  const precision = Math.max(integerDigits + fraction.length, 1);
  return precision <= MAX_FIXED_PRECISION ? fixedNumeric(precision, fraction.length) : NUMERIC;
}
