// The hashes of the SHA-2 family: they differ by their bits.
import { constant } from "../../../ir/build.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "./row-function.ts";

export function sha(bits: 224 | 256 | 384 | 512): FunctionFamily {
  const name = `sha${bits}`;
  return functionFamily([name], () => [
    rowFunction({
      name,
      args: ["bytea"],
      result: "bytea",
      module: "digest",
      kernel: "sha",
      given: (args) => [constant("i32", bits), ...args],
      canFail: false,
      doc: `The SHA-${bits} hash.`,
    }),
  ]);
}
