// Normally distributed random numbers (PostgreSQL manual, section 9.3).
import { arithmetic, constant } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { float } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { byChance, type Drawn, type Source } from "./chance.ts";

/** By Box and Muller, of two numbers. */
function normal({ number }: Source, mean: IrExpr, deviation: IrExpr): IrExpr {
  const above = arithmetic("sub", constant("f64", 1), number());
  const squared = arithmetic("mul", constant("f64", -2), float("naturalLogarithm", "f64", [above]));
  const turn = float("cosine", "f64", [arithmetic("mul", constant("f64", 2 * Math.PI), number())]);
  const standard = arithmetic("mul", float("squareRoot", "f64", [squared]), turn);
  return arithmetic("add", mean, arithmetic("mul", deviation, standard));
}

export const randomNormalDraws: readonly Drawn[] = [[], ["float8"], ["float8", "float8"]].map(
  (args): Drawn => ({
    strict: true,
    volatility: "volatile",
    name: "random_normal",
    args: args as readonly "float8"[],
    result: "float8",
    canFail: false,
    doc: "A normally distributed random number, of a mean (0) and a standard deviation (1).",
    draw: (source, [mean, deviation]) => normal(source, mean ?? constant("f64", 0), deviation ?? constant("f64", 1)),
  }),
);

export const randomNormal: FunctionFamily = functionFamily(["random_normal"], () => randomNormalDraws.map(byChance));
