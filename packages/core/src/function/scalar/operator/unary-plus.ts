// Unary plus: the argument itself (PostgreSQL manual, section 9.3).
import type { IrExpr } from "../../../ir/ir.ts";
import { NUMERIC, type TypeKind } from "../../../type/logical-type.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";

const kinds: readonly TypeKind[] = ["int2", "int4", "int8", "float4", "float8", "numeric"];

export const unaryPlus: FunctionFamily = functionFamily(["+"], () =>
  kinds.map((kind) => ({
    name: "+",
    args: [kind],
    result: ([type]) => type ?? NUMERIC,
    strict: true,
    volatility: "immutable",
    canFail: false,
    doc: "The number itself.",
    lower: ([arg]) => arg as IrExpr,
  })),
);
