// Rows of functions without arguments whose value follows from a row's place among its partition's rows and peers.
import type { TypeKind } from "../../type/logical-type.ts";
import { at } from "../aggregate/build.ts";
import type { WindowOverload, WindowStep } from "../window-registry.ts";

export function ofPlace(
  name: string,
  result: TypeKind,
  step: Extract<WindowStep, { kind: "row-number" | "rank" | "dense-rank" | "percent-rank" | "cume-dist" }>,
  doc: string,
): WindowOverload {
  return { name, args: [], result, nullable: false, steps: () => [step], finish: (values) => at(values, 0), doc };
}
