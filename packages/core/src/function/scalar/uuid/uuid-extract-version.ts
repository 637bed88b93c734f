// uuid_extract_version(uuid) (PostgreSQL manual, section 9.14).
import { bind, choose, compare, constant, nullOf } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { bytes } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { ofUuid } from "./uuid-rows.ts";

export const uuidExtractVersion: FunctionFamily = functionFamily(["uuid_extract_version"], () => [
  {
    ...ofUuid,
    name: "uuid_extract_version",
    result: "int2",
    doc: "The version of a uuid, where it says one.",
    lower: ([value]) =>
      bind("version", bytes("uuidVersion", "i32", [value as IrExpr]), (version) =>
        choose([{ when: compare("lt", version, constant("i32", 0)), then: nullOf("i32") }], version),
      ),
  },
]);
