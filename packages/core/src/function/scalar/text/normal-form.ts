// Functions of a text and the name of a normal form of Unicode, NFC if none is given.
import type { IrExpr } from "../../../ir/ir.ts";
import { textConstant } from "../../kernel-call.ts";
import { type ArgumentKind, type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

const withForm: readonly (readonly ArgumentKind[])[] = [["text"], ["text", "text"]];

export function normalForm(name: string, kernel: string, result: "text" | "bool", doc: string): FunctionFamily {
  return functionFamily([name], () =>
    withForm.map((args) =>
      rowFunction({
        name,
        args,
        result,
        module: "unicode",
        kernel,
        given: ([value, form]) => [value as IrExpr, form ?? textConstant("NFC")],
        canFail: args.length > 1,
        doc,
      }),
    ),
  );
}
