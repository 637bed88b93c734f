// Functions that make and read uuids (PostgreSQL manual, section 9.14): versions 4 and 7 of RFC 9562.
import { bind, choose, compare, constant, nullOf } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/ir.ts";
import { bytes } from "../kernel-call.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../registry.ts";

const made = { args: [], result: "uuid", strict: true, volatility: "volatile", canFail: false } as const;
const read = { args: ["uuid"], strict: true, volatility: "immutable", canFail: false } as const;

export const uuidFunctions: FunctionFamily = functionFamily(
  ["gen_random_uuid", "uuidv4", "uuidv7", "uuid_extract_version", "uuid_extract_timestamp"],
  () => [
    ...["gen_random_uuid", "uuidv4"].map(
      (name): ScalarOverload => ({
        ...made,
        name,
        doc: "A new uuid of version 4: chance.",
        lower: () => bytes("uuidRandom", "i128", []),
      }),
    ),
    {
      ...made,
      name: "uuidv7",
      implicit: ["now"],
      doc: "A new uuid of version 7: when the statement began, and chance.",
      lower: ([now]) => bytes("uuidOfMoment", "i128", [now as IrExpr]),
    },
    {
      ...read,
      name: "uuid_extract_version",
      result: "int2",
      doc: "The version of a uuid, where it says one.",
      lower: ([value]) =>
        bind("version", bytes("uuidVersion", "i32", [value as IrExpr]), (version) =>
          choose([{ when: compare("lt", version, constant("i32", 0)), then: nullOf("i32") }], version),
        ),
    },
    {
      ...read,
      name: "uuid_extract_timestamp",
      result: "timestamptz",
      doc: "When a uuid of version 1 or 7 was made.",
      lower: ([value]) =>
        bind("moment", bytes("uuidMicros", "i64", [value as IrExpr]), (moment) =>
          choose([{ when: compare("eq", moment, constant("i64", -(2n ** 63n))), then: nullOf("i64") }], moment),
        ),
    },
  ],
);
