// like_escape: what LIKE ... ESCAPE makes of its pattern (PostgreSQL manual, section 9.7.1).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { rowFunction } from "../text/row-function.ts";

export const likeEscape: FunctionFamily = functionFamily(["like_escape"], () => [
  rowFunction({
    name: "like_escape",
    args: ["text", "text"],
    result: "text",
    module: "text",
    kernel: "likeEscape",
    canFail: true,
    doc: "A LIKE pattern with another escape character.",
  }),
]);
