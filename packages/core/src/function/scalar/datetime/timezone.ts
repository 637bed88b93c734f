// timezone(zone, x), which AT TIME ZONE is (PostgreSQL manual, section 9.9.4): an instant as the clocks of a zone show
// it, what clocks show as an instant, a time with time zone by another zone's clocks. A zone is a name or an interval;
// AT LOCAL names none and means the session's.
import { arithmetic, bind, choose, constant, convert } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import type { TypeKind } from "../../../type/logical-type.ts";
import { temporal } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";
import { strictly } from "../../strictly.ts";
import { inZone, zoneTable } from "../../zone-bytes.ts";
import { datetimeRow } from "./datetime-row.ts";
import { isInfinite } from "./infinity.ts";

const row = { name: "timezone", ...datetimeRow } as const;

type ZonedKind = "timestamp" | "timestamptz" | "timetz";

const results: Readonly<Record<ZonedKind, TypeKind>> = {
  timestamp: "timestamptz",
  timestamptz: "timestamp",
  timetz: "timetz",
};

/** By the table of a zone. */
function byZone(kind: ZonedKind, value: IrExpr, zone: IrExpr, now: IrExpr): IrExpr {
  switch (kind) {
    case "timestamp":
      return temporal("toInstant", "i64", [value, zone]);
    case "timestamptz":
      return temporal("toLocal", "i64", [value, zone]);
    case "timetz":
      return temporal("timetzAtZone", "i64", [value, zone, now]);
  }
}

/** By an offset that an interval names; what is infinite asks for none. */
function byOffset(kind: ZonedKind, value: IrExpr, interval: IrExpr): IrExpr {
  if (kind === "timetz") return temporal("timetzAtInterval", "i64", [value, interval]);
  const shifted = bind("offset", temporal("zoneOfInterval", "i32", [interval]), (seconds) => {
    const micros = arithmetic("mul", convert(seconds, "i64"), constant("i64", 1_000_000n));
    const moved = arithmetic(kind === "timestamp" ? "sub" : "add", value, micros);
    return temporal("keepInfinite", "i64", [value, moved]);
  });
  return choose([{ when: isInfinite("timestamp", value), then: value }], shifted);
}

const kinds: readonly ZonedKind[] = ["timestamp", "timestamptz", "timetz"];

export const timezone: FunctionFamily = functionFamily(["timezone"], () =>
  kinds.flatMap((kind): readonly ScalarOverload[] => [
    {
      ...row,
      args: ["text", kind],
      ...(kind === "timetz" ? { implicit: ["now"] } : {}),
      result: results[kind],
      doc: "The value by the clocks of a zone: x AT TIME ZONE zone.",
      lower: (given) =>
        inZone(given, 0, ([, value, now], table) => byZone(kind, value as IrExpr, table, now as IrExpr)),
    },
    {
      ...row,
      args: ["interval", kind],
      result: results[kind],
      doc: "The value by clocks that are ahead of Greenwich by an interval.",
      lower: (args) => strictly(args, ([interval, value]) => byOffset(kind, value as IrExpr, interval as IrExpr)),
    },
    {
      ...row,
      args: [kind],
      implicit: kind === "timetz" ? ["zone", "now"] : ["zone"],
      result: results[kind],
      doc: "The value by the clocks of the session's zone: x AT LOCAL.",
      lower: ([value, zone, now]) => byZone(kind, value as IrExpr, zoneTable(zone as IrExpr), now as IrExpr),
    },
  ]),
);
