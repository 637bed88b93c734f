// Every function, cast and aggregate that FFQ has, by the files that hold their rows. What the binder resolves
// against and what lowering goes by come from here.
import { AggregateRegistry } from "./aggregate-registry.ts";
import { castLowering } from "./cast/casts.ts";
import { equals } from "./equality.ts";
import type { CastLowering, LowerContext } from "./lower.ts";
import { FunctionRegistry } from "./registry.ts";
import { comparison } from "./scalar/comparison.ts";
import { floatArithmetic } from "./scalar/float-arithmetic.ts";
import { integerArithmetic } from "./scalar/integer-arithmetic.ts";
import { textComparison } from "./scalar/text-comparison.ts";

const scalars = [comparison, floatArithmetic, integerArithmetic, textComparison];

const aggregates: readonly Parameters<AggregateRegistry["add"]>[0][] = [];

let functions: FunctionRegistry | undefined;
let aggregateFunctions: AggregateRegistry | undefined;

/** The scalar functions and operators. Built when first asked for. */
export function builtinFunctions(): FunctionRegistry {
  if (functions === undefined) {
    functions = new FunctionRegistry();
    for (const overloads of scalars) functions.add(overloads);
  }
  return functions;
}

/** The casts. */
export function builtinCasts(): CastLowering {
  return castLowering;
}

/** The aggregate functions. Built when first asked for. */
export function builtinAggregates(): AggregateRegistry {
  if (aggregateFunctions === undefined) {
    aggregateFunctions = new AggregateRegistry();
    for (const overloads of aggregates) aggregateFunctions.add(overloads);
  }
  return aggregateFunctions;
}

/** What evaluating expressions needs of the library: `EvaluationContext.functions`. */
export function evaluationFunctions(): Omit<LowerContext, "input"> {
  return { registry: builtinFunctions(), casts: castLowering, equals };
}
