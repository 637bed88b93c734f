// Comparisons of a column with a constant, brought to the column's own type, so that scans can hold them against
// their statistics and no row is cast: date < timestamp '1994-01-01 00:00' is date < '1994-01-01', an integer
// column cast to numeric compares as an integer. Exact: where a constant lies between two values of the
// column's type, the comparison is moved to one of them.
import { type FunctionRegistry, overloadKey } from "../../function/registry.ts";
import type { LogicalExpr } from "../../logical/plan.ts";
import type { Datum } from "../../type/datum.ts";
import { isFixedNumeric, type LogicalType, sameType } from "../../type/logical-type.ts";

type Symbol = "=" | "<>" | "<" | "<=" | ">" | ">=";

const mirrored: Readonly<Record<Symbol, Symbol>> = { "=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<=" };
const negated: Readonly<Record<Symbol, Symbol>> = { "=": "<>", "<>": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<" };

export function symbolOf(overload: string): Symbol | undefined {
  const name = overload.slice(0, overload.indexOf("("));
  return Object.hasOwn(mirrored, name) ? (name as Symbol) : undefined;
}

/** The comparison that is true where this one is false; undefined for what is no comparison. */
export function negatedComparison(expr: LogicalExpr): LogicalExpr | undefined {
  if (expr.kind !== "call") return undefined;
  const symbol = symbolOf(expr.overload);
  return symbol && { ...expr, overload: negated[symbol] + expr.overload.slice(symbol.length) };
}

/** The comparison in the column's type; the same expression where there is none. */
export function compareInColumnType(expr: LogicalExpr, functions: FunctionRegistry): LogicalExpr {
  if (expr.kind !== "call") return expr;
  const symbol = symbolOf(expr.overload);
  const [left, right] = expr.args;
  if (symbol === undefined || left === undefined || right === undefined) return expr;
  const [column, constant, op] =
    right.kind === "constant" ? [left, right, symbol] : left.kind === "constant" ? [right, left, mirrored[symbol]] : [];
  if (column === undefined || constant === undefined || op === undefined || constant.value === null) return expr;
  const bare = withoutWidening(column);
  if (bare === undefined || sameType(bare.type, constant.type)) return expr;
  const moved = moveInto(bare.type, constant.type, constant.value);
  if (moved === undefined) return expr;
  const found = compared(op, moved, bare, functions);
  if (found === undefined) return expr;
  return expr.span === undefined || found.kind !== "call" ? found : { ...found, span: expr.span };
}

/** The column under casts that keep every value. */
function withoutWidening(expr: LogicalExpr): LogicalExpr | undefined {
  if (expr.kind === "column") return expr;
  if (expr.kind !== "cast" || expr.input.kind !== "column") return undefined;
  const [from, to] = [expr.input.type, expr.type];
  if (isInteger(from)) return holdsIntegers(from, to) ? expr.input : undefined;
  if (isFixedNumeric(from) && to.kind === "numeric") {
    if (!isFixedNumeric(to)) return expr.input;
    return to.scale >= from.scale && to.precision - to.scale >= from.precision - from.scale ? expr.input : undefined;
  }
  return from.kind === "date" && to.kind === "timestamp" ? expr.input : undefined;
}

const digits: Readonly<Record<string, number>> = { int2: 5, int4: 10, int8: 19 };

function isInteger({ kind }: LogicalType): boolean {
  return Object.hasOwn(digits, kind);
}

function holdsIntegers(from: LogicalType, to: LogicalType): boolean {
  if (isInteger(to)) return (digits[to.kind] as number) >= (digits[from.kind] as number);
  return to.kind === "numeric" && (!isFixedNumeric(to) || to.precision - to.scale >= (digits[from.kind] as number));
}

/** A constant among a type's values: `at` is the largest that is not above it, `exact` whether it is the constant. */
interface Moved {
  readonly at: Datum;
  readonly exact: boolean;
}

function moveInto(column: LogicalType, type: LogicalType, value: Datum): Moved | undefined {
  if (column.kind === "date" && type.kind === "timestamp" && typeof value === "bigint") {
    const day = floorDivide(value, 86_400_000_000n);
    return inRange(day, -2_147_483_647n, 2_147_483_646n) && isFiniteTimestamp(value)
      ? { at: Number(day), exact: day * 86_400_000_000n === value }
      : undefined;
  }
  const unscaled = unscaledOf(type, value);
  if (unscaled === undefined) return undefined;
  const [number, scale] = unscaled;
  const wanted = isFixedNumeric(column) ? column.scale : isInteger(column) ? 0 : undefined;
  if (wanted === undefined) return undefined;
  const at =
    wanted >= scale ? number * 10n ** BigInt(wanted - scale) : floorDivide(number, 10n ** BigInt(scale - wanted));
  const exact = wanted >= scale || at * 10n ** BigInt(scale - wanted) === number;
  const typed = valueOf(column, at);
  return typed === undefined ? undefined : { at: typed, exact };
}

const isFiniteTimestamp = (value: bigint): boolean => value !== 2n ** 63n - 1n && value !== -(2n ** 63n);
const inRange = (value: bigint, low: bigint, high: bigint): boolean => value >= low && value <= high;

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}

/** A number as an integer and how many of its digits are a fraction. */
function unscaledOf(type: LogicalType, value: Datum): readonly [bigint, number] | undefined {
  if (isInteger(type) && (typeof value === "number" || typeof value === "bigint")) return [BigInt(value), 0];
  if (type.kind !== "numeric") return undefined;
  if (typeof value === "bigint") return [value, type.scale ?? 0];
  if (typeof value !== "string" || !/^-?\d+(\.\d+)?$/.test(value)) return undefined;
  const [whole = "", fraction = ""] = value.split(".");
  return [BigInt(whole + fraction), fraction.length];
}

function valueOf(type: LogicalType, value: bigint): Datum | undefined {
  switch (type.kind) {
    case "int2":
      return inRange(value, -(2n ** 15n), 2n ** 15n - 1n) ? Number(value) : undefined;
    case "int4":
      return inRange(value, -(2n ** 31n), 2n ** 31n - 1n) ? Number(value) : undefined;
    case "int8":
      return inRange(value, -(2n ** 63n), 2n ** 63n - 1n) ? value : undefined;
    case "numeric": {
      const limit = 10n ** BigInt(type.precision ?? 0);
      return value > -limit && value < limit ? value : undefined;
    }
    default:
      return undefined;
  }
}

function compared(
  op: Symbol,
  { at, exact }: Moved,
  column: LogicalExpr,
  functions: FunctionRegistry,
): LogicalExpr | undefined {
  const kind = column.type.kind;
  // Between `at` and the value after it: not below is above `at`, and nothing is equal.
  const moved: Symbol = exact ? op : op === "<" ? "<=" : op === ">=" ? ">" : op;
  if (!exact && (op === "=" || op === "<>")) return undefined;
  const overload = functions.named(moved).find(({ args }) => args.length === 2 && args.every((arg) => arg === kind));
  if (overload === undefined) return undefined;
  const constant: LogicalExpr = { kind: "constant", value: at, type: column.type };
  return { kind: "call", overload: overloadKey(overload), args: [column, constant], type: { kind: "bool" } };
}
