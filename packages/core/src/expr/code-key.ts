// A text that two expressions have in common only where all that is worked out and compiled for them is the same: what they
// compute, on what columns, of which types. Other than expr/key.ts it tells types apart to the last modifier, and leaves out
// where in a statement they stood.
import { unreachable } from "../common/unreachable.ts";
import type { LogicalType } from "../type/logical-type.ts";
import type { Case, InputRef, PhysicalExpr } from "./expr.ts";
import { datumKey } from "./key.ts";

/** Deeper expressions have none: few are, and this is recursive. */
const MOST_DEPTH = 64;

/** undefined where the expression is too deep to be told. */
export function codeKey(expr: PhysicalExpr): string | undefined {
  const parts: string[] = [];
  return write(expr, 0, parts) ? parts.join("") : undefined;
}

function write(expr: PhysicalExpr, depth: number, parts: string[]): boolean {
  if (depth > MOST_DEPTH) return false;
  switch (expr.kind) {
    case "input":
      parts.push("#", String(expr.index), ":", typeKey(expr.type));
      return true;
    case "constant":
      parts.push(datumKey(expr.value), ":", typeKey(expr.type));
      return true;
    case "call":
      parts.push(JSON.stringify(expr.overload));
      return writeAll(expr.args, depth, parts, expr.type);
    case "cast":
      parts.push("cast ", expr.form);
      return writeAll([expr.input], depth, parts, expr.type);
    case "and":
    case "or":
    case "coalesce":
      parts.push(expr.kind);
      return writeAll(expr.args, depth, parts, expr.type);
    case "not":
    case "is-null":
      parts.push(expr.kind);
      return writeAll([expr.input], depth, parts, expr.type);
    case "case":
      parts.push(expr.kind);
      return writeAll(inCase(expr), depth, parts, expr.type);
    case "in-list":
      parts.push(expr.kind, expr.hasNull ? " null" : "", "[", expr.values.map(datumKey).join(), "]");
      return writeAll([expr.input], depth, parts, expr.type);
    default:
      return unreachable(expr);
  }
}

function writeAll(args: readonly PhysicalExpr[], depth: number, parts: string[], type: LogicalType): boolean {
  parts.push("(");
  for (let at = 0; at < args.length; at++) {
    if (at > 0) parts.push(",");
    if (!write(args[at] as PhysicalExpr, depth + 1, parts)) return false;
  }
  parts.push(")", typeKey(type));
  return true;
}

function inCase({ branches, otherwise }: Case<InputRef>): readonly PhysicalExpr[] {
  return [...branches.flatMap(({ when, then }) => [when, then]), otherwise];
}

function typeKey(type: LogicalType): string {
  switch (type.kind) {
    case "bool":
    case "int2":
    case "int4":
    case "int8":
    case "float4":
    case "float8":
    case "text":
    case "bytea":
    case "uuid":
    case "date":
    case "unknown":
      return type.kind;
    case "numeric":
    case "varchar":
    case "bpchar":
    case "time":
    case "timetz":
    case "timestamp":
    case "timestamptz":
    case "interval":
    case "list":
    case "struct":
      return JSON.stringify(type);
    default:
      return unreachable(type);
  }
}
