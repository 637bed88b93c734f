// The general way of unnesting (Neumann and Kemper, "Unnesting Arbitrary Queries", BTW 2015): the right side of a
// lateral join is evaluated once for all distinct values that it reads of the left side, the domain, and joined
// back on them. push-domain.ts brings the domain down to where it is read. The left side is evaluated once
// and read twice, as a common table expression.
import type { ColumnId } from "../../common/ids.ts";
import type { LogicalPlan, OutputColumn } from "../../logical/plan.ts";
import { childrenOf } from "../../logical/tree.ts";
import { narrowed } from "../build.ts";
import { copyPlan } from "../copy-plan.ts";
import { call, type Deep, mapDeep, runDeep } from "../deep.ts";
import { sameValue } from "../equality.ts";
import { factsOf } from "../facts.ts";
import { withInputs } from "../rewrite-plan.ts";
import type { Rule, RuleContext } from "../rule.ts";
import type { Domain } from "./domain.ts";
import { PushDomain } from "./push-domain.ts";

export const unnestByDomain: Rule = {
  name: "unnest-by-domain",
  reason: "what pulling cannot make independent; execution knows no lateral joins",
  required: true,
  concerns: ({ hasLateralJoins }) => hasLateralJoins,
  rewrite: (plan, context) => runDeep(unnest(plan, context)),
};

type Join = Extract<LogicalPlan, { readonly kind: "join" }>;

/** Outermost first: when a lateral join is met, its left side reads nothing from outside any more. */
function* unnest(plan: LogicalPlan, context: RuleContext): Deep<LogicalPlan> {
  const node = plan.kind === "join" && plan.lateral ? yield* call(independent(plan, context)) : plan;
  return withInputs(node, yield* call(mapDeep(childrenOf(node), (input) => unnest(input, context))));
}

function* independent(node: Join, context: RuleContext): Deep<LogicalPlan> {
  const { free } = factsOf(node.right);
  const read = factsOf(node.left).columns.filter(({ id }) => free.has(id));
  if (read.length === 0) return { ...node, lateral: false };
  const left = copyPlan(node.left, context);
  const cte = context.cteId();
  const domain = domainOver(read, context, (column) => ({
    output: context.fresh(column),
    source: left.ids.get(column.id) ?? column.id,
  }));
  const definition = domain.definition(cte);
  const right = yield* call(new PushDomain(domain, context).push(node.right));
  const own = factsOf(node.left).columns;
  const main: LogicalPlan = {
    kind: "cte-ref",
    cte,
    name: "left side",
    columns: own.map((output) => ({ output, source: left.ids.get(output.id) ?? output.id })),
  };
  const same = read.map((column) => sameValue(column, right.keys.get(column.id) as OutputColumn, context.functions));
  const join: Join = { ...node, left: main, right: right.plan, on: [...node.on, ...same], lateral: false };
  const body: LogicalPlan = {
    kind: "cte",
    cte: domain.cte,
    name: "domain",
    definition,
    body: narrowed(join, factsOf(node).columns),
    materialized: false,
  };
  return { kind: "cte", cte, name: "left side", definition: left.plan, body, materialized: false };
}

interface DomainSource extends Domain {
  readonly cte: ReturnType<RuleContext["cteId"]>;
  definition(left: ReturnType<RuleContext["cteId"]>): LogicalPlan;
}

/** The distinct values of the columns `read`, readable any number of times. */
function domainOver(
  read: readonly OutputColumn[],
  context: RuleContext,
  source: (column: OutputColumn) => { readonly output: OutputColumn; readonly source: ColumnId },
): DomainSource {
  const cte = context.cteId();
  const columns = read.map(source);
  return {
    cte,
    columns: new Set(read.map(({ id }) => id)),
    definition: (left) => ({
      kind: "distinct",
      input: { kind: "cte-ref", cte: left, name: "left side", columns },
      order: [],
    }),
    use: () => {
      const outputs = columns.map(({ output }) => ({ output: context.fresh(output), source: output.id }));
      return {
        plan: { kind: "cte-ref", cte, name: "domain", columns: outputs },
        keys: new Map(outputs.map(({ output }, at) => [(read[at] as OutputColumn).id, output])),
      };
    },
  };
}
