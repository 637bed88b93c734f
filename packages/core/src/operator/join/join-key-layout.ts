// How the keys of a hash join lie in records, the same for both sides. Pure.
import type { Field } from "../../column/vector.ts";
import { internal } from "../../common/error.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import type { KeyForm } from "../../type/key-form.ts";
import { isFixedNumeric, type LogicalType } from "../../type/logical-type.ts";
import { type KeyLayout, keyLayout } from "../key-layout.ts";
import type { HashJoinSpec } from "../spec.ts";

/** @throws FfqError INTERNAL when the two sides of a key cannot be compared as records */
export function joinKeyLayout({
  keys,
  probeFields,
  buildFields,
}: Pick<HashJoinSpec, "keys" | "probeFields" | "buildFields">): KeyLayout {
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

function formOf(type: LogicalType): KeyForm | undefined {
  return keyLayout([{ type, nulls: "never" }]).fields[0]?.form;
}

function canBeNull(expr: PhysicalExpr, fields: readonly Field[]): boolean {
  return expr.kind !== "input" || fields[expr.index]?.nullable !== false;
}
