// uuid_extract_timestamp(uuid) (PostgreSQL manual, section 9.14).
import { bind, choose, compare, constant, nullOf } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { bytes } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { ofUuid } from "./uuid-rows.ts";

export const uuidExtractTimestamp: FunctionFamily = functionFamily(["uuid_extract_timestamp"], () => [
  {
    ...ofUuid,
    name: "uuid_extract_timestamp",
    result: "timestamptz",
    doc: "When a uuid of version 1 or 7 was made.",
    lower: ([value]) =>
      bind("moment", bytes("uuidMicros", "i64", [value as IrExpr]), (moment) =>
        choose([{ when: compare("eq", moment, constant("i64", -(2n ** 63n))), then: nullOf("i64") }], moment),
      ),
  },
]);
