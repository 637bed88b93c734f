// Dates and timestamps in ISO style, proleptic Gregorian, years before 1 marked BC (PostgreSQL manual, 8.5.2).

const MICROS_PER_DAY = 86_400_000_000n;
const DAY_INFINITY = 2147483647n;
const DAY_MINUS_INFINITY = -2147483648n;

/** Days since 1970-01-01. */
export function dateText(days: bigint): string {
  if (days === DAY_INFINITY) return "infinity";
  if (days === DAY_MINUS_INFINITY) return "-infinity";
  const { text, era } = civil(days);
  return text + era;
}

/** Microseconds since 1970-01-01 00:00. */
export function timestampText(micros: bigint): string {
  if (micros === 2n ** 63n - 1n) return "infinity";
  if (micros === -(2n ** 63n)) return "-infinity";
  const ofDay = ((micros % MICROS_PER_DAY) + MICROS_PER_DAY) % MICROS_PER_DAY;
  const { text, era } = civil((micros - ofDay) / MICROS_PER_DAY);
  return `${text} ${timeText(ofDay)}${era}`;
}

/** `hh:mm:ss` and a fraction without trailing zeros; hours may have more than two digits. */
export function timeText(micros: bigint): string {
  const seconds = micros / 1_000_000n;
  const parts = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n].map((part) => String(part).padStart(2, "0"));
  const fraction = String(micros % 1_000_000n)
    .padStart(6, "0")
    .replace(/0+$/, "");
  return parts.join(":") + (fraction === "" ? "" : `.${fraction}`);
}

/** The civil date of a day number: eras of 400 years that begin on 1 March. */
function civil(days: bigint): { readonly text: string; readonly era: string } {
  const shifted = Number(days) + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const shown = year > 0 ? year : 1 - year;
  const text = [String(shown).padStart(4, "0"), String(month).padStart(2, "0"), String(day).padStart(2, "0")].join("-");
  return { text, era: year > 0 ? "" : " BC" };
}
