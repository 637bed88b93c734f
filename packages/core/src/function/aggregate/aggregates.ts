// Every aggregate row: what the registry of aggregates is made of.
import type { AggregateOverload } from "../aggregate-registry.ts";
import { approximate } from "./approximate.ts";
import { avg } from "./avg.ts";
import { bits } from "./bits.ts";
import { collect } from "./collect.ts";
import { count } from "./count.ts";
import { minMax } from "./min-max.ts";
import { regression } from "./regression.ts";
import { sum } from "./sum.ts";
import { variance } from "./variance.ts";

export const aggregates = (): readonly AggregateOverload[] => [
  ...count(),
  ...sum(),
  ...avg(),
  ...minMax(),
  ...bits(),
  ...variance(),
  ...regression(),
  ...collect(),
  ...approximate(),
];
