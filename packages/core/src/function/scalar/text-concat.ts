// || concat concat_ws (PostgreSQL manual, section 9.4): other types take part by their text form. || with NULL is
// NULL, concat passes NULLs over. A boolean is `true` to || and `t` to concat.
import { bind, choose, coalesce, constant, isNull } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/ir.ts";
import type { LogicalType } from "../../type/logical-type.ts";
import { text, textConstant } from "../kernel-call.ts";
import { type CallTypes, type FunctionFamily, functionFamily, type ScalarOverload } from "../registry.ts";
import { asText, written } from "./written.ts";

function join(args: readonly IrExpr[], { args: types }: CallTypes): IrExpr {
  const [left, right] = args.map((arg, position) => asText(arg, types[position] as LogicalType));
  return text("concat", "ref", [left as IrExpr, right as IrExpr]);
}

function concat(args: readonly IrExpr[], { args: types }: CallTypes): IrExpr {
  const parts = args.map((arg, position) => {
    const part = written(arg, types[position] as LogicalType);
    return part.nullable ? coalesce([part, textConstant("")]) : part;
  });
  return parts.reduce((joined, part) => text("concat", "ref", [joined, part]));
}

/** Each part that is not NULL behind a separator; then the first separator goes. */
function concatWithSeparator(args: readonly IrExpr[], { args: types }: CallTypes): IrExpr {
  const [first, ...rest] = args;
  return bind("separator", first as IrExpr, (separator) => {
    let joined: IrExpr = textConstant("");
    for (const [position, arg] of rest.entries()) {
      const before = joined;
      joined = bind(`joined${position}`, before, (all) =>
        bind(`part${position}`, written(arg, types[position + 1] as LogicalType), (part) => {
          const longer = text("concat", "ref", [text("concat", "ref", [all, separator]), part]);
          return part.nullable ? choose([{ when: isNull(part), then: all }], longer) : longer;
        }),
      );
    }
    const from = text("length", "i32", [separator]);
    return bind("all", joined, (all) => text("substringFrom", "ref", [all, addOne(from)]));
  });
}

function addOne(value: IrExpr): IrExpr {
  return {
    op: "arithmetic",
    type: "i32",
    nullable: value.nullable,
    operator: "add",
    left: value,
    right: constant("i32", 1),
  };
}

// A value of a gigabyte, PostgreSQL's limit, fits no batch: joining cannot fail before memory does.
const row = { result: "text", volatility: "immutable", canFail: false, prints: true } as const;

export const textConcat: FunctionFamily = functionFamily(["||", "concat", "concat_ws"], () => [
  ...(
    [
      ["text", "text"],
      ["any", "text"],
      ["text", "any"],
    ] as const
  ).map(
    (args): ScalarOverload => ({
      ...row,
      name: "||",
      args,
      strict: true,
      nonarray: true,
      doc: "Both texts, one after the other.",
      lower: join,
    }),
  ),
  {
    ...row,
    name: "concat",
    args: ["any"],
    variadic: "any",
    strict: false,
    doc: "All arguments that are not NULL, one after the other.",
    lower: concat,
  },
  {
    ...row,
    name: "concat_ws",
    args: ["text", "any"],
    variadic: "any",
    strict: false,
    doc: "All arguments that are not NULL, with the first one between them.",
    lower: concatWithSeparator,
  },
]);
