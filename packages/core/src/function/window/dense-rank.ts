// dense_rank() (PostgreSQL manual, section 9.22).
import { INT8 } from "../../type/logical-type.ts";
import type { WindowOverload } from "../window-registry.ts";
import { ofPlace } from "./place.ts";

export const denseRank = (): readonly WindowOverload[] => [
  ofPlace("dense_rank", "int8", { kind: "dense-rank", type: INT8 }, "The number of the peer group, from 1."),
];
