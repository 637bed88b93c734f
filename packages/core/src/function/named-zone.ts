// Texts of times that may name a zone (`2020-01-01 10:20 America/New_York`): only the host can look a name up, so the kernels
// say what it is and are given its table.
import { bind, call, choose } from "../ir/build.ts";
import type { IrExpr, IrType } from "../ir/ir.ts";
import { temporal, textConstant } from "./kernel-call.ts";

interface TimeReading {
  readonly type: IrType;
  /** Kernels that read a text without a zone's name, and one with it. */
  readonly plain: string;
  readonly named: string;
  readonly name: "zoneNameIn" | "zoneNameInTime";
}

type TimeKind = "date" | "timestamp" | "timestamptz" | "time" | "timetz";

const readings: Readonly<Record<TimeKind, TimeReading>> = {
  date: { type: "i32", plain: "dateFromText", named: "dateInNamedZone", name: "zoneNameIn" },
  timestamp: { type: "i64", plain: "timestampFromText", named: "timestampInNamedZone", name: "zoneNameIn" },
  timestamptz: { type: "i64", plain: "instantFromText", named: "instantInNamedZone", name: "zoneNameIn" },
  time: { type: "i64", plain: "timeFromText", named: "timeInNamedZone", name: "zoneNameInTime" },
  timetz: { type: "i64", plain: "timetzFromText", named: "timetzInNamedZone", name: "zoneNameInTime" },
};

/** What a text that names no zone is read in. */
interface SessionZone {
  readonly name: IrExpr;
  readonly table: IrExpr;
}

/** @param rest further arguments of the type's kernels */
export function timeFromText(
  kind: TimeKind,
  value: IrExpr,
  session?: SessionZone,
  rest: readonly IrExpr[] = [],
): IrExpr {
  const { type, plain, named, name } = readings[kind];
  return bind("text", value, (text) => {
    const zoneName = temporal(name, "ref", [text, session?.name ?? textConstant("utc")]);
    return choose(
      [
        {
          when: temporal("mayNameZone", "bool", [text]),
          then: temporal(named, type, [text, call("zone", "inText", "ref", [zoneName]), ...rest]),
        },
      ],
      temporal(plain, type, [text, ...(session === undefined ? [] : [session.table]), ...rest]),
    );
  });
}
