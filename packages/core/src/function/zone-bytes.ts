// The table of a time zone by its name, as an argument of the temporal kernels. A name that is a constant (the session's
// zone always is: it is put there when a statement is bound, so that plans carry names only and each process reads its own
// database) becomes the table's bytes as a constant of the compiled code; any other is looked up row by row.
import { call } from "../ir/build.ts";
import type { IrExpr } from "../ir/ir.ts";
import { zoneBytes } from "../kernel/zone.ts";
import { zoneNamed, zoneOfFields } from "../type/time-zone.ts";
import { strictly } from "./strictly.ts";

/** How a name is read: as AT TIME ZONE names a zone, or as an instant's fields do. */
export type ZoneReading = "named" | "ofFields";

const readers = { named: zoneNamed, ofFields: zoneOfFields } as const;

/**
 * What `body` makes of the arguments and the table of the zone that one of them names. Looking a name up can fail, which it
 * must not where another argument is NULL.
 */
export function inZone(
  args: readonly IrExpr[],
  position: number,
  body: (args: readonly IrExpr[], table: IrExpr) => IrExpr,
  reading: ZoneReading = "named",
): IrExpr {
  const table = zoneTable(args[position] as IrExpr, reading);
  if (table.op !== "call") return body(args, table);
  return strictly(args, (own) => body(own, zoneTable(own[position] as IrExpr, reading)));
}

/** A name that no zone has is looked up like one that is not known yet: it fails for the rows that ask. */
export function zoneTable(name: IrExpr, reading: ZoneReading = "named"): IrExpr {
  const constant = name.op === "once" ? name.value : name;
  if (constant.op === "null") return constant;
  const zone = constant.op === "bytes" ? readers[reading](new TextDecoder().decode(constant.value)) : undefined;
  if (zone === undefined) return call("zone", reading, "ref", [name]);
  return { op: "bytes", type: "ref", nullable: false, value: zoneBytes(zone) };
}
