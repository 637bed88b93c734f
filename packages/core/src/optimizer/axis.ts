// Values of ordered types as numbers, for interpolation between bounds. Estimates only: precision may be lost.
import type { Datum } from "../type/datum.ts";
import type { LogicalType } from "../type/logical-type.ts";

/** Where a value stands; undefined for NULL and for types without a scale of distances. */
export function positionOf(value: Datum | undefined, type: LogicalType): number | undefined {
  if (typeof value === "boolean") return Number(value);
  switch (type.kind) {
    case "numeric":
      if (typeof value === "bigint") return Number(value) / 10 ** (type.scale ?? 0);
      return typeof value === "string" ? finite(Number(value)) : undefined;
    case "timestamp":
    case "timestamptz":
      // In days, so that dates and timestamps compare.
      return typeof value === "bigint" ? Number(value) / 86_400_000_000 : undefined;
    case "int2":
    case "int4":
    case "int8":
    case "float4":
    case "float8":
    case "date":
      return typeof value === "number" || typeof value === "bigint" ? finite(Number(value)) : undefined;
    case "time":
      return typeof value === "bigint" ? Number(value) : undefined;
    case "bool":
    case "bytea":
    case "uuid":
    case "timetz":
    case "text":
    case "varchar":
    case "bpchar":
    case "interval":
    case "unknown":
    case "list":
    case "struct":
      return undefined;
  }
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

/** How many different values a type has between two bounds; undefined where there is no such number. */
export function valuesBetween(low: number, high: number, type: LogicalType): number | undefined {
  switch (type.kind) {
    case "int2":
    case "int4":
    case "int8":
    case "date":
      return high - low + 1;
    case "numeric":
      return type.scale === undefined ? undefined : (high - low) * 10 ** type.scale + 1;
    case "bool":
      return 2;
    case "float4":
    case "float8":
    case "time":
    case "timetz":
    case "timestamp":
    case "timestamptz":
    case "bytea":
    case "uuid":
    case "text":
    case "varchar":
    case "bpchar":
    case "interval":
    case "unknown":
    case "list":
    case "struct":
      return undefined;
  }
}
