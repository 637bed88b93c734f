// regexp_replace (PostgreSQL manual, section 9.7.3): the first match replaced, one by its number, or all.
import { arithmetic, bind, choose, compare, constant } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { type FunctionFamily, functionFamily, parametersNamed, type ScalarOverload } from "../../registry.ts";
import { blockOf, GLOBAL, guardedRow, NO_OPTIONS, optionsOf, regex } from "./regex-block.ts";
import { optional, parameter } from "./regex-parameter.ts";
import { failsUnlessSound, isSoundOptions, isSoundPattern } from "./regex-soundness.ts";

const int = (value: number): IrExpr => constant("i32", value);

/** Of the matches from a character on the one of that number, or all for 0. */
function replaceWith([text, , replacement]: readonly IrExpr[], start: IrExpr, number: IrExpr, block: IrExpr): IrExpr {
  return regex("replace", "ref", [text as IrExpr, replacement as IrExpr, start, number, block]);
}

const row = { strict: true, volatility: "immutable", name: "regexp_replace", result: "text" } as const;

const rows = (): readonly ScalarOverload[] => [
  {
    ...row,
    args: ["text", "text", "text"],
    parameters: parametersNamed("string pattern replacement", 3),
    canFail: failsUnlessSound(),
    doc: "The first match of the pattern becomes the third text, in which \\1 to \\9 stand for groups and \\& for the match.",
    lower: (args) => replaceWith(args, int(1), int(1), blockOf(args[1] as IrExpr, NO_OPTIONS)),
  },
  {
    ...row,
    args: ["text", "text", "text", "text"],
    parameters: parametersNamed("string pattern replacement flags", 4),
    canFail: ([, pattern, , flags]) => !isSoundPattern(pattern) || !isSoundOptions(flags, true),
    doc: "As with three texts, with options: with g every match is replaced.",
    lower: (args) => {
      const [, pattern, , flags] = args;
      return bind("options", optionsOf(flags), (options) => {
        const isGlobal = compare("ne", arithmetic("and", options, GLOBAL), int(0));
        const number = choose([{ when: isGlobal, then: int(0) }], int(1));
        // The pattern is compiled once only where its options are seen to be constant.
        return replaceWith(args, int(1), number, blockOf(pattern as IrExpr, optionsOf(flags)));
      });
    },
  },
  ...optional(4, ["text", "text", "text", "int4", "int4", "text"]).map(
    (args): ScalarOverload => ({
      ...row,
      args,
      parameters: parametersNamed("string pattern replacement start N flags", args.length),
      canFail: true,
      doc: "As with three texts, from a character on. Parameters: start, number of the match (0: all of them), options.",
      lower: (given) => {
        const [, pattern, , start, number, flags] = given;
        const block = blockOf(pattern as IrExpr, optionsOf(flags));
        return replaceWith(given, parameter(start, "start", 1, 1), parameter(number, "n", 1, 0), block);
      },
    }),
  ),
];

export const regexpReplace: FunctionFamily = functionFamily(["regexp_replace"], () => rows().map(guardedRow));
