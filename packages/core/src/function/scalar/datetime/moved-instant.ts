// An instant moved by an interval, which + and - of timestamptz, date_add and date_subtract are (PostgreSQL manual, section
// 9.9): days and months are counted by the clocks of a zone, so that a day can have 23 or 25 hours; hours and less are
// counted as they pass.
import type { IrExpr } from "../../../ir/ir.ts";
import { temporal } from "../../kernel-call.ts";
import type { ScalarOverload } from "../../registry.ts";
import { inZone } from "../../zone-bytes.ts";
import { datetimeRow } from "./datetime-row.ts";

const directions = {
  later: { kernel: "instantAddInterval", doc: "Later by an interval" },
  earlier: { kernel: "instantSubtractInterval", doc: "Earlier by an interval" },
} as const;

type Direction = keyof typeof directions;

/** The kernel over value, interval and zone. */
const moved =
  (kernel: string, swapped = false) =>
  (args: readonly IrExpr[]): IrExpr => {
    return inZone(args, 2, (own, table) => {
      const [first, second] = own as readonly [IrExpr, IrExpr];
      return temporal(kernel, "i64", swapped ? [second, first, table] : [first, second, table]);
    });
  };

/** By the clocks of the session's zone. */
export function movedInstant(name: string, direction: Direction, swapped = false): ScalarOverload {
  const { kernel, doc } = directions[direction];
  return {
    ...datetimeRow,
    name,
    args: swapped ? ["interval", "timestamptz"] : ["timestamptz", "interval"],
    implicit: ["zone"],
    result: "timestamptz",
    doc: `${doc}.`,
    lower: moved(kernel, swapped),
  };
}

/** By the clocks of a zone that is named. */
export function movedInZone(name: string, direction: Direction): ScalarOverload {
  const { kernel, doc } = directions[direction];
  return {
    ...datetimeRow,
    name,
    args: ["timestamptz", "interval", "text"],
    result: "timestamptz",
    doc: `${doc}, by the clocks of a zone.`,
    lower: moved(kernel),
  };
}
