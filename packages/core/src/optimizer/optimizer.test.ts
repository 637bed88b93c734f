// Optimized plans give what the plain reading of the query gives (evaluate.fixture.ts), on random plans over
// random tables: all rules, each rule left out, and each rule alone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FfqError } from "../common/error.ts";
import { ColumnId } from "../common/ids.ts";
import { constantFolder } from "../function/fold.ts";
import { builtinFunctions } from "../function/functions.ts";
import { explainLogical } from "../logical/explain.ts";
import { INT8 } from "../type/logical-type.ts";
import { allRules } from "./all-rules.fixture.ts";
import { answerOf, EvaluationError } from "./evaluate.fixture.ts";
import { optimize } from "./optimizer.ts";
import { randomCase } from "./random-plan.fixture.ts";
import { type OptimizerContext, type Rule, type RuleName, type RuleTrace, ruleNames } from "./rule.ts";

const cases = Number(process.env.FFQ_RANDOM_PLANS ?? 200);

function context(disabled: readonly RuleName[] = []): OptimizerContext {
  return {
    functions: builtinFunctions(),
    table: () => undefined,
    fold: (expr) => constantFolder().fold(expr),
    disabled: new Set(disabled),
  };
}

/** undefined where the query itself ends in an error: then the optimized plan may, too. */
function expected(seed: number): readonly string[] | undefined {
  const { plan, tables } = randomCase(seed);
  try {
    return answerOf(plan, tables);
  } catch (thrown) {
    if (thrown instanceof EvaluationError) return undefined;
    throw thrown;
  }
}

function check(disabled: readonly RuleName[]): void {
  let [compared, eager] = [0, 0];
  for (let seed = 1; seed <= cases; seed++) {
    const answer = expected(seed);
    if (answer === undefined) continue;
    const { plan, tables, facts } = randomCase(seed);
    let optimized = plan;
    try {
      const trace = ({ plan: after }: RuleTrace): void => void (optimized = after);
      optimized = optimize(plan, { ...context(disabled), table: ({ name }) => facts(name), trace }, allRules);
      assert.deepEqual(answerOf(optimized, tables), answer);
      compared++;
    } catch (thrown) {
      if (thrown instanceof FfqError && thrown.code === "UNSUPPORTED") continue;
      // A subquery that the plain reading never asks for (its rows meet no left row) may be evaluated.
      if (thrown instanceof EvaluationError && ++eager < cases / 50) continue;
      const shown = `${explainLogical(plan)}\n--- optimized\n${explainLogical(optimized)}`;
      throw new Error(`seed ${seed}\n${shown}`, { cause: thrown });
    }
  }
  assert.ok(compared > cases / 3, `only ${compared} of ${cases} could be compared`);
}

test("all rules", () => check([]));
test("a rule that breaks the plan is named, whatever runs after it", () => {
  const broken: Rule = {
    name: "break-it",
    reason: "a defect",
    required: true,
    rewrite: (plan) => ({
      kind: "limit",
      input: plan,
      limit: { kind: "column", column: ColumnId(4711), type: INT8 },
      withTies: false,
    }),
  };
  const half = Math.floor(allRules.length / 2);
  const { plan } = randomCase(1);
  assert.throws(() => optimize(plan, context(), [...allRules.slice(0, half), broken, ...allRules.slice(half)]), {
    code: "INTERNAL",
    message: "optimizer rule break-it: column #4711 is read and nowhere produced",
  });
});

for (const rule of ruleNames) {
  test(`without ${rule}`, () => check([rule]));
  test(`${rule} alone`, () => check(ruleNames.filter((other) => other !== rule)));
}
