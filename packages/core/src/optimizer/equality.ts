// Equalities between two sides: how they are recognised and made.
import { internal } from "../common/error.ts";
import { asNotDistinct, notDistinct } from "../expr/not-distinct.ts";
import { type FunctionRegistry, overloadKey } from "../function/registry.ts";
import { resolve } from "../function/resolve.ts";
import { refTo } from "../logical/column-ref.ts";
import type { LogicalExpr, LogicalLeaf, OutputColumn } from "../logical/plan.ts";
import type { LogicalType, TypeKind } from "../type/logical-type.ts";

export interface Equality {
  readonly left: LogicalExpr;
  readonly right: LogicalExpr;
  readonly overload: string;
  /** NULL equals NULL. */
  readonly nullsEqual: boolean;
}

/** `a = b` or `a IS NOT DISTINCT FROM b`; undefined for every other expression. */
export function asEquality(expr: LogicalExpr): Equality | undefined {
  if (expr.kind === "call") {
    if (!expr.overload.startsWith("=(")) return undefined;
    const left = expr.args[0];
    const right = expr.args[1];
    if (left === undefined || right === undefined) return undefined;
    return { left, right, overload: expr.overload, nullsEqual: false };
  }
  const safe = asNotDistinct<LogicalLeaf>(expr);
  return safe && { left: safe.left, right: safe.right, overload: safe.equality, nullsEqual: true };
}

/** The equality with other sides of the same types. */
export function equalityOf({ overload, nullsEqual }: Equality, left: LogicalExpr, right: LogicalExpr): LogicalExpr {
  if (nullsEqual) return notDistinct<LogicalLeaf>(overload, left, right);
  return { kind: "call", overload, args: [left, right], type: { kind: "bool" } };
}

/** `left IS NOT DISTINCT FROM right` over two columns of one type; a plain = when neither can be NULL. */
export function sameValue(left: OutputColumn, right: OutputColumn, functions: FunctionRegistry): LogicalExpr {
  const found = resolve(functions.named("="), [left.type.kind, right.type.kind], { operator: true });
  if (found.kind !== "found") throw internal(`no equality of ${left.type.kind}`);
  const { overload } = found;
  const cast = (column: OutputColumn, at: number): LogicalExpr => {
    const kind = overload.args[at] as TypeKind;
    const ref = refTo(column);
    if (kind === column.type.kind) return ref;
    return { kind: "cast", input: ref, type: { kind } as LogicalType, form: "implicit" };
  };
  const [first, second] = [cast(left, 0), cast(right, 1)];
  const nullsEqual = left.nullable || right.nullable;
  return equalityOf({ left: first, right: second, overload: overloadKey(overload), nullsEqual }, first, second);
}
