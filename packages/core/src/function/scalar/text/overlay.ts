// overlay: a part of a text or of bytes replaced by its place (PostgreSQL manual, sections 9.4 and 9.5).
import { arithmetic, choose, compare, constant, fail } from "../../../ir/build.ts";
import type { IrExpr, IrFailure } from "../../../ir/ir.ts";
import { INTEGER_RANGE } from "../../failures.ts";
import { bytes, text } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { strictly } from "../../strictly.ts";
import { rowFunction } from "./row-function.ts";

const NEGATIVE_LENGTH: IrFailure = { sqlstate: "22011", message: "negative substring length not allowed" };

/** What stands before the place, the other text, and what stands behind so many characters. */
function replaced([value, put, from, count]: readonly [IrExpr, IrExpr, IrExpr, IrExpr]): IrExpr {
  const one = constant("i32", 1);
  const checked = { failure: INTEGER_RANGE };
  const before = text("substring", "ref", [value, one, arithmetic("sub", from, one, checked)]);
  const after = text("substringFrom", "ref", [value, arithmetic("add", from, count, checked)]);
  const joined = text("concat", "ref", [text("concat", "ref", [before, put]), after]);
  return choose([{ when: compare("lt", from, one), then: fail("ref", NEGATIVE_LENGTH) }], joined);
}

const row = { strict: true, volatility: "immutable", name: "overlay", result: "text", canFail: true } as const;
const bytesRow = { name: "overlay", result: "bytea", module: "bytes", kernel: "overlay", canFail: true } as const;

export const overlay: FunctionFamily = functionFamily(["overlay"], () => [
  rowFunction({
    ...bytesRow,
    args: ["bytea", "bytea", "int4", "int4"],
    doc: "The value with so many bytes from a position replaced.",
  }),
  rowFunction({
    ...bytesRow,
    args: ["bytea", "bytea", "int4"],
    given: (args) => [...args, bytes("byteLength", "i32", [args[1] as IrExpr])],
    doc: "The value with as many bytes from a position replaced as replace them.",
  }),
  {
    ...row,
    args: ["text", "text", "int4"],
    doc: "Puts the second text over the first from a character on.",
    lower: (args) =>
      strictly(args, ([value, put, from]) =>
        replaced([value as IrExpr, put as IrExpr, from as IrExpr, text("length", "i32", [put as IrExpr])]),
      ),
  },
  {
    ...row,
    args: ["text", "text", "int4", "int4"],
    doc: "Puts the second text in the place of so many characters.",
    lower: (args) => strictly(args, (given) => replaced(given as readonly [IrExpr, IrExpr, IrExpr, IrExpr])),
  },
]);
