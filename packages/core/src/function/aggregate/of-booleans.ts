// The minimum or the maximum of booleans. Of no value it is NULL.
import { BOOL } from "../../type/logical-type.ts";
import type { AggregateOverload } from "../aggregate-registry.ts";
import { accumulate, singleRow } from "./build.ts";

export function ofBooleans(name: string, operator: "min" | "max", doc: string): AggregateOverload {
  return singleRow(name, "bool", "bool", (arg) => accumulate(operator, arg, BOOL), doc);
}
