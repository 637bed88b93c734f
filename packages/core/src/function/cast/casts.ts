// All casts: the families' rows by pair of type kinds. Which of them a statement may use, and whether it must ask
// for them, is type/coercion.ts.
import { internal } from "../../common/error.ts";
import type { CastForm } from "../../expr/expr.ts";
import type { LogicalType, TypeKind } from "../../type/logical-type.ts";
import type { CastLowering } from "../lower.ts";
import type { CastRow } from "./cast-row.ts";
import { machineCasts } from "./machine-casts.ts";
import { numericCasts } from "./numeric-casts.ts";
import { stringCasts } from "./string-casts.ts";
import { temporalCasts } from "./temporal-casts.ts";
import { textCasts } from "./text-casts.ts";

const key = (from: TypeKind, to: TypeKind): string => `${from} as ${to}`;

function index(families: readonly (readonly CastRow[])[]): ReadonlyMap<string, CastRow> {
  const rows = new Map<string, CastRow>();
  for (const row of families.flat()) {
    const pair = key(row.from, row.to);
    if (rows.has(pair)) throw internal(`the cast ${pair} is registered twice`);
    rows.set(pair, row);
  }
  return rows;
}

const casts = index([machineCasts, numericCasts, stringCasts, temporalCasts, textCasts]);

/** Lowers every cast there is; one between values of the same type is the value. */
export const castLowering: CastLowering = {
  lower(cast, from, arg) {
    const row = casts.get(key(from.kind, cast.type.kind));
    if (row !== undefined) return row.lower(arg, { from, to: cast.type, form: cast.form });
    return from.kind === cast.type.kind ? arg : undefined;
  },
};

/** Whether a cast of a value of `from` can end the query. */
export function castCanFail(from: LogicalType, to: LogicalType, form: CastForm): boolean {
  const row = casts.get(key(from.kind, to.kind));
  return row === undefined ? from.kind !== to.kind : row.canFail({ from, to, form });
}
