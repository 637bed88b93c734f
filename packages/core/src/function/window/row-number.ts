// row_number() (PostgreSQL manual, section 9.22).
import { INT8 } from "../../type/logical-type.ts";
import type { WindowOverload } from "../window-registry.ts";
import { ofPlace } from "./place.ts";

export const rowNumber = (): readonly WindowOverload[] => [
  ofPlace("row_number", "int8", { kind: "row-number", type: INT8 }, "The number of the row in its partition, from 1."),
];
