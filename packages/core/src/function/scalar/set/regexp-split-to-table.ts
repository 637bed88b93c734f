// regexp_split_to_table: as regexp_split_to_array, as a set (PostgreSQL manual, section 9.7.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { regexSplit } from "../pattern/regex-split.ts";
import { setFunction } from "./set-function.ts";

const NAME = setFunction("regexp_split_to_table");

export const regexpSplitToTable: FunctionFamily = functionFamily([NAME], () =>
  regexSplit(NAME, "regexp_split_to_table"),
);
