// Time zones of the IANA database as tables of the moments when their offset changes, read from Intl once per zone:
// what the temporal kernels convert whole batches by, and what plain rows are printed with. A table ends in 2037;
// after that the last years' rule is spelled out for one cycle of the calendar (400 years), and later moments are
// looked up at the same place of an earlier cycle, as PostgreSQL does.

/** A zone's offsets in seconds east of Greenwich. `offsets[0]` holds before `starts[0]`, `offsets[i + 1]` from `starts[i]` on. */
export interface ZoneTable {
  /** Moments in seconds since 1970-01-01 UTC, ascending. */
  readonly starts: readonly number[];
  readonly offsets: readonly number[];
  /** The table repeats every 400 years from this moment on; undefined for a zone whose last offset stays. */
  readonly cycleFrom?: number;
}

/** Seconds of the 400 years after which the Gregorian calendar repeats, weekdays included. */
export const CYCLE_SECONDS: number = 146_097 * 86_400;

const DAY = 86_400;
const FIRST_YEAR = 1830;
const LAST_YEAR = 2037;
/** No zone changes twice within less. */
const STEP = 14 * DAY;

const secondsAt = (year: number, month = 0, day = 1): number => Date.UTC(year, month, day) / 1000;

/** A zone with one offset, in seconds east of Greenwich. */
export function fixedZone(offset: number): ZoneTable {
  return { starts: [], offsets: [offset] };
}

/** Greenwich. */
export const UTC: ZoneTable = fixedZone(0);

/** The table of an IANA zone; undefined when there is no such zone. */
export function ianaZone(name: string): ZoneTable | undefined {
  const offsetAt = offsetReader(name);
  if (offsetAt === undefined) return undefined;
  const starts: number[] = [];
  const offsets: number[] = [offsetAt(secondsAt(FIRST_YEAR))];
  let last = offsets[0] as number;
  const end = secondsAt(LAST_YEAR + 1);
  for (let from = secondsAt(FIRST_YEAR); from < end; from += STEP) {
    const found = offsetAt(from + STEP);
    if (found === last) continue;
    starts.push(changeBetween(offsetAt, from, from + STEP));
    offsets.push(found);
    last = found;
  }
  return extended(starts, offsets, offsetAt);
}

/** A zone's offset at a moment, both in seconds. */
type OffsetReader = (seconds: number) => number;

/** Undefined when there is no such zone. */
function offsetReader(name: string): OffsetReader | undefined {
  if (!isKnownZone(name)) return undefined;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (seconds) => {
    const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = (
      format.format(seconds * 1000).match(/\d+/g) ?? []
    ).map(Number);
    return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - seconds;
  };
}

/** What Intl knows beside the database, from long ago. */
const legacy: ReadonlySet<string> = new Set(
  "ACT AET AGT ART AST BET BST CAT CNT CST CTT EAT ECT IET IST JST MIT NET NST PLT PNT PRT PST SST VST".split(" "),
);

function isKnownZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name) || legacy.has(name.toUpperCase())) return false;
  try {
    Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch (thrown) {
    if (thrown instanceof RangeError) return false;
    throw thrown;
  }
}

/** The first second with the later offset. */
function changeBetween(offsetAt: OffsetReader, from: number, to: number): number {
  const before = offsetAt(from);
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

/** A yearly change as zone rules give it: the first such weekday from a day of a month on, at a time by the clock before. */
interface YearlyChange {
  readonly month: number;
  /** "last": the last such weekday of the month. */
  readonly from: number | "last";
  readonly weekday: number;
  /** Of that day; 86400 is its end. */
  readonly second: number;
  readonly offset: number;
  readonly before: number;
}

/** The table with the rule of its last year for 400 more. */
function extended(starts: readonly number[], offsets: readonly number[], offsetAt: OffsetReader): ZoneTable {
  const rule = changesIn(starts, offsets, LAST_YEAR).map((change) => ruleOf(change, offsetAt));
  if (rule.length === 0 || rule.includes(undefined)) return { starts, offsets };
  const longStarts = [...starts];
  const longOffsets = [...offsets];
  for (let year = LAST_YEAR + 1; year <= LAST_YEAR + 400; year++) {
    for (const change of rule as readonly YearlyChange[]) {
      longStarts.push(momentOf(change, year));
      longOffsets.push(change.offset);
    }
  }
  return { starts: longStarts, offsets: longOffsets, cycleFrom: secondsAt(LAST_YEAR + 1) };
}

interface Change {
  readonly start: number;
  readonly offset: number;
  readonly before: number;
}

function changesIn(starts: readonly number[], offsets: readonly number[], year: number): readonly Change[] {
  const [from, to] = [secondsAt(year), secondsAt(year + 1)];
  return starts.flatMap((start, at) =>
    start >= from && start < to ? [{ start, offset: offsets[at + 1] as number, before: offsets[at] as number }] : [],
  );
}

/** For so many years a rule has to hold before it is believed. */
const PROBED_YEARS = 28;

/** The rule that the database goes by after the year of a change; undefined where none of the usual form does. */
function ruleOf({ start, offset, before }: Change, offsetAt: OffsetReader): YearlyChange | undefined {
  const local = start + before;
  // Midnight may be meant as the end of the day before.
  for (const moment of [local, local - 1]) {
    const date = new Date(moment * 1000);
    const [month, day, weekday] = [date.getUTCMonth(), date.getUTCDate(), date.getUTCDay()];
    const second = local - secondsAt(date.getUTCFullYear(), month, day);
    const days = Array.from({ length: 7 }, (_, at) => day - at).filter((first) => first >= 1);
    for (const from of ["last", ...days] as const) {
      const change: YearlyChange = { month, from, weekday, second, offset, before };
      if (holds(change, offsetAt)) return change;
    }
  }
  return undefined;
}

function holds(change: YearlyChange, offsetAt: OffsetReader): boolean {
  for (let year = LAST_YEAR; year <= LAST_YEAR + PROBED_YEARS; year++) {
    const moment = momentOf(change, year);
    if (offsetAt(moment) !== change.offset || offsetAt(moment - 1) !== change.before) return false;
  }
  return true;
}

function momentOf({ month, from, weekday, second, before }: YearlyChange, year: number): number {
  const first = from === "last" ? new Date(Date.UTC(year, month + 1, 0)).getUTCDate() - 6 : from;
  const firstWeekday = new Date(Date.UTC(year, month, first)).getUTCDay();
  const day = first + ((weekday - firstWeekday + 7) % 7);
  return secondsAt(year, month, day) + second - before;
}

/** The offset at a moment, in seconds east of Greenwich. */
export function offsetAtMoment({ starts, offsets, cycleFrom }: ZoneTable, seconds: number): number {
  let moment = seconds;
  if (cycleFrom !== undefined && moment >= cycleFrom + CYCLE_SECONDS) {
    moment -= Math.floor((moment - cycleFrom) / CYCLE_SECONDS) * CYCLE_SECONDS;
  }
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] as number) <= moment) low = middle + 1;
    else high = middle;
  }
  return offsets[low] as number;
}
