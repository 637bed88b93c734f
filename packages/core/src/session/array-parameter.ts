// Arrays that a caller gives as a parameter's value: a literal such as {1,NULL,"a"}, and the type that it is read as. Elements
// without a type of their own (strings) leave it to the place where the parameter stands, as a quoted literal does.
import type { Parameter } from "../binder/context.ts";
import { FfqError } from "../common/error.ts";
import type { TypedDatum } from "../type/datum.ts";
import { datumText } from "../type/datum-text.ts";
import { type LogicalType, listOf, printType, type TypeKind, UNKNOWN } from "../type/logical-type.ts";

const MOST_DIMENSIONS = 6;

/** From the narrowest on: of several, the last one holds what the others do. */
const numbers: readonly TypeKind[] = ["int4", "int8", "numeric", "float8"];

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
  const elements = value.map((each) => (Array.isArray(each) ? arrayText(each, depth + 1, leaf) : leaf(each)));
  return `{${elements.join()}}`;
}

const quoted = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`;

/** Undefined where the place decides. */
function commonType(types: ReadonlyMap<TypeKind, LogicalType>): LogicalType | undefined {
  if (types.size === 0 || types.has("unknown")) return undefined;
  const kinds = [...types.keys()];
  const isNumeric = kinds.every((kind) => numbers.includes(kind));
  const kind = isNumeric ? numbers.findLast((each) => types.has(each)) : kinds[0];
  if (isNumeric || kinds.length === 1) return types.get(kind as TypeKind);
  throw new FfqError(
    "CONFIG",
    `the elements of a parameter are of several types: ${[...types.values()].map(printType).join(", ")}`,
    {
      sqlstate: "42804",
    },
  );
}
