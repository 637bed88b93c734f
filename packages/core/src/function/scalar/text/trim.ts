// Texts and bytes without those of a set, or without blanks, at their ends. A result of text points into its
// argument: no byte is copied.
import { constant } from "../../../ir/build.ts";
import { TRIM_SIDES } from "../../../kernel/text.ts";
import { textConstant } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

export function trim(name: string, side: keyof typeof TRIM_SIDES, where: string): FunctionFamily {
  const atSide = constant("i32", TRIM_SIDES[side]);
  const row = { name, result: "text", module: "text", kernel: "trim", canFail: false } as const;
  return functionFamily([name], () => [
    rowFunction({
      name,
      args: ["bytea", "bytea"],
      result: "bytea",
      module: "bytes",
      kernel: "trimBytes",
      given: (args) => [...args, atSide],
      canFail: false,
      doc: "The value without bytes of a set at its ends.",
    }),
    rowFunction({
      ...row,
      args: ["text"],
      given: (args) => [...args, textConstant(" "), atSide],
      doc: `Without blanks ${where}.`,
    }),
    rowFunction({
      ...row,
      args: ["text", "text"],
      given: (args) => [...args, atSide],
      doc: `Without the second text's characters ${where}.`,
    }),
  ]);
}
