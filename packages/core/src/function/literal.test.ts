// Literals as values of a type, and PostgreSQL's errors for texts that are none.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Datum } from "../type/datum.ts";
import {
  DATE,
  FLOAT8,
  fixedNumeric,
  INT2,
  INT4,
  INTERVAL,
  type LogicalType,
  NUMERIC,
  TEXT,
  TIMESTAMP,
} from "../type/logical-type.ts";
import { parseLiteral } from "./literal.ts";

const values: readonly { readonly text: string; readonly type: LogicalType; readonly is: Datum }[] = [
  { text: "1994-01-01", type: DATE, is: 8766 },
  { text: "1970-01-01 00:00:01.5", type: TIMESTAMP, is: 1_500_000n },
  { text: "1 year 2 days", type: INTERVAL, is: { months: 12, days: 2, micros: 0n } },
  { text: " 42 ", type: INT4, is: 42 },
  { text: "-1.005", type: fixedNumeric(10, 2), is: -101n },
  { text: "1.50", type: NUMERIC, is: "1.50" },
  { text: "yes", type: { kind: "bool" }, is: true },
  { text: "-0", type: FLOAT8, is: -0 },
  { text: " as it is ", type: TEXT, is: " as it is " },
  { text: "abcdef", type: { kind: "varchar", length: 3 }, is: "abc" },
  { text: "ab", type: { kind: "bpchar", length: 4 }, is: "ab  " },
];

for (const { text, type, is } of values) {
  test(`${type.kind} '${text}'`, () => assert.deepEqual(parseLiteral(text, type), is));
}

const failures: readonly { readonly text: string; readonly type: LogicalType; sqlstate: string; message: string }[] = [
  { text: "x", type: INT4, sqlstate: "22P02", message: 'invalid input syntax for type integer: "x"' },
  { text: "40000", type: INT2, sqlstate: "22003", message: 'value "40000" is out of range for type smallint' },
  { text: "2020-02-30", type: DATE, sqlstate: "22008", message: 'date/time field value out of range: "2020-02-30"' },
  { text: "$& {0}", type: DATE, sqlstate: "22008", message: 'date/time field value out of range: "$& {0}"' },
  { text: "1e400", type: FLOAT8, sqlstate: "22003", message: '"1e400" is out of range for type double precision' },
  { text: "1000", type: fixedNumeric(5, 2), sqlstate: "22003", message: "numeric field overflow" },
];

for (const { text, type, sqlstate, message } of failures) {
  test(`${type.kind} '${text}' fails`, () => {
    assert.throws(() => parseLiteral(text, type), { name: "FfqError", code: "DATA", sqlstate, message });
  });
}
