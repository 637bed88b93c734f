// GREATEST and LEAST (PostgreSQL manual, section 9.18) of every type that has an order: NULLs are passed over,
// and only all of them together give NULL. The arguments have one type by then; numerics a common form.
import { bind, choose, isNull } from "../../../ir/build.ts";
import type { CompareOperator, IrExpr } from "../../../ir/ir.ts";
import { isFixedNumeric, type LogicalType, NUMERIC, type TypeKind, typeOfKind } from "../../../type/logical-type.ts";
import { commonNumeric } from "../../../type/numeric-rules.ts";
import { rescale } from "../../cast/numeric-casts.ts";
import { compareValues } from "../../ordering.ts";
import type { CallTypes, ScalarOverload } from "../../registry.ts";

const kinds: readonly Exclude<TypeKind, "unknown" | "varchar">[] = [
  "bool",
  "int2",
  "int4",
  "int8",
  "float4",
  "float8",
  "numeric",
  "text",
  "bpchar",
  "bytea",
  "uuid",
  "date",
  "time",
  "timetz",
  "timestamp",
  "timestamptz",
  "interval",
  "list",
  "struct",
];

function pick(operator: CompareOperator, type: LogicalType, first: IrExpr, second: IrExpr, step: number): IrExpr {
  return bind(`best${step}`, first, (best) =>
    bind(`next${step}`, second, (next) =>
      choose(
        [
          ...(next.nullable ? [{ when: isNull(next), then: best }] : []),
          ...(best.nullable ? [{ when: isNull(best), then: next }] : []),
          { when: compareValues(operator, type, next, best), then: next },
        ],
        best,
      ),
    ),
  );
}

function bestOf(operator: CompareOperator, args: readonly IrExpr[], { args: types, result }: CallTypes): IrExpr {
  const values = args.map((arg, position) => {
    const type = types[position] as LogicalType;
    return type.kind === "numeric" ? rescale(arg, type, result) : arg;
  });
  return best(operator, result, values, 0);
}

/** Of halves, so that thousands of arguments nest no deeper than their logarithm. */
function best(operator: CompareOperator, type: LogicalType, values: readonly IrExpr[], step: number): IrExpr {
  if (values.length === 1) return values[0] as IrExpr;
  const middle = values.length >> 1;
  const [first, second] = [values.slice(0, middle), values.slice(middle)];
  return pick(operator, type, best(operator, type, first, step + 1), best(operator, type, second, step + 1), step);
}

/** The value that is picked keeps its scale: one fixed scale only if all have it. */
function numericResult(types: readonly LogicalType[]): LogicalType {
  const scales = new Set(types.map((type) => (isFixedNumeric(type) ? type.scale : undefined)));
  return scales.size === 1 ? commonNumeric(types) : NUMERIC;
}

/** The rows of all types. */
export function extreme(name: string, operator: CompareOperator, doc: string): readonly ScalarOverload[] {
  return kinds.map((kind) => ({
    name,
    args: [kind],
    variadic: kind,
    result: (types) =>
      kind === "numeric"
        ? numericResult(types)
        : kind === "list" || kind === "struct"
          ? (types[0] as LogicalType)
          : typeOfKind(kind),
    strict: false,
    volatility: "immutable",
    canFail: false,
    doc,
    lower: (args, types) => bestOf(operator, args, types),
  }));
}
