// Physical expressions as people read them: columns by name, operators between their arguments.
import type { Field } from "../column/vector.ts";
import { isOnce } from "../expr/drawn-once.ts";
import type { InputRef, PhysicalExpr } from "../expr/expr.ts";
import { fold } from "../expr/tree.ts";
import type { Datum } from "../type/datum.ts";
import { datumText } from "../type/datum-text.ts";
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
        return isOnce(node.overload) ? args.join() : printCall(node.overload, args);
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
  const text = datumText(value, type);
  switch (type.kind) {
    case "text":
    case "varchar":
    case "bpchar":
    case "unknown":
      return `'${text.replaceAll("'", "''")}'`;
    case "bytea":
    case "uuid":
    case "date":
    case "time":
    case "timetz":
    case "timestamp":
    case "timestamptz":
    case "interval":
      return `${type.kind} '${text}'`;
    default:
      return text;
  }
}
