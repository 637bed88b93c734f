// Every function, cast and aggregate that FFQ has, by the files that hold their rows. What the binder resolves
// against and what lowering goes by come from here.
import { aggregates } from "./aggregate/aggregates.ts";
import { AggregateRegistry } from "./aggregate-registry.ts";
import { castLowering } from "./cast/casts.ts";
import { derivations } from "./derived-overload.ts";
import { equals } from "./equality.ts";
import type { LowerContext } from "./lower.ts";
import { onceRow } from "./once-row.ts";
import { FunctionRegistry } from "./registry.ts";
import { arrayFunctions } from "./scalar/array/array-functions.ts";
import { conditionalFunctions } from "./scalar/conditional/conditional-functions.ts";
import { datetimeFunctions } from "./scalar/datetime/datetime-functions.ts";
import { internalFunctions } from "./scalar/internal/internal-functions.ts";
import { mathFunctions } from "./scalar/math/math-functions.ts";
import { operators } from "./scalar/operator/operators.ts";
import { patternFunctions } from "./scalar/pattern/pattern-functions.ts";
import { recordFunctions } from "./scalar/record/record-functions.ts";
import { sessionFunctions } from "./scalar/session/session-functions.ts";
import { setFunctionRows } from "./scalar/set/set-functions.ts";
import { textFunctions } from "./scalar/text/text-functions.ts";
import { uuidFunctionRows } from "./scalar/uuid/uuid-functions.ts";
import { windows } from "./window/windows.ts";
import { WindowRegistry } from "./window-registry.ts";

const scalars = [
  ...arrayFunctions,
  ...conditionalFunctions,
  ...datetimeFunctions,
  ...internalFunctions,
  ...mathFunctions,
  ...operators,
  ...patternFunctions,
  ...recordFunctions,
  ...sessionFunctions,
  ...setFunctionRows,
  ...textFunctions,
  ...uuidFunctionRows,
];

let functions: FunctionRegistry | undefined;
let aggregateFunctions: AggregateRegistry | undefined;
let windowFunctions: WindowRegistry | undefined;

/** The scalar functions and operators. Built when first asked for. */
export function builtinFunctions(): FunctionRegistry {
  if (functions === undefined) {
    functions = new FunctionRegistry();
    functions.offer(scalars);
    for (const derivation of [...derivations, onceRow]) functions.derive(derivation);
  }
  return functions;
}

/** The aggregate functions. Built when first asked for. */
export function builtinAggregates(): AggregateRegistry {
  if (aggregateFunctions === undefined) {
    aggregateFunctions = new AggregateRegistry();
    aggregateFunctions.add(aggregates());
  }
  return aggregateFunctions;
}

/** The window functions that are no aggregates. Built when first asked for. */
export function builtinWindows(): WindowRegistry {
  if (windowFunctions === undefined) {
    windowFunctions = new WindowRegistry();
    windowFunctions.add(windows());
  }
  return windowFunctions;
}

/** What evaluating expressions needs of the library: `EvaluationContext.functions`. */
export function evaluationFunctions(): Omit<LowerContext, "input"> {
  return { registry: builtinFunctions(), casts: castLowering, equals };
}
