// Casts between types that are machine values: booleans, integers and floats (PostgreSQL manual, section 8.1;
// pg_cast). Floats round to the nearest integer, halves to the even one; what does not fit is an error.
import { and, bind, choose, compare, constant, convert, fail, nullOf, or } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/ir.ts";
import type { TypeKind } from "../../type/logical-type.ts";
import { BIGINT_RANGE, FLOAT_OVERFLOW, FLOAT_UNDERFLOW, INTEGER_RANGE, SMALLINT_RANGE } from "../failures.ts";
import { irTypeOf } from "../ir-type.ts";
import type { CastRow } from "./cast-row.ts";

type MachineKind = "bool" | "int2" | "int4" | "int8" | "float4" | "float8";
/** From the narrowest to the widest. */
const ORDER: readonly MachineKind[] = ["bool", "int2", "int4", "int8", "float4", "float8"];
const kinds: ReadonlySet<string> = new Set(ORDER);

function isMachine(kind: TypeKind): kind is MachineKind {
  return kinds.has(kind);
}

/** undefined when one of the kinds is not a machine value, or PostgreSQL has no such cast. */
export function lowerMachineCast(from: TypeKind, to: TypeKind, arg: IrExpr): IrExpr | undefined {
  if (!isMachine(from) || !isMachine(to)) return undefined;
  if (from === to) return arg;
  switch (to) {
    case "bool":
      return from === "int4" ? compare("ne", arg, constant("i32", 0)) : undefined;
    case "int2":
      return from === "bool" ? undefined : toSmallint(arg);
    case "int4":
      return convert(arg, "i32", INTEGER_RANGE);
    case "int8":
      return from === "bool" ? undefined : convert(arg, "i64", BIGINT_RANGE);
    case "float4":
      return from === "bool" ? undefined : from === "float8" ? toReal(arg) : convert(arg, "f32");
    case "float8":
      return from === "bool" ? undefined : convert(arg, "f64");
  }
}

/** Whether the cast of machine values can end the query. */
export function machineCastCanFail(from: TypeKind, to: TypeKind): boolean {
  if (to === "bool") return false;
  const order: readonly TypeKind[] = ORDER;
  return order.indexOf(from) > order.indexOf(to);
}

/** An integer of any width that a smallint must hold. */
export function toSmallint(arg: IrExpr): IrExpr {
  const narrowed = convert(arg, "i32", SMALLINT_RANGE);
  return bind("small", narrowed, (small) => {
    const outside = or([compare("lt", small, constant("i32", -32768)), compare("gt", small, constant("i32", 32767))]);
    return choose([{ when: outside, then: fail("i32", SMALLINT_RANGE) }], small);
  });
}

/** double precision to real: a finite value that becomes infinite, or one that vanishes, is an error. */
function toReal(arg: IrExpr): IrExpr {
  return bind("wide", arg, (wide) =>
    bind("narrow", convert(wide, "f32"), (narrow) => {
      const becomes = (value: number): IrExpr =>
        and([compare("eq", narrow, constant("f32", value)), compare("ne", wide, constant("f64", value))]);
      const lost = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0].map((value) => ({
        when: becomes(value),
        then: fail("f32", value === 0 ? FLOAT_UNDERFLOW : FLOAT_OVERFLOW),
      }));
      return choose(lost, narrow);
    }),
  );
}

/** Every pair that PostgreSQL casts. */
export const machineCasts = (): readonly CastRow[] =>
  ORDER.flatMap((from) =>
    ORDER.flatMap((to): CastRow[] => {
      if (lowerMachineCast(from, to, nullOf(irTypeOf({ kind: from }))) === undefined) return [];
      return [
        {
          from,
          to,
          lower: (arg) => lowerMachineCast(from, to, arg) as IrExpr,
          canFail: () => machineCastCanFail(from, to),
        },
      ];
    }),
  );
