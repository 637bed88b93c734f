// Constants as written: integers as narrow as they are, numerics with the digits they have, texts without a type yet.
import type { Node } from "@pgsql/types";
import type { LogicalExpr } from "../logical/plan.ts";
import { BOOL, INT4, INT8, UNKNOWN } from "../type/logical-type.ts";
import type { BindContext } from "./context.ts";
import { numericConstant } from "./numeric-text.ts";

/** Binds a constant; a text's type stays `unknown`. */
export function bindConstant(context: BindContext, value: Extract<Node, { A_Const: unknown }>["A_Const"]): LogicalExpr {
  const { location } = value;
  const constant = (expr: LogicalExpr): LogicalExpr => context.locate(expr, location);
  if (value.isnull) return constant({ kind: "constant", value: null, type: UNKNOWN });
  if (value.ival !== undefined) return { kind: "constant", value: value.ival.ival ?? 0, type: INT4 };
  if (value.boolval !== undefined) return { kind: "constant", value: value.boolval.boolval ?? false, type: BOOL };
  if (value.sval !== undefined) return constant({ kind: "constant", value: value.sval.sval ?? "", type: UNKNOWN });
  const text = value.fval?.fval;
  if (text === undefined) throw context.unsupported("a bit string", location);
  const whole = integerOf(text.replaceAll("_", ""));
  if (whole === undefined) return numericConstant(context, text, location);
  // The sign came to it after the scanner had seen no 32 bits.
  if (BigInt.asIntN(32, whole) === whole) return { kind: "constant", value: Number(whole), type: INT4 };
  if (BigInt.asIntN(64, whole) === whole) return { kind: "constant", value: whole, type: INT8 };
  return numericConstant(context, String(whole), location);
}

/** Decimal, 0x, 0o and 0b integers that did not fit 32 bits. */
function integerOf(text: string): bigint | undefined {
  const match = /^(-?)(\d+|0x[\da-f]+|0o[0-7]+|0b[01]+)$/i.exec(text);
  if (match === null) return undefined;
  const value = BigInt((match[2] as string).toLowerCase());
  return match[1] === "-" ? -value : value;
}
