// Functions of texts and bytes whose call is the call of one row function of the kernels.
import { call } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { type TypeKind, typeOfKind } from "../../../type/logical-type.ts";
import { irTypeOf } from "../../ir-type.ts";
import type { ScalarOverload } from "../../registry.ts";

interface RowFunction extends Pick<ScalarOverload, "name" | "args" | "canFail" | "doc"> {
  readonly result: TypeKind;
  readonly module: "bytes" | "digest" | "text" | "unicode";
  readonly kernel: string;
  /** What the kernel is called with, where that is not the arguments as they are. */
  readonly given?: (args: readonly IrExpr[]) => readonly IrExpr[];
}

export function rowFunction({ result, module, kernel, given, ...row }: RowFunction): ScalarOverload {
  const type = irTypeOf(typeOfKind(result));
  return {
    strict: true,
    volatility: "immutable",
    ...row,
    result,
    lower: (args) => call(module, kernel, type, given === undefined ? args : given(args)),
  };
}
