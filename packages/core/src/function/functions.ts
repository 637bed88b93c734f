// Every function, cast and aggregate that FFQ has, by the files that hold their rows. What the binder resolves
// against and what lowering goes by come from here.
import { aggregates } from "./aggregate/aggregates.ts";
import { AggregateRegistry } from "./aggregate-registry.ts";
import { castLowering } from "./cast/casts.ts";
import { derivations } from "./derived-overload.ts";
import { equals } from "./equality.ts";
import type { LowerContext } from "./lower.ts";
import { FunctionRegistry } from "./registry.ts";
import { arrayBounds } from "./scalar/array-bounds.ts";
import { arrayChange } from "./scalar/array-change.ts";
import { arrayCompare } from "./scalar/array-compare.ts";
import { arrayMake } from "./scalar/array-make.ts";
import { arraySearch } from "./scalar/array-search.ts";
import { arrayText } from "./scalar/array-text.ts";
import { bytesFunctions } from "./scalar/bytes-functions.ts";
import { comparison } from "./scalar/comparison.ts";
import { dateArithmetic } from "./scalar/date-arithmetic.ts";
import { dateTrunc } from "./scalar/date-trunc.ts";
import { digestFunctions } from "./scalar/digest.ts";
import { entries } from "./scalar/entries.ts";
import { extractFunctions } from "./scalar/extract.ts";
import { extremeFunctions } from "./scalar/extreme.ts";
import { floatArithmetic } from "./scalar/float-arithmetic.ts";
import { floatFunctions } from "./scalar/float-function.ts";
import { floatSpecial } from "./scalar/float-special.ts";
import { integerArithmetic } from "./scalar/integer-arithmetic.ts";
import { integerDivisors } from "./scalar/integer-divisor.ts";
import { integerFunctions } from "./scalar/integer-functions.ts";
import { intervalFunctions } from "./scalar/interval-arithmetic.ts";
import { likeOperators } from "./scalar/like.ts";
import { makeInstant } from "./scalar/make-instant.ts";
import { makeInterval } from "./scalar/make-interval.ts";
import { nowFunctions } from "./scalar/now.ts";
import { nullCounts } from "./scalar/null-count.ts";
import { numericArithmetic } from "./scalar/numeric-arithmetic.ts";
import { numericComparison } from "./scalar/numeric-comparison.ts";
import { numericFunctions } from "./scalar/numeric-function.ts";
import { overlapsFunctions } from "./scalar/overlaps.ts";
import { percentile } from "./scalar/percentile.ts";
import { percentileFraction } from "./scalar/percentile-fraction.ts";
import { randomFunctions } from "./scalar/random.ts";
import { regexArrays } from "./scalar/regex-arrays.ts";
import { regexFunctions } from "./scalar/regex-functions.ts";
import { regexOperators } from "./scalar/regex-operators.ts";
import { sessionFacts } from "./scalar/session-facts.ts";
import { setFunctions } from "./scalar/set-functions.ts";
import { sizeText } from "./scalar/size-text.ts";
import { sketch } from "./scalar/sketch.ts";
import { squareParts } from "./scalar/square-parts.ts";
import { structFieldAccess } from "./scalar/struct-field.ts";
import { structMake } from "./scalar/struct-make.ts";
import { sumsInOrder } from "./scalar/sums-in-order.ts";
import { textChange } from "./scalar/text-change.ts";
import { textComparison } from "./scalar/text-comparison.ts";
import { textConcat } from "./scalar/text-concat.ts";
import { textMeasure } from "./scalar/text-measure.ts";
import { textNormal } from "./scalar/text-normal.ts";
import { textPart } from "./scalar/text-part.ts";
import { textQuote } from "./scalar/text-quote.ts";
import { timeArithmetic } from "./scalar/time-arithmetic.ts";
import { timeZoneFunctions } from "./scalar/time-zone.ts";
import { toChar } from "./scalar/to-char.ts";
import { toDate } from "./scalar/to-date.ts";
import { unaryPlus } from "./scalar/unary-plus.ts";
import { uuidFunctions } from "./scalar/uuid-functions.ts";
import { varianceOfSums } from "./scalar/variance-of-sums.ts";
import { zonedArithmetic } from "./scalar/zoned-arithmetic.ts";
import { zonedCasts } from "./scalar/zoned-casts.ts";
import { windows } from "./window/windows.ts";
import { WindowRegistry } from "./window-registry.ts";

const scalars = [
  arrayMake,
  arrayBounds,
  arrayCompare,
  arrayChange,
  arraySearch,
  arrayText,
  structFieldAccess,
  structMake,
  sketch,
  entries,
  sumsInOrder,
  setFunctions,
  unaryPlus,
  varianceOfSums,
  squareParts,
  floatFunctions,
  percentile,
  percentileFraction,
  numericFunctions,
  dateArithmetic,
  dateTrunc,
  makeInstant,
  nowFunctions,
  bytesFunctions,
  uuidFunctions,
  timeArithmetic,
  timeZoneFunctions,
  zonedArithmetic,
  zonedCasts,
  extractFunctions,
  intervalFunctions,
  numericArithmetic,
  numericComparison,
  comparison,
  floatArithmetic,
  integerArithmetic,
  integerFunctions,
  extremeFunctions,
  digestFunctions,
  likeOperators,
  regexArrays,
  regexFunctions,
  regexOperators,
  textChange,
  textComparison,
  textConcat,
  textMeasure,
  textPart,
  textQuote,
  textNormal,
  toChar,
  toDate,
  randomFunctions,
  overlapsFunctions,
  nullCounts,
  makeInterval,
  integerDivisors,
  floatSpecial,
  sessionFacts,
  sizeText,
];

let functions: FunctionRegistry | undefined;
let aggregateFunctions: AggregateRegistry | undefined;
let windowFunctions: WindowRegistry | undefined;

/** The scalar functions and operators. Built when first asked for. */
export function builtinFunctions(): FunctionRegistry {
  if (functions === undefined) {
    functions = new FunctionRegistry();
    functions.offer(scalars);
    for (const derivation of derivations) functions.derive(derivation);
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
