// regexp_split_to_array (PostgreSQL manual, section 9.7.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { regexSplit } from "./regex-split.ts";

export const regexpSplitToArray: FunctionFamily = functionFamily(["regexp_split_to_array"], () =>
  regexSplit("regexp_split_to_array"),
);
