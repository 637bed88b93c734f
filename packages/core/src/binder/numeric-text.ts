// Decimal literals: the narrowest numeric type that holds one as it is written, and its unscaled value.
import type { LogicalExpr } from "../logical/plan.ts";
import { isFixedNumeric, type LogicalType, MAX_FIXED_PRECISION, NUMERIC } from "../type/logical-type.ts";
import { numericOfLiteral } from "../type/numeric-rules.ts";
import type { BindContext } from "./context.ts";

/** The type of a decimal text; numeric without a scale for texts with an exponent, NaN and what is no number. */
export function numericOfText(text: string): LogicalType {
  const digits = /^\s*[+-]?(\d+(?:\.\d*)?|\.\d+)\s*$/.exec(text)?.[1];
  return digits === undefined ? NUMERIC : numericOfLiteral(digits);
}

/**
 * A number as the parser gives it, with sign, exponent and `_` between digits. What no fixed scale holds is read as
 * the text of a numeric is.
 * @throws FfqError 22003 for more digits than a numeric has
 */
export function numericConstant(context: BindContext, written: string, location: number | undefined): LogicalExpr {
  const text = written.replaceAll("_", "");
  const plain = withoutExponent(text);
  const type = plain === undefined ? NUMERIC : numericOfText(plain);
  if (plain === undefined || !isFixedNumeric(type)) {
    return context.clauses.literal(context, text, NUMERIC, "explicit", location);
  }
  return { kind: "constant", value: BigInt(plain.replace(".", "")), type };
}

/**
 * `1.5e3` is 1500 and `1.5e-3` is 0.0015: PostgreSQL keeps no more fractional digits than there are. Undefined where
 * that makes more zeros than any fixed scale has digits.
 */
function withoutExponent(text: string): string | undefined {
  const match = /^(-?)(\d*)\.?(\d*)e([+-]?\d+)$/i.exec(text);
  if (match === null) return text.startsWith(".") ? `0${text}` : text.replace(/^-\./, "-0.").replace(/\.$/, "");
  const [, sign = "", whole = "", fraction = "", power = "0"] = match;
  const exponent = Number(power);
  const digits = whole + fraction;
  if (Math.abs(exponent) > digits.length + MAX_FIXED_PRECISION) return undefined;
  const point = whole.length + exponent;
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  const padded = digits.padEnd(point, "0");
  const head = padded.slice(0, point).replace(/^0+(?=\d)/, "");
  const tail = padded.slice(point);
  return sign + head + (tail === "" ? "" : `.${tail}`);
}
