// Operators of arithmetic and comparison, a file for the types that one idea computes.
import type { FunctionFamily } from "../../registry.ts";
import { arrayComparison } from "./array-comparison.ts";
import { arrayConcat } from "./array-concat.ts";
import { comparison } from "./comparison.ts";
import { concatOperator } from "./concat.ts";
import { dateArithmetic } from "./date-arithmetic.ts";
import { floatArithmetic } from "./float-arithmetic.ts";
import { integerArithmetic } from "./integer-arithmetic.ts";
import { integerBits } from "./integer-bits.ts";
import { intervalArithmetic } from "./interval-arithmetic.ts";
import { intervalComparison } from "./interval-comparison.ts";
import { likeOperators } from "./like.ts";
import { numericArithmetic } from "./numeric-arithmetic.ts";
import { numericComparison } from "./numeric-comparison.ts";
import { regexMatch } from "./regex-match.ts";
import { textComparison } from "./text-comparison.ts";
import { timeArithmetic } from "./time-arithmetic.ts";
import { unaryPlus } from "./unary-plus.ts";
import { zonedArithmetic } from "./zoned-arithmetic.ts";

export const operators: readonly FunctionFamily[] = [
  arrayComparison,
  arrayConcat,
  comparison,
  concatOperator,
  dateArithmetic,
  floatArithmetic,
  integerArithmetic,
  integerBits,
  intervalArithmetic,
  intervalComparison,
  likeOperators,
  numericArithmetic,
  numericComparison,
  regexMatch,
  textComparison,
  timeArithmetic,
  unaryPlus,
  zonedArithmetic,
];
