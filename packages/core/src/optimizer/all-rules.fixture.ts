// All rules, for tests that optimize plans of any kind.
import { generalRules } from "./general-rules.ts";
import type { Rule } from "./rule.ts";
import { unnestingRules } from "./unnesting.ts";

export const allRules: readonly Rule[] = [...unnestingRules, ...generalRules];
