// How the keys of a hash join lie in records, the same for both sides. Pure, and kept by spec: a build side asks for it
// with every batch.
import type { Field } from "../../column/vector.ts";
import { internal } from "../../common/error.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import { isFixedNumeric, type LogicalType } from "../../type/logical-type.ts";
import { formOf, type KeyLayout, keyLayout } from "../key-layout.ts";
import type { HashJoinSpec } from "../spec.ts";

type JoinKeys = Pick<HashJoinSpec, "keys" | "probeFields" | "buildFields">;

const known = new WeakMap<JoinKeys, KeyLayout>();

/** @throws FfqError INTERNAL when the two sides of a key cannot be compared as records */
export function joinKeyLayout(spec: JoinKeys): KeyLayout {
  let layout = known.get(spec);
  if (layout === undefined) {
    layout = workOut(spec);
    known.set(spec, layout);
  }
  return layout;
}

function workOut({ keys, probeFields, buildFields }: JoinKeys): KeyLayout {
  return keyLayout(
    keys.map(({ probe, build, nullsEqual }) => {
      if (!isSameKey(probe.type, build.type)) throw internal("the two sides of a join key have different types");
      const isNullable = canBeNull(probe, probeFields) || canBeNull(build, buildFields);
      // A key without NULLs needs no place for them, whatever its rule is: an integer stays a plain word.
      return { type: build.type, nulls: nullsEqual && isNullable ? "equal" : "never" };
    }),
  );
}

/** Whether equal values of both types have equal records. Lengths of strings do not matter. */
function isSameKey(left: LogicalType, right: LogicalType): boolean {
  if (isFixedNumeric(left) && isFixedNumeric(right) && left.scale !== right.scale) return false;
  return formOf(left) === formOf(right);
}

function canBeNull(expr: PhysicalExpr, fields: readonly Field[]): boolean {
  return expr.kind !== "input" || fields[expr.index]?.nullable !== false;
}
