// percent_rank() (PostgreSQL manual, section 9.22).
import { FLOAT8 } from "../../type/logical-type.ts";
import type { WindowOverload } from "../window-registry.ts";
import { ofPlace } from "./place.ts";

export const percentRank = (): readonly WindowOverload[] => [
  ofPlace(
    "percent_rank",
    "float8",
    { kind: "percent-rank", type: FLOAT8 },
    "(rank - 1) / (rows of the partition - 1).",
  ),
];
