// Functions that return sets: PostgreSQL manual, section 9.26. A file for each function, with all its rows.
import type { FunctionFamily } from "../../registry.ts";
import { generateSeries } from "./generate-series.ts";
import { generateSubscripts } from "./generate-subscripts.ts";
import { regexpMatches } from "./regexp-matches.ts";
import { regexpSplitToTable } from "./regexp-split-to-table.ts";
import { stringToTable } from "./string-to-table.ts";
import { unnest } from "./unnest.ts";

export const setFunctionRows: readonly FunctionFamily[] = [
  generateSeries,
  generateSubscripts,
  regexpMatches,
  regexpSplitToTable,
  stringToTable,
  unnest,
];
