// PostgreSQL's anycompatiblearray and anycompatible (manual, section 36.2.5): the arrays and elements among a call's
// arguments get one element type.
import type { ScalarOverload } from "../function/registry.ts";
import type { LogicalExpr } from "../logical/plan.ts";
import { castContextOf } from "../type/coercion.ts";
import { bareType, INT4, isFixedNumeric, type LogicalType, listOf, NUMERIC, sameType } from "../type/logical-type.ts";
import { convert } from "./coerce.ts";
import { commonType } from "./common-type.ts";
import type { BindContext } from "./context.ts";
import { haveOneOrigin } from "./row-origin.ts";

/** The arguments cast to their element type; undefined when they have none in common. @throws FfqError 42804 */
export function alignElements(
  context: BindContext,
  roles: NonNullable<ScalarOverload["elements"]>,
  args: readonly LogicalExpr[],
  location: number | undefined,
): readonly LogicalExpr[] | undefined {
  const types = args.flatMap(({ type }, at): LogicalType[] => {
    if (roles[at] === "element") return [type];
    return roles[at] === "list" || roles[at] === "same" ? [type.kind === "list" ? type.element : type] : [];
  });
  const isOpen = types.length > 0 && types.every(({ kind }) => kind === "unknown");
  const isUnknown = args.some(({ type }, at) => roles[at] === "known" && type.kind === "unknown");
  if (isUnknown || (isOpen && roles.includes("same"))) throw undetermined(context, location);
  const integers = args.filter((_, at) => roles[at] === "integers");
  if (!integers.every(({ type }) => becomes(type, listOf(INT4)))) return undefined;
  const element = commonElement(types);
  if (element === undefined || !types.every((type) => becomes(type, element))) return undefined;
  if (roles.includes("same") && !areOneKind(types)) return undefined;
  return args.map((arg, at) => {
    switch (roles[at]) {
      case "list":
      case "same":
        return convert(context, arg, listOf(element), "implicit", location);
      case "element":
        return convert(context, arg, element, "implicit", location);
      case "integers":
        return convert(context, arg, listOf(INT4), "implicit", location);
      default:
        return arg;
    }
  });
}

/** Types of one category may have a common type that not all of them are cast to by themselves, as time and date. */
export function becomes(type: LogicalType, common: LogicalType): boolean {
  return castContextOf(type, common) === "implicit" && haveOneOrigin(type, common);
}

/** Whether the types differ in nothing but their modifiers. */
function areOneKind(types: readonly LogicalType[]): boolean {
  const known = types.filter(({ kind }) => kind !== "unknown").map((type) => bareType(type));
  return known.every((type) => sameType(type, known[0] as LogicalType));
}

/** The one type of elements; numerics whose scales differ keep their own, and so do those that a literal without a type holds. */
export function commonElement(types: readonly LogicalType[]): LogicalType | undefined {
  const found = commonType(types);
  if (found.kind === "mismatch") return undefined;
  const { type } = found;
  if (!isFixedNumeric(type)) return type;
  return types.every((other) => sameType(other, type)) ? type : NUMERIC;
}

/** An array is asked for, and only literals without a type are there. */
export function undetermined(context: BindContext, location: number | undefined): Error {
  const message = "could not determine polymorphic type because input has type unknown";
  return context.error("TYPE_MISMATCH", "42804", message, location);
}
