// uuidv7() (PostgreSQL manual, section 9.14): version 7 of RFC 9562.
import type { IrExpr } from "../../../ir/ir.ts";
import { bytes } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { newUuid } from "./uuid-rows.ts";

export const uuidv7: FunctionFamily = functionFamily(["uuidv7"], () => [
  {
    ...newUuid,
    name: "uuidv7",
    implicit: ["now"],
    doc: "A new uuid of version 7: when the statement began, and chance.",
    lower: ([now]) => bytes("uuidOfMoment", "i128", [now as IrExpr]),
  },
]);
