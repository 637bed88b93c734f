// date_trunc(unit, x) over timestamps and intervals (PostgreSQL manual, section 9.9.2). A date is truncated as the
// timestamp of its midnight (PostgreSQL would make it a timestamp with time zone, which is not there yet).
import { call, constant } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/ir.ts";
import type { ScalarOverload } from "../registry.ts";
import { chooseField } from "./datetime-field.ts";

/** Fields of extract that are no units of time: not recognised here. */
const FIELDS_ONLY: ReadonlySet<string> = new Set(["dow", "doy", "epoch", "isodow", "isoyear", "julian"]);

interface Target {
  readonly kind: "timestamp" | "interval";
  readonly kernel: string;
  readonly lacks: ReadonlySet<string>;
}

const targets: readonly Target[] = [
  {
    kind: "timestamp",
    kernel: "truncateTimestamp",
    lacks: new Set(),
  },
  // Months have no whole number of weeks.
  { kind: "interval", kernel: "truncateInterval", lacks: new Set(["week"]) },
];

function truncate(target: Target, args: readonly IrExpr[]): IrExpr {
  const [name, value] = args as readonly [IrExpr, IrExpr];
  const type = target.kind === "interval" ? "i128" : "i64";
  return chooseField({ owner: target.kind, name, value, type }, (unit) => {
    if (FIELDS_ONLY.has(unit.name)) return "not recognized";
    if (target.lacks.has(unit.name)) return "not supported";
    return call("temporal", target.kernel, type, [constant("i32", unit.field), value]);
  });
}

export const dateTrunc: readonly ScalarOverload[] = targets.map((target) => ({
  name: "date_trunc",
  args: ["text", target.kind],
  result: target.kind,
  strict: true,
  volatility: "immutable",
  canFail: true,
  doc: "The value cut off at a unit: 'month' gives the month's first midnight.",
  lower: (args) => truncate(target, args),
}));
