// rank() (PostgreSQL manual, section 9.22).
import { INT8 } from "../../type/logical-type.ts";
import type { WindowOverload } from "../window-registry.ts";
import { ofPlace } from "./place.ts";

export const rank = (): readonly WindowOverload[] => [
  ofPlace("rank", "int8", { kind: "rank", type: INT8 }, "The row number of the first peer."),
];
