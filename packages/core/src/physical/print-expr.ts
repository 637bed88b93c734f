// Physical expressions as people read them: columns by name, operators between their arguments.
import type { Field } from "../column/vector.ts";
import type { InputRef, PhysicalExpr } from "../expr/expr.ts";
import { fold } from "../expr/tree.ts";
import type { Datum } from "../type/datum.ts";
import { type LogicalType, printType } from "../type/logical-type.ts";

/** Columns that have no name are shown as `$` and their position. */
export function printExpr(root: PhysicalExpr, fields: readonly Field[]): string {
  return fold<InputRef, string>(root, (node, args) => {
    switch (node.kind) {
      case "input": {
        const name = fields[node.index]?.name;
        return name === undefined || name === "" ? `$${node.index}` : name;
      }
      case "constant":
        return printConstant(node.value, node.type);
      case "call":
        return printCall(node.overload, args);
      case "cast":
        return `${args[0]}::${printType(node.type)}`;
      case "and":
      case "or":
        return `(${args.join(` ${node.kind} `)})`;
      case "not":
        return `not ${args[0]}`;
      case "is-null":
        return `${args[0]} is null`;
      case "case": {
        const branches = node.branches.map((_, index) => `when ${args[index * 2]} then ${args[index * 2 + 1]}`);
        return `case ${branches.join(" ")} else ${args.at(-1)} end`;
      }
      case "coalesce":
        return `coalesce(${args.join(", ")})`;
      case "in-list": {
        const values = node.values.map((value) => printConstant(value, node.input.type));
        return `${args[0]} in (${[...values, ...(node.hasNull ? ["null"] : [])].join(", ")})`;
      }
    }
  });
}

function printCall(overload: string, args: readonly string[]): string {
  const name = overload.slice(0, overload.indexOf("("));
  if (/^[a-z_]/i.test(name)) return `${name}(${args.join(", ")})`;
  return args.length === 2 ? `(${args[0]} ${name} ${args[1]})` : `(${name}${args.join(", ")})`;
}

function printConstant(value: Datum, type: LogicalType): string {
  if (value === null) return "null";
  switch (type.kind) {
    case "text":
    case "varchar":
    case "bpchar":
    case "unknown":
      return `'${String(value).replaceAll("'", "''")}'`;
    case "numeric":
      return typeof value === "bigint" ? printUnscaled(value, type.scale ?? 0) : String(value);
    case "date":
      return `date '${printDate(BigInt(Number(value)))}'`;
    case "timestamp":
      return `timestamp '${printTimestamp(value as bigint)}'`;
    case "interval": {
      const { months, days, micros } = value as Extract<Datum, { months: number }>;
      return `interval '${months} mons ${days} days ${micros} us'`;
    }
    case "bool":
    case "int2":
    case "int4":
    case "int8":
    case "float4":
    case "float8":
      return String(value);
  }
}

function printUnscaled(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
  const split = digits.length - scale;
  return `${value < 0n ? "-" : ""}${digits.slice(0, split)}${scale === 0 ? "" : `.${digits.slice(split)}`}`;
}

/** Days of the civil calendar before which, or after which, a number is shown instead. */
const SHOWN_DAYS = 36_500_000n;

function printDate(days: bigint): string {
  if (days < -SHOWN_DAYS || days > SHOWN_DAYS) return days.toString();
  // Howard Hinnant's days-to-civil, over eras of 400 years that begin on March 1.
  const shifted = Number(days) + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const year = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const march = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * march + 2) / 5) + 1;
  const month = march < 10 ? march + 3 : march - 9;
  const two = (part: number): string => String(part).padStart(2, "0");
  return `${year + era * 400 + (month <= 2 ? 1 : 0)}-${two(month)}-${two(day)}`;
}

function printTimestamp(micros: bigint): string {
  const perDay = 86_400_000_000n;
  const ofDay = ((micros % perDay) + perDay) % perDay;
  const seconds = Number(ofDay / 1_000_000n);
  const two = (part: number): string => String(part).padStart(2, "0");
  const time = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const fraction = ofDay % 1_000_000n;
  return `${printDate((micros - ofDay) / perDay)} ${time}${fraction === 0n ? "" : `.${fraction.toString().padStart(6, "0")}`}`;
}
