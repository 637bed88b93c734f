// cume_dist() (PostgreSQL manual, section 9.22).
import { FLOAT8 } from "../../type/logical-type.ts";
import type { WindowOverload } from "../window-registry.ts";
import { ofPlace } from "./place.ts";

export const cumeDist = (): readonly WindowOverload[] => [
  ofPlace("cume_dist", "float8", { kind: "cume-dist", type: FLOAT8 }, "The share of rows up to the last peer."),
];
