// Random numbers (PostgreSQL manual, section 9.3), all equally likely.
import { convert } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import type { Datum } from "../../../type/datum.ts";
import { type LogicalType, NUMERIC } from "../../../type/logical-type.ts";
import { numericCall, toRef } from "../../numeric-scale.ts";
import { type FunctionFamily, functionFamily, parametersNamed } from "../../registry.ts";
import { byChance, type Drawn, seedFrom } from "./chance.ts";

const row = { strict: true, volatility: "volatile" } as const;

const bounded = { ...row, canFail: true } as const;

/** Bounds that are written in their order. A sequence's numbers may stand before them (chance.ts). */
function canBeOutOfOrder(constants: readonly (Datum | undefined)[]): boolean {
  const [least, most] = constants.slice(-2);
  const isNumber = (value: Datum | undefined): value is number | bigint =>
    typeof value === "number" || typeof value === "bigint";
  return !(isNumber(least) && isNumber(most) && least <= most);
}

const wide = (args: readonly IrExpr[]): readonly IrExpr[] => args.map((arg) => convert(arg, "i64"));

export const randomDraws: readonly Drawn[] = [
  {
    ...row,
    name: "random",
    args: [],
    result: "float8",
    canFail: false,
    doc: "A random number from 0 up to 1, which it does not reach.",
    draw: ({ number }) => number(),
  },
  {
    ...bounded,
    name: "random",
    args: ["int4", "int4"],
    result: "int4",
    canFail: canBeOutOfOrder,
    doc: "A random whole number between two, both possible.",
    draw: ({ between }, args) => convert(between(wide(args)), "i32"),
  },
  {
    ...bounded,
    name: "random",
    args: ["int8", "int8"],
    result: "int8",
    canFail: canBeOutOfOrder,
    doc: "A random whole number between two, both possible.",
    draw: ({ between }, args) => between(wide(args)),
  },
  {
    ...bounded,
    name: "random",
    args: ["numeric", "numeric"],
    result: () => NUMERIC,
    doc: "A random number between two, both possible, with as many digits after the point as they have.",
    draw: (source, args, { args: types }) => {
      const bounds = args.map((arg, at) => toRef(arg, types[at] as LogicalType));
      return numericCall("numericRandomBetween", [...bounds, seedFrom(source)]);
    },
  },
];

const ofBounds = { parameters: parametersNamed("min max", 2) };

export const random: FunctionFamily = functionFamily(["random"], () =>
  randomDraws.map((drawn) => ({ ...byChance(drawn), ...(drawn.args.length === 0 ? {} : ofBounds) })),
);
