// The predicates that a hash join runs over pairs, as expressions over probe columns followed by build columns.
// Pure.

import type { InputRef, PhysicalExpr } from "../../expr/expr.ts";
import { inputsOf } from "../../expr/inputs.ts";
import { rewrite } from "../../expr/tree.ts";
import type { LogicalType } from "../../type/logical-type.ts";
import type { HashJoinSpec, JoinKey } from "../spec.ts";

/**
 * What remains to be asked of a pair that a NULL key brought together (hash-join-null-rule.ts): it is NULL unless
 * this is false. The only key needs no asking, a NULL is in it; of several keys the others may be unequal.
 * undefined: nothing remains.
 */
export function nullPairCondition(spec: HashJoinSpec): PhysicalExpr | undefined {
  const keys = spec.keys.filter(({ nullsEqual }) => !nullsEqual);
  const conjuncts = keys.length > 1 ? keys.map((key) => equalityOf(key, spec.probeFields.length)) : [];
  if (spec.residual !== undefined) conjuncts.push(spec.residual);
  const [first, ...rest] = conjuncts;
  if (first === undefined || rest.length === 0) return first;
  return { kind: "and", args: conjuncts, type: { kind: "bool" } };
}

/** Positions of the build columns that predicates over pairs read. */
export function pairColumns(spec: HashJoinSpec): readonly number[] {
  const width = spec.probeFields.length;
  const condition = spec.join === "mark" ? nullPairCondition(spec) : spec.residual;
  if (condition === undefined) return [];
  return inputsOf([condition]).flatMap((input) => (input < width ? [] : [input - width]));
}

function equalityOf({ probe, build }: JoinKey, probeWidth: number): PhysicalExpr {
  const shifted = rewrite<InputRef>(build, (node) =>
    node.kind === "input" ? { ...node, index: node.index + probeWidth } : node,
  );
  const kind = comparedAs(probe.type);
  return { kind: "call", overload: `=(${kind},${kind})`, args: [probe, shifted], type: { kind: "bool" } };
}

/** The kind that = is defined over. */
function comparedAs({ kind }: LogicalType): LogicalType["kind"] {
  return kind === "varchar" || kind === "unknown" ? "text" : kind;
}
