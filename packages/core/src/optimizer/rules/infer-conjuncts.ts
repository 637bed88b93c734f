// Conditions that follow from others, so that each relation of a join can be filtered by itself: a = b and a = 5
// give b = 5; (x = 1 and y = 2) or (x = 3 and y = 4) gives x = 1 or x = 3. The originals stay.
import type { ColumnId } from "../../common/ids.ts";
import { isVolatile } from "../../function/expr-facts.ts";
import type { FunctionRegistry } from "../../function/registry.ts";
import type { LogicalExpr, LogicalPlan } from "../../logical/plan.ts";
import type { LogicalType } from "../../type/logical-type.ts";
import { sameType } from "../../type/logical-type.ts";
import { and, conjunctsOf, disjunctsOf, or, substitute } from "../build.ts";
import { asEquality } from "../equality.ts";
import { columnsIn, isOver } from "../facts.ts";

interface Member {
  readonly id: ColumnId;
  readonly type: LogicalType;
}

/** Columns of one type that equalities among the conjuncts make the same. */
export function equalColumns(conjuncts: readonly LogicalExpr[]): readonly (readonly Member[])[] {
  const classes = new Map<ColumnId, Member[]>();
  for (const conjunct of conjuncts) {
    const equality = asEquality(conjunct);
    if (equality === undefined || equality.nullsEqual) continue;
    const { left, right } = equality;
    if (left.kind !== "column" || right.kind !== "column" || !sameType(left.type, right.type)) continue;
    const mine = classes.get(left.column) ?? [{ id: left.column, type: left.type }];
    const others = classes.get(right.column) ?? [{ id: right.column, type: right.type }];
    if (mine === others) continue;
    const merged = [...mine, ...others];
    for (const { id } of merged) classes.set(id, merged);
  }
  return [...new Set(classes.values())];
}

/**
 * Conditions on single columns, for the columns that equal them.
 * @param equalities conjuncts that make columns equal; `conditions` are where conditions are taken from
 */
export function transitiveConjuncts(
  equalities: readonly LogicalExpr[],
  conditions: readonly LogicalExpr[],
  functions: FunctionRegistry,
): readonly LogicalExpr[] {
  const classes = equalColumns(equalities);
  if (classes.length === 0) return [];
  const found: LogicalExpr[] = [];
  for (const condition of conditions) {
    const used = [...columnsIn(condition)];
    const [column] = used;
    if (column === undefined || used.length > 1 || isVolatile(condition, functions)) continue;
    const members = classes.find((one) => one.some(({ id }) => id === column)) ?? [];
    for (const { id, type } of members) {
      if (id !== column) found.push(substitute(condition, new Map([[column, { kind: "column", column: id, type }]])));
    }
  }
  return found;
}

/** What an OR over several relations says of one of them; undefined when one of its alternatives says nothing. */
export function alternativesOver(disjunction: LogicalExpr, plan: LogicalPlan): LogicalExpr | undefined {
  if (disjunction.kind !== "or" || isOver(disjunction, plan)) return undefined;
  const alternatives: LogicalExpr[] = [];
  for (const disjunct of disjunctsOf(disjunction)) {
    const own = conjunctsOf(disjunct).filter((conjunct) => isOver(conjunct, plan) && columnsIn(conjunct).size > 0);
    if (own.length === 0) return undefined;
    alternatives.push(and(own));
  }
  return or(alternatives);
}
