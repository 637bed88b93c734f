// extract(field FROM x) over dates, times, timestamps and intervals (PostgreSQL manual, section 9.9.1): a numeric whose scale
// depends on the field (seconds have six digits after the point). Where the field is known when the call is bound, the
// result has that fixed scale.
import type { Datum } from "../../../type/datum.ts";
import { intervalText } from "../../../type/datum-text.ts";
import { fixedNumeric, type LogicalType, MAX_INT64_PRECISION, NUMERIC } from "../../../type/logical-type.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { datetimeField } from "./datetime-field.ts";
import { type FieldSource, fieldSources } from "./field-source.ts";
import { fieldRow } from "./field-value.ts";

/** A constant that is infinite: only a numeric without a fixed scale can say so. */
function isInfiniteConstant(value: Datum | undefined): boolean {
  if (typeof value === "number") return value === 2 ** 31 - 1 || value === -(2 ** 31);
  if (typeof value === "bigint") return value === 2n ** 63n - 1n || value === -(2n ** 63n);
  return typeof value === "object" && value !== null && "micros" in value && intervalText(value).endsWith("infinity");
}

function resultType(
  source: FieldSource,
  constants: readonly (Datum | undefined)[] | undefined,
  wide = false,
): LogicalType {
  if (isInfiniteConstant(constants?.[1]) || (wide && source.growing.size > 0)) return NUMERIC;
  if (source.kind === "date") return fixedNumeric(MAX_INT64_PRECISION, 0);
  const text = constants?.[0];
  const field = typeof text === "string" ? datetimeField(text) : undefined;
  // A Julian date of a timestamp has the scale of a quotient.
  if (field === undefined || field.name === "julian" || source.lacks.has(field.name)) return NUMERIC;
  if (field.name !== "epoch") return fixedNumeric(MAX_INT64_PRECISION, field.scale);
  // Microseconds since 1970 have up to 19 digits.
  return fixedNumeric(source.wideEpoch?.digits ?? MAX_INT64_PRECISION + 1, field.scale);
}

export const extract: FunctionFamily = functionFamily(["extract"], () =>
  Object.values(fieldSources).map((source) =>
    fieldRow(source, {
      name: "extract",
      result: (_types, constants, wide) => resultType(source, constants, wide),
      doc: "A field of the value, as a numeric.",
    }),
  ),
);
