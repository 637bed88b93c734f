// Arrays that a caller gives as a parameter's value: a literal such as {1,NULL,"a"}, and the type that it is read as. Elements
// without a type of their own (strings) leave it to the place where the parameter stands, as a quoted literal does.
import type { Parameter } from "../binder/context.ts";
import { FfqError } from "../common/error.ts";
import type { TypedDatum } from "../type/datum.ts";
import { datumText } from "../type/datum-text.ts";
import { FLOAT8, type LogicalType, listOf, NUMERIC, printType, type TypeKind, UNKNOWN } from "../type/logical-type.ts";

const MOST_DIMENSIONS = 6;

/** From the narrowest on: each holds what those before it do. */
const exact: readonly TypeKind[] = ["int4", "int8", "numeric"];

/** @throws FfqError 54000 for more dimensions than there can be, CONFIG for elements without a type in common */
export function arrayParameter(value: readonly unknown[], typed: (element: unknown) => TypedDatum): Parameter {
  const types = new Map<TypeKind, LogicalType>();
  const text = arrayText(value, 1, (element) => {
    const { type, value: datum } = typed(element);
    if (datum === null) return "NULL";
    types.set(type.kind, type);
    return quoted(datumText(datum, type));
  });
  const element = commonType(types);
  return { type: UNKNOWN, value: text, ...(element === undefined ? {} : { as: listOf(element) }) };
}

function arrayText(value: readonly unknown[], depth: number, leaf: (element: unknown) => string): string {
  if (depth > MOST_DIMENSIONS) {
    const message = `number of array dimensions (${depth}) exceeds the maximum allowed (${MOST_DIMENSIONS})`;
    throw new FfqError("CONFIG", message, { sqlstate: "54000" });
  }
  // Of a hole too: it is undefined, which is no value.
  const elements = Array.from(value, (each) => (Array.isArray(each) ? arrayText(each, depth + 1, leaf) : leaf(each)));
  return `{${elements.join()}}`;
}

const quoted = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`;

/** Undefined where the place decides. */
function commonType(types: ReadonlyMap<TypeKind, LogicalType>): LogicalType | undefined {
  if (types.size === 0 || types.has("unknown")) return undefined;
  const kinds = [...types.keys()];
  if (kinds.length === 1) return types.get(kinds[0] as TypeKind);
  if (kinds.every((kind) => kind === "float8" || exact.includes(kind))) {
    // Doubles hold no integers of 64 bits; numerics hold all that doubles do.
    if (types.has("float8")) return kinds.some((kind) => kind === "int8" || kind === "numeric") ? NUMERIC : FLOAT8;
    return types.get(exact.findLast((kind) => types.has(kind)) as TypeKind);
  }
  throw new FfqError(
    "CONFIG",
    `the elements of a parameter are of several types: ${[...types.values()].map(printType).join(", ")}`,
    {
      sqlstate: "42804",
    },
  );
}
