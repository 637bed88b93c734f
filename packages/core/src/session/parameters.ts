// Values that a caller gives for $1, $2 ... or :name, as typed constants. A string has no type of its own, as a
// quoted literal has none: what it means follows from where it stands.
import type { Parameter } from "../binder/context.ts";
import { FfqError } from "../common/error.ts";
import { highestParameter } from "../sql/highest-parameter.ts";
import type { ParsedStatement } from "../sql/statement.ts";
import { bytesText } from "../type/bytes-text.ts";
import type { TypedDatum } from "../type/datum.ts";
import { BOOL, BYTEA, FLOAT8, INT4, INT8, NUMERIC, TIMESTAMP, UNKNOWN } from "../type/logical-type.ts";
import { arrayParameter } from "./array-parameter.ts";

/** Arrays are SQL's: nested ones have as many dimensions. */
export type ParameterValue = boolean | number | bigint | string | Date | Uint8Array | null | readonly ParameterValue[];

/** By position, or by name. */
export type Parameters = readonly ParameterValue[] | Readonly<Record<string, ParameterValue>>;

/**
 * @param names the text's parameter names, in the order of their numbers; empty when it numbers them itself
 * @throws FfqError NOT_FOUND for a name without a value, CONFIG for a value that SQL has no type for
 */
export function readParameters(given: Parameters | undefined, names: readonly string[]): readonly Parameter[] {
  if (given === undefined) return names.length === 0 ? [] : names.map(missing);
  if (isList(given)) return given.map(parameterOf);
  if (names.length === 0 && Object.keys(given).length > 0) {
    throw new FfqError("CONFIG", "parameters were given by name, but the text has none", {
      hint: "Write :name in the text, or give an array for $1, $2 ...",
    });
  }
  return names.map((name) => (Object.hasOwn(given, name) ? parameterOf(given[name] as ParameterValue) : missing(name)));
}

function isList(given: Parameters): given is readonly ParameterValue[] {
  return Array.isArray(given);
}

function missing(name: string): never {
  throw new FfqError("NOT_FOUND", `there is no value for parameter :${name}`, { sqlstate: "42P02" });
}

/**
 * @param statements what the parameters are for
 * @throws FfqError 08P01 for values that no statement has a place for
 */
export function refuseSurplus(given: Parameters | undefined, statements: readonly ParsedStatement[]): void {
  if (given === undefined || !isList(given) || given.length === 0) return;
  const required = Math.max(0, ...statements.map(({ node }) => highestParameter(node)));
  if (given.length <= required) return;
  const message = `bind message supplies ${given.length} parameters, but prepared statement "" requires ${required}`;
  throw new FfqError("INVALID_QUERY", message, { sqlstate: "08P01" });
}

function parameterOf(value: ParameterValue): Parameter {
  return Array.isArray(value) ? arrayParameter(value, typedValue) : typedValue(value);
}

const MOST_INT4 = 2 ** 31 - 1;
const MOST_INT8 = 2n ** 63n - 1n;

function typedValue(value: unknown): TypedDatum {
  if (value === null) return { type: UNKNOWN, value };
  switch (typeof value) {
    case "boolean":
      return { type: BOOL, value };
    case "string":
      return { type: UNKNOWN, value };
    case "bigint":
      if (value >= -MOST_INT8 - 1n && value <= MOST_INT8) return { type: INT8, value };
      return { type: NUMERIC, value: value.toString() };
    case "number":
      if (!Number.isSafeInteger(value) || Object.is(value, -0)) return { type: FLOAT8, value };
      return Math.abs(value) <= MOST_INT4 ? { type: INT4, value } : { type: INT8, value: BigInt(value) };
    case "object":
      if (value instanceof Date && !Number.isNaN(value.getTime())) {
        return { type: TIMESTAMP, value: BigInt(value.getTime()) * 1000n };
      }
      if (value instanceof Uint8Array) return { type: BYTEA, value: bytesText(value) };
      break;
    default:
      break;
  }
  throw new FfqError("CONFIG", `a parameter cannot be ${Object.prototype.toString.call(value)}`, { sqlstate: "22023" });
}
