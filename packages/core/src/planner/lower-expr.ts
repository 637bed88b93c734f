// Expressions over column ids become expressions over input positions.

import type { Field } from "../column/vector.ts";
import { internal } from "../common/error.ts";
import type { ColumnId } from "../common/ids.ts";
import type { InputRef, PhysicalExpr } from "../expr/expr.ts";
import { rewrite, walk } from "../expr/tree.ts";
import type { LogicalExpr, LogicalLeaf, SortKey } from "../logical/plan.ts";
import type { PhysicalSortKey } from "../physical/plan.ts";

/** @throws FfqError INTERNAL when the optimizer left a subquery or a correlated column */
export function lowerExpr(expr: LogicalExpr, columns: ReadonlyMap<ColumnId, number>): PhysicalExpr {
  const lowered = rewrite<LogicalLeaf | InputRef>(expr, (node) => {
    switch (node.kind) {
      case "column": {
        const index = columns.get(node.column);
        if (index === undefined) throw internal(`column #${node.column} is not in its node's input`);
        return { kind: "input", index, type: node.type };
      }
      case "scalar-subquery":
      case "exists-subquery":
      case "any-subquery":
      case "all-subquery":
        throw internal(`the optimizer left a ${node.kind}`);
      default:
        return node;
    }
  });
  return lowered as PhysicalExpr;
}

export function lowerSortKeys(
  keys: readonly SortKey[],
  columns: ReadonlyMap<ColumnId, number>,
): readonly PhysicalSortKey[] {
  return keys.map(({ expr, descending, nullsFirst }) => ({ expr: lowerExpr(expr, columns), descending, nullsFirst }));
}

/** Ids of the columns that an expression reads. */
export function columnsIn(expr: LogicalExpr): ReadonlySet<ColumnId> {
  const found = new Set<ColumnId>();
  walk<LogicalLeaf>(expr, (node) => {
    if (node.kind === "column") found.add(node.column);
  });
  return found;
}

export function inputRef(index: number, { type }: Pick<Field, "type">): InputRef {
  return { kind: "input", index, type };
}

/** All of a node's columns as they are. */
export function allInputs(fields: readonly Field[]): readonly InputRef[] {
  return fields.map((field, index) => inputRef(index, field));
}

/** All of the conjuncts, as one expression. */
export function conjunction(exprs: readonly PhysicalExpr[]): PhysicalExpr | undefined {
  const [first, ...rest] = exprs;
  if (first === undefined || rest.length === 0) return first;
  return { kind: "and", args: exprs, type: { kind: "bool" } };
}

/** Whether an expression can be NULL, as far as it is known: columns and casts of them. */
export function canBeNull(expr: PhysicalExpr, fields: readonly Field[]): boolean {
  let inner = expr;
  while (inner.kind === "cast") inner = inner.input;
  if (inner.kind === "input") return fields[inner.index]?.nullable !== false;
  return inner.kind !== "constant" || inner.value === null;
}
