// Every aggregate row: what the registry of aggregates is made of. A file for each function, with all its rows.
import type { AggregateOverload } from "../aggregate-registry.ts";
import { anyValue } from "./any-value.ts";
import { approxCountDistinct } from "./approx-count-distinct.ts";
import { approxPercentile } from "./approx-percentile.ts";
import { arrayAgg } from "./array-agg.ts";
import { avg } from "./avg.ts";
import { bitAnd } from "./bit-and.ts";
import { bitOr } from "./bit-or.ts";
import { bitXor } from "./bit-xor.ts";
import { boolAnd } from "./bool-and.ts";
import { boolOr } from "./bool-or.ts";
import { corr } from "./corr.ts";
import { count } from "./count.ts";
import { covarPop } from "./covar-pop.ts";
import { covarSamp } from "./covar-samp.ts";
import { kept } from "./kept.ts";
import { max } from "./max.ts";
import { min } from "./min.ts";
import { regrAvgx } from "./regr-avgx.ts";
import { regrAvgy } from "./regr-avgy.ts";
import { regrCount } from "./regr-count.ts";
import { regrIntercept } from "./regr-intercept.ts";
import { regrR2 } from "./regr-r2.ts";
import { regrSlope } from "./regr-slope.ts";
import { regrSxx } from "./regr-sxx.ts";
import { regrSxy } from "./regr-sxy.ts";
import { regrSyy } from "./regr-syy.ts";
import { stddevPop } from "./stddev-pop.ts";
import { stddevSamp } from "./stddev-samp.ts";
import { stringAgg } from "./string-agg.ts";
import { sum } from "./sum.ts";
import { varPop } from "./var-pop.ts";
import { varSamp } from "./var-samp.ts";

export const aggregates = (): readonly AggregateOverload[] => [
  ...count(),
  ...sum(),
  ...avg(),
  ...min(),
  ...max(),
  ...anyValue(),
  ...boolAnd(),
  ...boolOr(),
  ...bitAnd(),
  ...bitOr(),
  ...bitXor(),
  ...varPop(),
  ...varSamp(),
  ...stddevPop(),
  ...stddevSamp(),
  ...regrAvgx(),
  ...regrAvgy(),
  ...regrSxx(),
  ...regrSyy(),
  ...regrSxy(),
  ...regrSlope(),
  ...regrIntercept(),
  ...regrR2(),
  ...corr(),
  ...covarPop(),
  ...covarSamp(),
  ...regrCount(),
  ...arrayAgg(),
  ...stringAgg(),
  ...kept(),
  ...approxCountDistinct(),
  ...approxPercentile(),
];
