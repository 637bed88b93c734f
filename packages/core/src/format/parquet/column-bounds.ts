// Finds, in a scan's filters, the conditions on single columns that statistics can be held against. What has
// another shape is passed over: pruning is an optimisation, the filters all stay with the planner.
import type { Constant, InputRef, PhysicalExpr } from "../../expr/expr.ts";
import type { Datum } from "../../type/datum.ts";
import { isFixedNumeric, type LogicalType } from "../../type/logical-type.ts";
import type { ColumnBound } from "./column-bound.ts";

type CompareOp = "=" | "<" | "<=" | ">" | ">=";

const MIRRORED: Readonly<Record<CompareOp, CompareOp>> = { "=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

/** Disjunctions in each other are looked into so far. */
const MOST_NESTED = 4;

/** The bounds that the conjunction of `filters` puts on columns, given by input position. */
export function boundsOf(filters: readonly PhysicalExpr[], nested = 0): readonly ColumnBound[] {
  const bounds: ColumnBound[] = [];
  const pending = [...filters];
  for (let filter = pending.pop(); filter !== undefined; filter = pending.pop()) {
    if (filter.kind === "and") pending.push(...filter.args);
    else if (filter.kind === "or") bounds.push(...disjunctionOf(filter.args, nested));
    else {
      const bound = boundOf(filter);
      if (bound !== undefined) bounds.push(bound);
    }
  }
  return bounds;
}

/** A row that one of these holds for: bounds of columns that every one of them puts bounds on. */
function disjunctionOf(args: readonly PhysicalExpr[], nested: number): readonly ColumnBound[] {
  if (nested === MOST_NESTED) return [];
  const arms = args.map((arg) => boundsOf([arg], nested + 1));
  const [first, ...others] = arms;
  const columns = new Set(first?.map(({ column }) => column));
  for (const arm of others) {
    const own = new Set(arm.map(({ column }) => column));
    for (const column of columns) if (!own.has(column)) columns.delete(column);
  }
  return [...columns].map((column) => ({
    kind: "any",
    column,
    arms: arms.map((arm) => arm.filter((bound) => bound.column === column)),
  }));
}

function boundOf(filter: PhysicalExpr): ColumnBound | undefined {
  switch (filter.kind) {
    case "input":
      // A boolean column as a condition.
      return { kind: "compare", column: filter.index, op: "=", value: true };
    case "is-null":
      return filter.input.kind === "input" ? { kind: "isNull", column: filter.input.index } : undefined;
    case "not":
      return negationOf(filter.input);
    case "in-list": {
      // Values have the input's type; a numeric's carry its scale.
      const { input } = filter;
      return input.kind === "input" ? { kind: "in", column: input.index, values: filter.values } : undefined;
    }
    case "call":
      return comparisonOf(filter.overload, filter.args);
    default:
      return undefined;
  }
}

function negationOf(input: PhysicalExpr): ColumnBound | undefined {
  if (input.kind === "input") return { kind: "compare", column: input.index, op: "=", value: false };
  if (input.kind === "is-null" && input.input.kind === "input") return { kind: "isNotNull", column: input.input.index };
  return undefined;
}

function comparisonOf(overload: string, args: readonly PhysicalExpr[]): ColumnBound | undefined {
  const name = overload.slice(0, overload.indexOf("("));
  const [left, right] = args;
  if (!Object.hasOwn(MIRRORED, name) || left === undefined || right === undefined || args.length !== 2)
    return undefined;
  const op = name as CompareOp;
  if (left.kind === "input" && right.kind === "constant") return compare(left, op, right);
  if (left.kind === "constant" && right.kind === "input") return compare(right, MIRRORED[op], left);
  return undefined;
}

function compare(input: InputRef, op: CompareOp, constant: Constant): ColumnBound | undefined {
  const value = valueAs(input.type, constant);
  return value === undefined ? undefined : { kind: "compare", column: input.index, op, value };
}

/** The constant as a value of the column's type; undefined when they do not compare as such values do. */
function valueAs(column: LogicalType, constant: Constant): Datum | undefined {
  const { type, value } = constant;
  if (value === null) return null;
  if (isFixedNumeric(column) && isFixedNumeric(type)) {
    if (typeof value !== "bigint" || type.scale > column.scale) return undefined;
    return value * 10n ** BigInt(column.scale - type.scale);
  }
  if (isFixedNumeric(column) || isFixedNumeric(type)) return undefined;
  if (column.kind === type.kind) return value;
  const isInteger = (kind: string): boolean => kind === "int2" || kind === "int4" || kind === "int8";
  return isInteger(column.kind) && isInteger(type.kind) ? value : undefined;
}
