// Which columns of a result leave as text, by their types alone. Apart from the sink that has them printed, since it decides
// what must be loaded for that (parts.ts).
import type { Field } from "../column/vector.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { leavingType } from "../type/leaving-type.ts";

/** What leaves in place of the columns, where some leave as text. */
export function asTexts(fields: readonly Field[]): readonly PhysicalExpr[] | undefined {
  return fields.some(isPrinted) ? fields.map(printed) : undefined;
}

/** Numerics without fixed scale leave in PostgreSQL's text form, also among the elements of lists. */
function isPrinted({ type }: Field): boolean {
  return leavingType(type) !== type;
}

function printed(field: Field, index: number): PhysicalExpr {
  const input: PhysicalExpr = { kind: "input", index, type: field.type };
  return isPrinted(field) ? { kind: "cast", input, type: leavingType(field.type), form: "explicit" } : input;
}
