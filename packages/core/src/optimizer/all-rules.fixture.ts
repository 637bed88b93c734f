// All rules, for tests that optimize plans of any kind.
import type { Rule } from "./rule.ts";
import { plainRules } from "./rule-list.ts";
import { unnestingRules } from "./unnesting.ts";

export const allRules: readonly Rule[] = [...unnestingRules, ...plainRules];
