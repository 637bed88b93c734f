// Checksums by cyclic redundancy check: they differ by their polynomial.
import { constant } from "../../../ir/build.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

/** By its polynomial, bits reversed. */
export function crc(name: string, polynomial: number, doc: string): FunctionFamily {
  return functionFamily([name], () => [
    rowFunction({
      name,
      args: ["bytea"],
      result: "int8",
      module: "digest",
      kernel: "crc",
      given: (args) => [constant("i32", polynomial | 0), ...args],
      canFail: false,
      doc,
    }),
  ]);
}
