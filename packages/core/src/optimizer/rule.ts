// What a rule is and what it may use. A rule is pure: a plan in, an equal plan out; everything from outside
// comes with the context.

import type { TableStatistics } from "../catalog/statistics.ts";
import type { TableRef } from "../catalog/table-provider.ts";
import type { Field } from "../column/vector.ts";
import type { ColumnId, CteId } from "../common/ids.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import type { FunctionRegistry } from "../function/registry.ts";
import type { LogicalPlan, OutputColumn } from "../logical/plan.ts";
import type { Datum } from "../type/datum.ts";
import type { LogicalType } from "../type/logical-type.ts";
import type { PlanTraits } from "./plan-traits.ts";
import type { SharedProfiles } from "./shared-profiles.ts";

/** The rules that can be switched off: a plan without them gives the same answer. */
export const ruleNames = [
  "narrow-scans",
  "merge-windows",
  "inline-ctes",
  "simplify-expressions",
  "unnest-by-pulling",
  "push-down-predicates",
  "reduce-aggregates",
  "order-joins",
  "prune-columns",
  "remove-redundancy",
  "share-subplans",
  "push-down-limits",
] as const;

export type RuleName = (typeof ruleNames)[number];

/** A table as the optimizer sees it. */
export interface TableFacts {
  readonly fields: readonly Field[];
  readonly statistics: TableStatistics;
}

/** What one optimization needs from outside. */
export interface OptimizerContext {
  /** undefined when nothing is known of the table. */
  table(ref: TableRef): TableFacts | undefined;
  readonly functions: FunctionRegistry;
  /** The value of an expression without columns; undefined when evaluating it would fail. */
  fold(expr: PhysicalExpr): Datum | undefined;
  readonly disabled?: ReadonlySet<RuleName>;
  /** Where estimates are kept for who asks after the optimizer. */
  readonly profiles?: SharedProfiles;
  /** Asked before each rule; throws when the statement is to end. */
  check?(): void;
  /** Told of every rule that ran. */
  trace?(entry: RuleTrace): void;
  /** Milliseconds, for the trace. */
  now?(): number;
}

export interface RuleTrace {
  readonly rule: string;
  readonly changed: boolean;
  readonly milliseconds: number;
  readonly plan: LogicalPlan;
}

/** What rules use: the context, and ids that the plan does not have yet. */
export interface RuleContext extends OptimizerContext {
  column(name: string, type: LogicalType, nullable: boolean): OutputColumn;
  cteId(): CteId;
  /** The same column under a new id. */
  fresh(column: OutputColumn): OutputColumn;
}

export interface Rule {
  /** A RuleName, or the name of a step that execution needs. */
  readonly name: string;
  /** Why it stands where it stands in the list. */
  readonly reason: string;
  /** Steps that execution needs run whatever is switched off. */
  readonly required: boolean;
  /** Whether the rule may have something to do. Absent: with any plan. */
  readonly concerns?: (traits: PlanTraits) => boolean;
  readonly rewrite: (plan: LogicalPlan, context: RuleContext) => LogicalPlan;
}

/** A rule name's columns are minted here: the largest ids of the plan are given. */
export function ruleContext(context: OptimizerContext, last: { column: number; cte: number }): RuleContext {
  const column = (name: string, type: LogicalType, nullable: boolean): OutputColumn => ({
    id: ++last.column as ColumnId,
    name,
    type,
    nullable,
  });
  return {
    ...context,
    table: (ref) => context.table(ref),
    fold: (expr) => context.fold(expr),
    column,
    cteId: () => ++last.cte as CteId,
    fresh: ({ name, type, nullable }) => column(name, type, nullable),
  };
}
