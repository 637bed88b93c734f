// The justify functions of intervals (PostgreSQL manual, section 9.9), by a kernel each.
import { temporal } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { datetimeRow } from "./datetime-row.ts";

export function justified(name: string, kernel: string, doc: string): FunctionFamily {
  return functionFamily([name], () => [
    {
      result: "interval",
      ...datetimeRow,
      name,
      args: ["interval"],
      doc,
      lower: (args) => temporal(kernel, "i128", args),
    },
  ]);
}
