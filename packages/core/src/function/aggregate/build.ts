// Constructors of the bound expressions that aggregate rows are made of: accumulators over arguments, calls and
// casts over their values.
import type { PhysicalExpr } from "../../expr/expr.ts";
import { INT8, type LogicalType, sameType, type TypeKind } from "../../type/logical-type.ts";
import { numericOfInteger } from "../../type/numeric-rules.ts";
import type { Accumulator, AccumulatorOperator, AggregateOverload } from "../aggregate-registry.ts";
import { overloadKey } from "../registry.ts";

/** The argument or accumulator at a position that the row says it has. */
export function at(exprs: readonly PhysicalExpr[], position: number): PhysicalExpr {
  return exprs[position] as PhysicalExpr;
}

export function accumulate(operator: AccumulatorOperator, input: PhysicalExpr, type: LogicalType): Accumulator {
  return { operator, input, type };
}

export function countOf(input: PhysicalExpr): Accumulator {
  return { operator: "count", input, type: INT8 };
}

/** A call of the scalar overload `name(kinds)`. */
export function callOf(name: string, args: readonly PhysicalExpr[], type: LogicalType): PhysicalExpr {
  return { kind: "call", overload: overloadKey({ name, args: args.map((arg) => arg.type.kind) }), args, type };
}

/** The expression as another type; itself when it has that type. */
export function castTo(input: PhysicalExpr, type: LogicalType): PhysicalExpr {
  return sameType(input.type, type) ? input : { kind: "cast", input, type, form: "explicit" };
}

/** A bigint, as counts are, as a numeric. */
export function bigintToNumeric(input: PhysicalExpr): PhysicalExpr {
  return castTo(input, numericOfInteger("int8"));
}

/** A row whose result is its one accumulator. */
export function singleRow(
  name: string,
  kind: TypeKind,
  result: AggregateOverload["result"],
  accumulator: (arg: PhysicalExpr) => Accumulator,
  doc: string,
): AggregateOverload {
  return {
    name,
    args: [kind],
    result,
    nullable: true,
    accumulators: (args) => [accumulator(at(args, 0))],
    finish: (values, type) => castTo(at(values, 0), type),
    doc,
  };
}
