// to_date and to_timestamp with a picture (PostgreSQL manual, section 9.8), by kernels. A text that names no offset is read by
// the clocks of the session's zone.
import { arithmetic, bind, call, choose, compare, constant, convert } from "../../ir/build.ts";
import type { IrExpr, IrType } from "../../ir/ir.ts";
import { temporal } from "../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../registry.ts";
import { zoneTable } from "../zone-bytes.ts";
import { datePicture } from "./picture.ts";

const row = { args: ["text", "text"], strict: true, volatility: "immutable", canFail: true } as const;
const format = (name: string, type: IrType, args: readonly IrExpr[]): IrExpr => call("format", name, type, args);

const NO_OFFSET = -2147483648;

function toTimestamp([text, picture, zone]: readonly IrExpr[]): IrExpr {
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

export const toDate: FunctionFamily = functionFamily(["to_date", "to_timestamp"], () => [
  {
    ...row,
    name: "to_date",
    result: "date",
    doc: "The date that a text shows by a picture.",
    lower: ([text, picture]) => format("dateOfPicture", "i32", [text as IrExpr, datePicture(picture as IrExpr)]),
  },
  {
    ...row,
    name: "to_timestamp",
    implicit: ["zone"],
    result: "timestamptz",
    doc: "The instant that a text shows by a picture.",
    lower: toTimestamp,
  },
]);
