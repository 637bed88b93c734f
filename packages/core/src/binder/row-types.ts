// The one type of rows that are compared or stand beside each other: fields by position, whose types differ in nothing
// but their modifiers. PostgreSQL finds out while it compares them, FFQ before.
import type { LogicalExpr } from "../logical/plan.ts";
import { areAlike } from "../type/coercion.ts";
import { bareType, type LogicalType, NUMERIC, printType, type StructField, sameType } from "../type/logical-type.ts";
import { convert } from "./coerce.ts";
import type { BindContext } from "./context.ts";
import { keepOrigin } from "./row-origin.ts";

type Fields = readonly StructField[];

/** The type of which both rows can be, with the first one's names; undefined when their fields are of other types. */
export function commonRow(left: Fields, right: Fields): LogicalType | undefined {
  if (!areAlike(left, right)) return undefined;
  const fields = left.map(({ name, type }, at): StructField => {
    const other = right[at]?.type as LogicalType;
    if (sameType(type, other)) return { name, type };
    if (type.kind === "struct" && other.kind === "struct") {
      return { name, type: commonRow(type.fields, other.fields) ?? type };
    }
    return { name, type: type.kind === "numeric" ? NUMERIC : bareType(type) };
  });
  keepOrigin(fields, left);
  return { kind: "struct", fields };
}

/** Two rows as one type. @throws FfqError 42804 when they cannot be compared */
export function alignRows(
  context: BindContext,
  args: readonly LogicalExpr[],
  location: number | undefined,
): readonly LogicalExpr[] {
  const [left, right] = args as readonly [LogicalExpr, LogicalExpr];
  if (left.type.kind !== "struct" || right.type.kind !== "struct") {
    // A literal without a type beside a row.
    const { type } = left.type.kind === "struct" ? left : right;
    return args.map((arg) => (arg.type.kind === "unknown" ? convert(context, arg, type, "implicit", location) : arg));
  }
  const type = commonRow(left.type.fields, right.type.fields);
  if (type === undefined) throw dissimilar(context, left.type.fields, right.type.fields, location);
  return args.map((arg) => convert(context, arg, type, "implicit", location));
}

function dissimilar(context: BindContext, left: Fields, right: Fields, location: number | undefined): Error {
  const refuse = (message: string): Error => context.error("TYPE_MISMATCH", "42804", message, location);
  if (left.length !== right.length) return refuse("cannot compare record types with different numbers of columns");
  const at = left.findIndex((field, position) => !areAlike([field], [right[position] as StructField]));
  const [one, two] = [left[at], right[at]].map((field) => printType(bareType((field as StructField).type)));
  return refuse(`cannot compare dissimilar column types ${one} and ${two} at record column ${at + 1}`);
}
