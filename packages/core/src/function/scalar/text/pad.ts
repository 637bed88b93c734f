// Texts filled at one of their ends to a number of characters.
import { constant } from "../../../ir/build.ts";
import { textConstant } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

export function pad(name: string, where: "front" | "end"): FunctionFamily {
  const row = { name, result: "text", module: "text", kernel: "pad", canFail: true } as const;
  const atLeft = constant("i32", where === "front" ? 1 : 0);
  return functionFamily([name], () => [
    rowFunction({
      ...row,
      args: ["text", "int4"],
      given: (args) => [...args, textConstant(" "), atLeft],
      doc: `Filled with blanks at the ${where} to so many characters, or cut at the end.`,
    }),
    rowFunction({
      ...row,
      args: ["text", "int4", "text"],
      given: (args) => [...args, atLeft],
      doc: `Filled with the third text at the ${where} to so many characters, or cut at the end.`,
    }),
  ]);
}
