// All casts: the families' rows by pair of type kinds. Which of them a statement may use, and whether it must ask
// for them, is type/coercion.ts.
import { internal } from "../../common/error.ts";
import type { Cast, CastForm } from "../../expr/expr.ts";
import type { IrExpr } from "../../ir/ir.ts";
import type { LogicalType, TypeKind } from "../../type/logical-type.ts";
import type { CastLowering } from "../lower.ts";
import { bytesCasts } from "./bytes-casts.ts";
import type { CastRow } from "./cast-row.ts";
import { castList, castStruct, listOfText, listText, structText } from "./list-casts.ts";
import { machineCasts } from "./machine-casts.ts";
import { numericCasts } from "./numeric-casts.ts";
import { stringCasts, toStringType, withoutPadding } from "./string-casts.ts";
import { temporalCasts } from "./temporal-casts.ts";
import { textCasts } from "./text-casts.ts";

const key = (from: TypeKind, to: TypeKind): string => `${from} as ${to}`;

const families = [bytesCasts, machineCasts, numericCasts, stringCasts, temporalCasts, textCasts];
let casts: Map<string, CastRow> | undefined;

/** The row of a pair. Rows are made when the first is asked for. */
function rowOf(from: TypeKind, to: TypeKind): CastRow | undefined {
  casts ??= index(families.flatMap((family) => family()));
  return casts.get(key(from, to));
}

function index(rows: readonly CastRow[]): Map<string, CastRow> {
  const byPair = new Map<string, CastRow>();
  for (const row of rows) {
    const pair = key(row.from, row.to);
    if (byPair.has(pair)) throw internal(`the cast ${pair} is registered twice`);
    byPair.set(pair, row);
  }
  return byPair;
}

/** Lowers every cast there is; one between values of the same type is the value. */
export const castLowering: CastLowering = {
  lower(cast, from, arg) {
    const nested = lowerNested(cast, from, arg);
    if (nested !== undefined) return nested;
    const row = rowOf(from.kind, cast.type.kind);
    if (row !== undefined) return row.lower(arg, { from, to: cast.type, form: cast.form });
    return from.kind === cast.type.kind ? arg : undefined;
  },
};

/** Casts of arrays and structs, which cast their elements by all the others. */
function lowerNested(cast: Cast<unknown>, from: LogicalType, arg: IrExpr): IrExpr | undefined {
  const { type: to, form } = cast;
  const element = (source: LogicalType, target: LogicalType, value: IrExpr): IrExpr | undefined =>
    castLowering.lower({ ...cast, type: target }, source, value);
  if (to.kind === "list") {
    if (from.kind === "list") return castList(arg, from.element, to.element, element);
    return isString(from) ? listOfText(withoutPadding(arg, from), to.element, element) : undefined;
  }
  if (to.kind === "struct")
    return from.kind === "struct" ? castStruct(arg, from.fields, to.fields, element) : undefined;
  if (to.kind !== "text" && to.kind !== "varchar" && to.kind !== "bpchar") return undefined;
  if (from.kind === "list") return toStringType(listText(arg, from.element), { from, to, form });
  return from.kind === "struct" ? toStringType(structText(arg, from.fields), { from, to, form }) : undefined;
}

const isString = ({ kind }: LogicalType): boolean =>
  kind === "text" || kind === "varchar" || kind === "bpchar" || kind === "unknown";

/** Whether a cast of a value of `from` can end the query. */
export function castCanFail(from: LogicalType, to: LogicalType, form: CastForm): boolean {
  if (from.kind === "list" && to.kind === "list") return castCanFail(from.element, to.element, form);
  if (from.kind === "struct" && to.kind === "struct") {
    return from.fields.some(({ type }, at) => castCanFail(type, to.fields[at]?.type ?? type, form));
  }
  const row = rowOf(from.kind, to.kind);
  return row === undefined ? from.kind !== to.kind : row.canFail({ from, to, form });
}
