// Untyped literals whose type a context has decided: the text goes through the type's input function at once, so
// that a wrong one is an error of the statement and not of its rows.
import type { CastForm, PhysicalExpr } from "../expr/expr.ts";
import type { Datum } from "../type/datum.ts";
import { type LogicalType, TEXT, TIMESTAMPTZ, UNKNOWN } from "../type/logical-type.ts";
import { constantFolder } from "./fold.ts";
import { zonedInput } from "./scalar/datetime/zoned-casts.ts";

/**
 * The value of a literal's text as a type. @param form decides what becomes of a text longer than varchar(n)
 * @throws FfqError DATA with PostgreSQL's message where the text is no value of the type
 */
export function parseLiteral(
  text: string,
  type: LogicalType,
  form: CastForm = "explicit",
  moment: LiteralMoment = GREENWICH,
): Datum {
  if (type.kind === "text" || type.kind === "unknown") return text;
  if (type.kind === "timestamptz" || type.kind === "timetz") {
    const value = constantFolder().evaluate(zonedLiteral(text, type.kind, moment));
    if (type.precision === undefined) return value;
    const input = { kind: "constant", value, type: { kind: type.kind } } as const;
    return constantFolder().evaluate({ kind: "cast", input, type, form });
  }
  const input = { kind: "constant", value: text, type: UNKNOWN } as const;
  return constantFolder().evaluate({ kind: "cast", input, type, form });
}

/** What a text of a type with time zone may leave open. */
export interface LiteralMoment {
  /** A zone's name. */
  readonly timeZone: string;
  /** Microseconds since 1970-01-01 UTC. */
  readonly now: bigint;
}

const GREENWICH: LiteralMoment = { timeZone: "UTC", now: 0n };

/** Asks what time it is only where the type's offset depends on it. */
function zonedLiteral(text: string, kind: "timestamptz" | "timetz", moment: LiteralMoment): PhysicalExpr {
  const args: PhysicalExpr[] = [
    { kind: "constant", value: text, type: TEXT },
    { kind: "constant", value: moment.timeZone, type: TEXT },
    ...(kind === "timetz" ? [{ kind: "constant", value: moment.now, type: TIMESTAMPTZ } as const] : []),
  ];
  return { kind: "call", overload: zonedInput(kind), args, type: { kind } };
}
