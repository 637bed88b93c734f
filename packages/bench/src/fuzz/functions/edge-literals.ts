// Values at the edges of their types, and the common ones between them, as SQL literals without a type. Functions are asked
// with each against each, which queries over random tables come to seldom.
import type { Random } from "../random.ts";
import { arrayTypes, elementType, type FuzzType, isArray, scalarTypes } from "../types.ts";

const floats = ["0", "-0", "1", "-1", "0.5", "2.5", "-2.5", "0.1", "123456.789", "16777217", "1e16", "-1e18", "180"];

const edges: Readonly<Record<(typeof scalarTypes)[number], readonly string[]>> = {
  smallint: ["0", "1", "-1", "2", "3", "7", "10", "32767", "-32768", "100"],
  integer: ["0", "1", "-1", "2", "3", "5", "10", "31", "32", "64", "100", "1000", "2147483647", "-2147483648", "-7"],
  bigint: ["0", "1", "-1", "2", "10", "63", "64", "9223372036854775807", "-9223372036854775808", "4294967296", "-5"],
  "numeric(10,2)": ["0.00", "1.00", "-1.00", "0.50", "-2.50", "99999999.99", "-99999999.99", "10.10"],
  numeric: [
    ...[
      "0",
      "0.00",
      "1",
      "-1",
      "0.5",
      "2.5",
      "-2.5",
      "10",
      "10.10",
      "0.1",
      "-123.456",
      "1e20",
      "1e-20",
      "0.0000000001",
    ],
    ...["123456789.123456789", "99999999999999999999", "9223372036854775807", "NaN", "Infinity", "-Infinity"],
  ],
  real: [...floats, "1.5e38", "1e-40", "Infinity", "-Infinity", "NaN"],
  "double precision": [...floats, "1e300", "1e-300", "5e-324", "9007199254740993", "Infinity", "-Infinity", "NaN"],
  text: [
    ...["", " ", "a", "abc", "ABC", "aaa", "ab ab ab", " a b ", "a.b.c", "a,b,c", "xAbC123", "☃ 𝄞", "%_", "a_%b"],
    ...["\\", "\\x41", "a\nb", "e'x", "1", "123", "-1.5", "1e5", "true", "Infinity", "{1,2}", "2020-01-01", "10:20:30"],
    ...["1 day", "Jan 5 1999 10:20 PM", "XIV"],
  ],
  "varchar(5)": ["", "a", "abc", "ab ab", "☃𝄞", "  b  "],
  "char(3)": ["", "a", "abc", "a b", "☃", "1"],
  bytea: ["", "\\x00", "\\xff", "\\xdeadbeef", "\\x616263", "\\x6162636465666768696a", "\\x5c27"],
  date: [
    ...["2000-01-01", "1970-01-01", "0001-01-01", "2024-02-29", "1999-12-31", "2020-12-31", "2021-01-03", "2023-03-26"],
    ...["5874897-12-31", "4713-01-01 BC", "0044-03-15 BC", "infinity", "-infinity"],
  ],
  time: ["00:00", "24:00", "01:00:00", "12:00", "12:34:56.789012", "23:59:59.999999", "00:00:00.000001"],
  timetz: ["00:00+00", "12:34:56.789+05:30", "23:59:59.999999-12", "24:00-15:59", "10:00+02", "00:00:00+15:59:59"],
  timestamp: [
    ...["2000-01-01 00:00", "1970-01-01 12:34:56.789", "0001-01-01 00:00", "2024-02-29 23:59:59.999999"],
    ...["2023-03-26 02:30", "2020-12-31 13:00", "9999-12-31 23:59:59", "4713-01-01 00:00 BC", "0044-03-15 06:07:08 BC"],
    ...["infinity", "-infinity"],
  ],
  timestamptz: [
    ...["2000-01-01 00:00+00", "1970-01-01 12:34:56.789+00", "2024-02-29 23:59:59.999999-08", "2023-03-26 01:30+00"],
    ...["9999-12-31 23:59:59+00", "4713-01-02 00:00+00 BC", "infinity", "-infinity"],
  ],
  interval: [
    ...["0", "1 day", "1 mon", "-1 mon 2 days 03:04:05.678", "1 year 2 mons", "-1 year", "100 days", "25:00:00"],
    ...["00:15:00", "1.5 hours", "-00:00:00.000001", "178000000 years", "2147483647 days", "2562047788:00:54.775807"],
    ...["-2562047788:00:54.775808", "infinity", "-infinity"],
  ],
  uuid: [
    ...["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"],
    ...["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "a0eebc99-9c0b-1ef8-bb6d-6bb9bd380a11"],
    "0190163d-8694-739b-aea5-966c26f8ad91",
  ],
  boolean: ["true", "false"],
};

/** In 5 of 100 cases a NULL. */
export function edgeLiteral(random: Random, type: FuzzType): string {
  return random.chance(5) ? "NULL" : quoted(isArray(type) ? array(random, type) : random.of(edges[type]));
}

export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

function array(random: Random, type: (typeof arrayTypes)[number]): string {
  const values = edges[elementType(type)];
  const element = (): string =>
    random.chance(15) ? "NULL" : `"${random.of(values).replaceAll(/["\\]/g, (found) => `\\${found}`)}"`;
  const list = (length: number): string => `{${Array.from({ length }, element).join()}}`;
  switch (random.below(8)) {
    case 0:
      return "{}";
    case 1: {
      const length = 1 + random.below(2);
      return `{${list(length)},${list(length)}}`;
    }
    case 2:
      return `[2:3]=${list(2)}`;
    default:
      return list(1 + random.below(5));
  }
}
