// date_trunc(unit, x) over timestamps and intervals (PostgreSQL manual, section 9.9.2). A date is truncated as its
// midnight in the session's zone, a timestamp with time zone by the clocks of that zone, or of one that is named.
import { call, constant } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";
import { inZone } from "../../zone-bytes.ts";
import { chooseField } from "./datetime-field.ts";
import { datetimeRow } from "./datetime-row.ts";

/** Fields of extract that are no units of time: not recognised here. */
const FIELDS_ONLY: ReadonlySet<string> = new Set(["dow", "doy", "epoch", "isodow", "isoyear", "julian"]);

/** Units that say where, and not when. */
const ZONES: ReadonlySet<string> = new Set(["timezone", "timezone_hour", "timezone_minute"]);

interface Target {
  readonly kind: "timestamp" | "timestamptz" | "interval";
  readonly kernel: string;
  readonly lacks: ReadonlySet<string>;
}

const targets: readonly Target[] = [
  {
    kind: "timestamp",
    kernel: "truncateTimestamp",
    lacks: new Set(),
  },
  {
    kind: "timestamptz",
    kernel: "truncateInstant",
    lacks: new Set(),
  },
  // Months have no whole number of weeks.
  { kind: "interval", kernel: "truncateInterval", lacks: new Set(["week"]) },
];

/** Instants by the clocks of the zone behind the field and the value. */
function truncate(target: Target, args: readonly IrExpr[]): IrExpr {
  return args.length > 2
    ? inZone(args, 2, (own, table) => truncateBy(target, own, [table]))
    : truncateBy(target, args, []);
}

function truncateBy(target: Target, args: readonly IrExpr[], zoned: readonly IrExpr[]): IrExpr {
  const [name, value] = args as readonly [IrExpr, IrExpr];
  const type = target.kind === "interval" ? "i128" : "i64";
  return chooseField({ owner: target.kind, name, value, type }, (unit, own) => {
    if (FIELDS_ONLY.has(unit.name)) return "not recognized";
    if (ZONES.has(unit.name) || target.lacks.has(unit.name)) return "not supported";
    return call("temporal", target.kernel, type, [constant("i32", unit.field), own, ...zoned]);
  });
}

const row = {
  name: "date_trunc",
  ...datetimeRow,
  doc: "The value cut off at a unit: 'month' gives the month's first midnight.",
} as const;

export const dateTrunc: FunctionFamily = functionFamily(["date_trunc"], () => [
  ...targets.map(
    (target): ScalarOverload => ({
      ...row,
      args: ["text", target.kind],
      ...(target.kind === "timestamptz" ? { implicit: ["zone"] } : {}),
      result: target.kind,
      lower: (args) => truncate(target, args),
    }),
  ),
  {
    ...row,
    args: ["text", "timestamptz", "text"],
    result: "timestamptz",
    lower: (args) => truncate(targets[1] as Target, args),
  },
]);
