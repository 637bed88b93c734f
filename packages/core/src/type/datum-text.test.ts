import assert from "node:assert/strict";
import { test } from "node:test";
import type { Datum } from "./datum.ts";
import { datumText } from "./datum-text.ts";
import { BOOL, DATE, FLOAT8, fixedNumeric, INT8, INTERVAL, type LogicalType, TIMESTAMP } from "./logical-type.ts";

/** As psql shows them. */
const facts: readonly (readonly [LogicalType, Exclude<Datum, null>, string])[] = [
  [BOOL, true, "true"],
  [INT8, -5n, "-5"],
  [FLOAT8, -0, "-0"],
  [fixedNumeric(10, 2), -5n, "-0.05"],
  [fixedNumeric(10, 0), 1234n, "1234"],
  [DATE, 0, "1970-01-01"],
  [DATE, -1, "1969-12-31"],
  [DATE, 11016, "2000-02-29"],
  [DATE, -719163, "0001-12-31 BC"],
  [DATE, -719162, "0001-01-01"],
  [DATE, 2932896, "9999-12-31"],
  [DATE, 2147483647, "infinity"],
  [DATE, -2147483648, "-infinity"],
  [TIMESTAMP, 0n, "1970-01-01 00:00:00"],
  [TIMESTAMP, -1n, "1969-12-31 23:59:59.999999"],
  [TIMESTAMP, 946684799_120000n, "1999-12-31 23:59:59.12"],
  [TIMESTAMP, 9223372036854775807n, "infinity"],
  [INTERVAL, { months: 0, days: 0, micros: 0n }, "00:00:00"],
  [INTERVAL, { months: 14, days: 3, micros: 14706000000n }, "1 year 2 mons 3 days 04:05:06"],
  [INTERVAL, { months: -1, days: 1, micros: -1n }, "-1 mons +1 day -00:00:00.000001"],
  [INTERVAL, { months: -13, days: 0, micros: 3600000000n }, "-1 years -1 mons +01:00:00"],
];

for (const [type, value, text] of facts) {
  test(`${type.kind} ${text}`, () => assert.equal(datumText(value, type), text));
}
