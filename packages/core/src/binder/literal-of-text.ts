// What a string literal is worth once its context has given it a type: PostgreSQL's input functions, at bind
// time, so that a bad text is an error with a place and a good one is a constant.
import { FfqError } from "../common/error.ts";
import type { LogicalExpr } from "../logical/plan.ts";
import type { LogicalType } from "../type/logical-type.ts";
import type { BindContext } from "./context.ts";
import { valueOfLiteral } from "./literal-time.ts";

/** The constant. @throws FfqError 22P02, 22007 ... with the literal's place */
export function literalOfText(
  context: BindContext,
  text: string,
  type: LogicalType,
  form: "implicit" | "assignment" | "explicit",
  location: number | undefined,
): LogicalExpr {
  if (type.kind === "struct") {
    throw context.error("UNSUPPORTED", "0A000", "input of anonymous composite types is not implemented", location);
  }
  try {
    return { kind: "constant", value: valueOfLiteral(context, text, type, form), type };
  } catch (thrown) {
    const span = context.source.spanAt(location);
    throw span === undefined ? thrown : FfqError.from(thrown).with({ span });
  }
}
