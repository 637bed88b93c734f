// Time zones spelled out as POSIX has them (TZ, Base Definitions 8.3), as far as PostgreSQL takes them: `EST5EDT,M3.2.0,M11.1.0`,
// `<+03>-03`, and what only looks like it: a name may be empty or any characters that are no digit, sign or comma. Offsets
// count westwards. Without rules of its own a summer time follows those of the United States.
import { fixedZone, type ZoneTable } from "./zone-table.ts";

/** The table of such a zone; undefined when the text is none. */
export function posixZone(text: string): ZoneTable | undefined {
  const [whole, offset = "", summerName, summerOffset, rules] = zone.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const standard = secondsEast(offset);
  if (standard === undefined) return undefined;
  if (summerName === undefined) return fixedZone(standard);
  const summer = summerOffset === undefined ? standard + HOUR : secondsEast(summerOffset);
  const [start, end, ...more] = (rules ?? UNITED_STATES).split(",").map(readRule);
  if (summer === undefined || start === undefined || end === undefined || more.length > 0) return undefined;
  return yearly([
    { rule: start, before: standard, offset: summer },
    { rule: end, before: summer, offset: standard },
  ]);
}

const HOUR = 3600;
const DAY = 24 * HOUR;
const UNITED_STATES = "M3.2.0,M11.1.0";

const number = String.raw`[+-]?\d+(?::\d+){0,2}`;
// Rules follow a comma, and behind an offset a semicolon too: elsewhere that belongs to the name.
const zone = new RegExp(
  String.raw`^(?:<[^>]*>|[^\d,+<-][^\d,+-]*|)(${number})(?:(<[^>]+>|[^\d,+<-][^\d,+-]*)(${number}(?=[,;]|$))?(?:(?:,|(?<=\d);)(.*))?)?$`,
);

/** Seconds of `[+-]h[:m[:s]]`; undefined beyond a week. */
function readSeconds(text: string): number | undefined {
  const [, sign, ...parts] = /^([+-]?)(\d+)(?::(\d+))?(?::(\d+))?$/.exec(text) ?? [];
  const [hours = 0, minutes = 0, seconds = 0] = parts.map((part) => (part === undefined ? 0 : Number(part)));
  if (sign === undefined || hours > 167 || minutes > 59 || seconds > 60) return undefined;
  const size = hours * HOUR + minutes * 60 + seconds;
  return sign === "-" ? -size : size;
}

function secondsEast(text: string): number | undefined {
  const west = readSeconds(text);
  return west === undefined ? undefined : 0 - west;
}

/** A day of each year, and a time of that day by the clock before the change. */
type Rule = { readonly second: number } & (
  | { readonly kind: "weekday"; readonly month: number; readonly week: number; readonly weekday: number }
  /** From 0; `skipsLeapDay`: 29 February has no number. */
  | { readonly kind: "day"; readonly day: number; readonly skipsLeapDay: boolean }
);

function readRule(text: string): Rule | undefined {
  const [date = "", time = "2"] = text.split("/", 2);
  const second = readSeconds(time);
  if (second === undefined) return undefined;
  const [, ...fields] = /^M(\d+)\.(\d+)\.(\d+)$/.exec(date) ?? [];
  if (fields.length > 0) {
    const [month = 0, week = 0, weekday = 0] = fields.map(Number);
    const isDay = month >= 1 && month <= 12 && week >= 1 && week <= 5 && weekday <= 6;
    return isDay ? { kind: "weekday", month: month - 1, week, weekday, second } : undefined;
  }
  const [, julian, digits] = /^(J?)(\d+)$/.exec(date) ?? [];
  if (digits === undefined) return undefined;
  const day = Number(digits) - (julian === "J" ? 1 : 0);
  return day >= 0 && day <= (julian === "J" ? 364 : 365)
    ? { kind: "day", day, skipsLeapDay: julian === "J", second }
    : undefined;
}

interface YearlyChange {
  readonly rule: Rule;
  readonly before: number;
  readonly offset: number;
}

/** Before all timestamps, and in the calendar like 1970: the cycle reaches back as far as there is anything to ask. */
const FIRST_YEAR = 1970 - 17 * 400;

/** Changes of 400 years, after which the calendar repeats. */
function yearly(changes: readonly YearlyChange[]): ZoneTable {
  const all: { readonly at: number; readonly offset: number }[] = [];
  for (let year = FIRST_YEAR; year <= FIRST_YEAR + 400; year++) {
    for (const { rule, before, offset } of changes)
      all.push({ at: midnight(rule, year) + rule.second - before, offset });
  }
  all.sort((left, right) => left.at - right.at);
  const [{ before }] = changes as readonly [YearlyChange];
  return {
    starts: all.map(({ at }) => at),
    offsets: [before, ...all.map(({ offset }) => offset)],
    cycleFrom: Date.UTC(FIRST_YEAR, 0) / 1000,
  };
}

function midnight(rule: Rule, year: number): number {
  if (rule.kind === "day") {
    const isLeap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
    const day = rule.day + (rule.skipsLeapDay && isLeap && rule.day >= 59 ? 1 : 0);
    return Date.UTC(year, 0) / 1000 + day * DAY;
  }
  const { month, week, weekday } = rule;
  const first = week === 5 ? new Date(Date.UTC(year, month + 1, 0)).getUTCDate() - 6 : (week - 1) * 7 + 1;
  const day = first + ((weekday - new Date(Date.UTC(year, month, first)).getUTCDay() + 7) % 7);
  return Date.UTC(year, month, day) / 1000;
}
