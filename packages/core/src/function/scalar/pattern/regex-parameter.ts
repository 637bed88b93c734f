// The numbers that functions of regular expressions take behind text and pattern. Those that are left out have the
// values that the manual gives them.
import { bind, choose, compare, constant } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { textConstant } from "../../kernel-call.ts";
import type { ArgumentKind } from "../../registry.ts";
import { regex } from "./regex-block.ts";

const int = (value: number): IrExpr => constant("i32", value);
const MOST = 2147483647;

/** A parameter that has to lie between two numbers; left out, it is `otherwise`. */
export function parameter(
  value: IrExpr | undefined,
  name: string,
  otherwise: number,
  least: number,
  most: number = MOST,
): IrExpr {
  if (value === undefined) return int(otherwise);
  return regex("within", "i32", [value, textConstant(name), int(least), int(most)]);
}

/** Of a pattern without groups the first one is all that matches: what the kernel calls -1. */
export function groupOf(value: IrExpr | undefined): IrExpr {
  if (value === undefined) return int(0);
  const isFirst = (group: IrExpr): IrExpr => compare("eq", group, int(1));
  return bind("group", parameter(value, "subexpr", 0, 0), (group) =>
    choose([{ when: isFirst(group), then: int(-1) }], group),
  );
}

/** The overloads that leave out parameters from the end. */
export function optional(required: number, args: readonly ArgumentKind[]): ArgumentKind[][] {
  return Array.from({ length: args.length - required + 1 }, (_, more) => args.slice(0, required + more));
}
