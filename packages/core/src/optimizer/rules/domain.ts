// The domain of a lateral join's left side: the values of the columns that its right side reads, and where a plan that
// was made independent has them, its keys. Pushing down is push-domain.ts.
import type { ColumnId } from "../../common/ids.ts";
import { kept, refTo } from "../../logical/column-ref.ts";
import type { LogicalExpr, LogicalPlan, NamedExpr, OutputColumn } from "../../logical/plan.ts";
import { sameValue } from "../equality.ts";
import type { RuleContext } from "../rule.ts";

/** Where each of the left side's columns is found. */
export type Keys = ReadonlyMap<ColumnId, OutputColumn>;

export interface Keyed {
  readonly plan: LogicalPlan;
  readonly keys: Keys;
}

export interface Domain {
  /** The left side's columns whose values it holds. */
  readonly columns: ReadonlySet<ColumnId>;
  /** The values, under ids of their own. */
  use(): Keyed;
}

export function refsOf(keys: Keys): ReadonlyMap<ColumnId, LogicalExpr> {
  return new Map([...keys].map(([id, column]) => [id, refTo(column)]));
}

export function keptKeys(keys: Keys): readonly NamedExpr[] {
  return [...keys.values()].map(kept);
}

export function sameKeys(left: Keys, right: Keys, { functions }: RuleContext): readonly LogicalExpr[] {
  return [...left].map(([id, column]) => sameValue(column, right.get(id) as OutputColumn, functions));
}

/** What a full join of two keyed plans shows: beside `columns` the keys of whichever side is there. */
export function eitherKey(
  input: LogicalPlan,
  left: Keys,
  right: Keys,
  { columns, context }: { readonly columns: readonly NamedExpr[]; readonly context: RuleContext },
): Keyed {
  const keys = new Map<ColumnId, OutputColumn>();
  const exprs = [...columns];
  for (const [id, column] of left) {
    const output = { ...context.fresh(column), nullable: true };
    const args = [refTo(column), refTo(right.get(id) as OutputColumn)];
    exprs.push({ output, expr: { kind: "coalesce", args, type: column.type } });
    keys.set(id, output);
  }
  return { plan: { kind: "project", input, exprs }, keys };
}
