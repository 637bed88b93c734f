// concat_ws: as concat, with a separator (PostgreSQL manual, section 9.4).
import { arithmetic, bind, choose, constant, isNull } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import type { LogicalType } from "../../../type/logical-type.ts";
import { text, textConstant } from "../../kernel-call.ts";
import { type CallTypes, type FunctionFamily, functionFamily } from "../../registry.ts";
import { joinedRow } from "./joined.ts";
import { written } from "./written.ts";

/** Each part that is not NULL behind a separator; then the first separator goes. */
function joinWithSeparator(args: readonly IrExpr[], { args: types }: CallTypes): IrExpr {
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
    const from = arithmetic("add", text("length", "i32", [separator]), constant("i32", 1));
    return bind("all", joined, (all) => text("substringFrom", "ref", [all, from]));
  });
}

export const concatWs: FunctionFamily = functionFamily(["concat_ws"], () => [
  {
    ...joinedRow,
    name: "concat_ws",
    args: ["text", "any"],
    variadic: "any",
    strict: false,
    doc: "All arguments that are not NULL, with the first one between them.",
    lower: joinWithSeparator,
  },
]);
