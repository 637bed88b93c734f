// = <> < <= > >= over types that compare as machine values (PostgreSQL manual, section 9.2): booleans (false
// is less than true), integers of mixed widths, floats (NaN equals itself and is above every number), dates and
// timestamps (a date is its midnight), times, instants, uuids. Strings, numerics and intervals compare through kernels, in files of
// their own.
import { arithmetic, choose, compare, constant, convert } from "../../../ir/build.ts";
import type { CompareOperator, IrExpr, IrType } from "../../../ir/ir.ts";
import type { TypeKind } from "../../../type/logical-type.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";

/** The comparison operators by symbol. */
export const comparisonOperators: readonly {
  readonly symbol: string;
  readonly ir: CompareOperator;
  readonly doc: string;
}[] = [
  { symbol: "=", ir: "eq", doc: "Equal." },
  { symbol: "<>", ir: "ne", doc: "Not equal." },
  { symbol: "<", ir: "lt", doc: "Less than." },
  { symbol: "<=", ir: "le", doc: "Less than or equal." },
  { symbol: ">", ir: "gt", doc: "Greater than." },
  { symbol: ">=", ir: "ge", doc: "Greater than or equal." },
];

/** Kinds that compare with one another, and how each becomes the family's common IR type. */
interface Family {
  readonly kinds: readonly TypeKind[];
  readonly common: (left: TypeKind, right: TypeKind) => IrType;
  readonly raise: (arg: IrExpr, kind: TypeKind, to: IrType) => IrExpr;
}

const families: readonly Family[] = [
  { kinds: ["bool"], common: () => "bool", raise: (arg) => arg },
  {
    kinds: ["int2", "int4", "int8"],
    common: (left, right) => (left === "int8" || right === "int8" ? "i64" : "i32"),
    raise: (arg, _kind, to) => convert(arg, to),
  },
  {
    kinds: ["float4", "float8"],
    common: (left, right) => (left === "float8" || right === "float8" ? "f64" : "f32"),
    raise: (arg, _kind, to) => convert(arg, to),
  },
  ...(["time", "timetz", "timestamptz", "uuid"] as const).map(
    (kind): Family => ({
      kinds: [kind],
      common: () => (kind === "uuid" ? "i128" : "i64"),
      raise: (arg) => arg,
    }),
  ),
  {
    kinds: ["date", "timestamp"],
    common: (left, right) => (left === right && left === "date" ? "i32" : "i64"),
    raise: (arg, kind, to) => (kind === "date" && to === "i64" ? midnight(arg) : arg),
  },
];

const MICROS_PER_DAY = 86_400_000_000n;

/** A date as a timestamp for comparison: infinities stay, and a date past timestamp's range keeps its order. */
function midnight(date: IrExpr): IrExpr {
  const infinite = (days: number, micros: bigint): { when: IrExpr; then: IrExpr } => ({
    when: compare("eq", date, constant("i32", days)),
    then: constant("i64", micros),
  });
  // The latest timestamp lies in 294276 AD; a later date compares as just below infinity.
  const beyond = { when: compare("gt", date, constant("i32", 106_751_990)), then: constant("i64", 2n ** 63n - 2n) };
  return choose(
    [infinite(2147483647, 2n ** 63n - 1n), infinite(-2147483648, -(2n ** 63n)), beyond],
    arithmetic("mul", convert(date, "i64"), constant("i64", MICROS_PER_DAY)),
  );
}

export const comparison: FunctionFamily = functionFamily(["=", "<>", "<", "<=", ">", ">="], () =>
  families.flatMap(({ kinds, common, raise }) =>
    kinds.flatMap((left) =>
      kinds.flatMap((right) =>
        comparisonOperators.map(({ symbol, ir, doc }): ScalarOverload => {
          const type = common(left, right);
          const lower = (args: readonly IrExpr[]): IrExpr =>
            compare(ir, raise(args[0] as IrExpr, left, type), raise(args[1] as IrExpr, right, type));
          const row = { strict: true, volatility: "immutable", canFail: false } as const;
          return { ...row, name: symbol, args: [left, right], result: "bool", doc, lower };
        }),
      ),
    ),
  ),
);
