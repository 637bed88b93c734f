// to_timestamp(text, picture) and to_timestamp(seconds) (PostgreSQL manual, section 9.8). A text that names no offset is read
// by the clocks of the session's zone.
import { arithmetic, bind, choose, compare, constant, convert } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { temporal } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { zoneTable } from "../../zone-bytes.ts";
import { datetimeRow } from "./datetime-row.ts";
import { datePicture, format } from "./picture.ts";

const NO_OFFSET = -2147483648;

function byPicture([text, picture, zone]: readonly IrExpr[]): IrExpr {
  const args = [text as IrExpr, datePicture(picture as IrExpr)];
  return bind("local", format("momentOfPicture", "i64", args), (local) =>
    bind("offset", format("offsetOfPicture", "i32", args), (offset) => {
      const east = arithmetic("mul", convert(offset, "i64"), constant("i64", 1000000n));
      return choose(
        [
          {
            when: compare("ne", offset, constant("i32", NO_OFFSET)),
            then: arithmetic("sub", local, east),
          },
        ],
        temporal("toInstant", "i64", [local, zoneTable(zone as IrExpr)]),
      );
    }),
  );
}

export const toTimestamp: FunctionFamily = functionFamily(["to_timestamp"], () => [
  {
    ...datetimeRow,
    name: "to_timestamp",
    args: ["float8"],
    result: "timestamptz",
    doc: "The instant that lies so many seconds after 1970-01-01 in Greenwich.",
    lower: (args) => temporal("instantOfSeconds", "i64", args),
  },
  {
    args: ["text", "text"],
    ...datetimeRow,
    name: "to_timestamp",
    implicit: ["zone"],
    result: "timestamptz",
    doc: "The instant that a text shows by a picture.",
    lower: byPicture,
  },
]);
