// Year, month and day of a date inline, for the fields that queries group by: the proleptic Gregorian calendar with
// years that begin in March, so that the leap day is a year's last (Neri and Schneider, "Euclidean affine
// functions and their application to calendar algorithms", 2022). All steps are on non-negative 64-bit integers.
import { arithmetic, bind, choose, compare, constant, convert } from "../../../ir/build.ts";
import type { ArithmeticOperator, IrExpr } from "../../../ir/ir.ts";
import { DIVISION_BY_ZERO } from "../../failures.ts";

export type CivilField = "year" | "month" | "day";

/** Days from 0000-03-01 to 1970-01-01, moved on by whole cycles of 400 years past the earliest date, in 4714 BC. */
const CYCLES = 12n;
const DAYS_PER_CYCLE = 146_097n;
const EPOCH = 719_468n + CYCLES * DAYS_PER_CYCLE;

const number = (value: bigint): IrExpr => constant("i64", value);
const compute = (operator: ArithmeticOperator, left: IrExpr, right: bigint): IrExpr =>
  arithmetic(operator, left, number(right), operator === "div" || operator === "rem" ? { zero: DIVISION_BY_ZERO } : {});

/** A field of a finite date as a bigint, as extract has it: the year before 1 is -1. */
export function civilField(field: CivilField, date: IrExpr): IrExpr {
  const days = compute("add", convert(date, "i64"), EPOCH);
  return bind("quarter days", compute("add", compute("mul", days, 4n), 3n), (quarterDays) => {
    const century = compute("div", quarterDays, DAYS_PER_CYCLE);
    const ofCentury = compute("or", compute("rem", quarterDays, DAYS_PER_CYCLE), 3n);
    return bind("scaled", compute("mul", ofCentury, 2_939_745n), (scaled) => {
      const fraction = compute("and", scaled, 0xffff_ffffn);
      if (field === "year") return yearOf(century, scaled, fraction);
      const dayOfYear = compute("div", fraction, 4n * 2_939_745n);
      const months = compute("add", compute("mul", dayOfYear, 2141n), 197_913n);
      if (field === "day") {
        return compute("add", compute("div", compute("and", months, 0xffffn), 2141n), 1n);
      }
      return bind("month", compute("shr", months, 16n), (month) =>
        choose([{ when: compare("gt", month, number(12n)), then: compute("sub", month, 12n) }], month),
      );
    });
  });
}

/** January and February belong to the year that began in March before. */
function yearOf(century: IrExpr, scaled: IrExpr, fraction: IrExpr): IrExpr {
  const isNextYear = compare("ge", fraction, number(306n * 4n * 2_939_745n));
  const shifted = arithmetic("add", compute("mul", century, 100n), compute("shr", scaled, 32n));
  const counted = arithmetic("add", shifted, convert(isNextYear, "i64"));
  return bind("year", compute("sub", counted, CYCLES * 400n), (year) =>
    choose([{ when: compare("le", year, number(0n)), then: compute("sub", year, 1n) }], year),
  );
}
