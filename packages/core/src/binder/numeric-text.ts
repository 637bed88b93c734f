// Decimal literals: the narrowest numeric type that holds one as it is written, and its unscaled value.
import type { LogicalExpr } from "../logical/plan.ts";
import { isFixedNumeric, type LogicalType, NUMERIC } from "../type/logical-type.ts";
import { numericOfLiteral } from "../type/numeric-rules.ts";

/** The type of a decimal text; numeric without a scale for texts with an exponent, NaN and what is no number. */
export function numericOfText(text: string): LogicalType {
  const digits = /^\s*[+-]?(\d+(?:\.\d*)?|\.\d+)\s*$/.exec(text)?.[1];
  return digits === undefined ? NUMERIC : numericOfLiteral(digits);
}

/** A number as the parser gives it, with sign, exponent and `_` between digits. */
export function numericConstant(written: string): LogicalExpr {
  const text = withoutExponent(written.replaceAll("_", ""));
  const type = numericOfText(text);
  if (!isFixedNumeric(type)) return { kind: "constant", value: text, type };
  return { kind: "constant", value: BigInt(text.replace(".", "")), type };
}

/** `1.5e3` is 1500 and `1.5e-3` is 0.0015: PostgreSQL keeps no more fractional digits than there are. */
function withoutExponent(text: string): string {
  const match = /^(-?)(\d*)\.?(\d*)e([+-]?\d+)$/i.exec(text);
  if (match === null) return text.startsWith(".") ? `0${text}` : text.replace(/^-\./, "-0.").replace(/\.$/, "");
  const [, sign = "", whole = "", fraction = "", power = "0"] = match;
  const exponent = Number(power);
  // Far more digits than a numeric has: its input function says so.
  if (Math.abs(exponent) > 20_000) return text;
  const digits = whole + fraction;
  const point = whole.length + exponent;
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  const padded = digits.padEnd(point, "0");
  const head = padded.slice(0, point).replace(/^0+(?=\d)/, "");
  const tail = padded.slice(point);
  return sign + head + (tail === "" ? "" : `.${tail}`);
}
