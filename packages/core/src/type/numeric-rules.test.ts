import assert from "node:assert/strict";
import { test } from "node:test";
import { fixedNumeric, INT4, type LogicalType, NUMERIC } from "./logical-type.ts";
import { addNumerics, commonNumeric, multiplyNumerics, numericOfInteger, numericOfLiteral } from "./numeric-rules.ts";

const price = fixedNumeric(15, 2);

interface Row {
  readonly name: string;
  readonly got: unknown;
  readonly want: unknown;
}

const rows: readonly Row[] = [
  {
    name: "a sum has one digit more",
    got: addNumerics(price, price),
    want: { type: fixedNumeric(16, 2), checked: false },
  },
  {
    name: "a sum has the larger scale",
    got: addNumerics(price, fixedNumeric(3, 3)),
    want: { type: fixedNumeric(17, 3), checked: false },
  },
  {
    name: "a product adds scales",
    got: multiplyNumerics(price, fixedNumeric(16, 2)),
    want: { type: fixedNumeric(31, 4), checked: false },
  },
  {
    name: "a product past 38 digits is checked",
    got: multiplyNumerics(fixedNumeric(31, 4), fixedNumeric(16, 2)),
    want: { type: fixedNumeric(38, 6), checked: true },
  },
  {
    name: "a product with a large scale is variable",
    got: multiplyNumerics(fixedNumeric(30, 15), fixedNumeric(30, 15)),
    want: { type: NUMERIC, checked: false },
  },
  { name: "variable stays variable", got: addNumerics(NUMERIC, price), want: { type: NUMERIC, checked: false } },
  { name: "an integer is not a fixed numeric", got: addNumerics(INT4, price), want: { type: NUMERIC, checked: false } },
  { name: "CASE keeps every digit", got: commonNumeric([price, fixedNumeric(4, 4)]), want: fixedNumeric(17, 4) },
  { name: "CASE beyond 38 digits", got: commonNumeric([fixedNumeric(38, 0), fixedNumeric(4, 4)]), want: NUMERIC },
  { name: "bigint has 19 digits", got: numericOfInteger("int8"), want: fixedNumeric(19, 0) },
  { name: "literal below one", got: numericOfLiteral("0.05"), want: fixedNumeric(2, 2) },
  { name: "literal with trailing zeros", got: numericOfLiteral("100.00"), want: fixedNumeric(5, 2) },
  { name: "literal zero", got: numericOfLiteral("0"), want: fixedNumeric(1, 0) },
  { name: "literal without a whole part", got: numericOfLiteral(".06"), want: fixedNumeric(2, 2) },
  { name: "literal of 39 digits", got: numericOfLiteral("1".repeat(39)), want: NUMERIC },
];

for (const { name, got, want } of rows) test(name, () => assert.deepEqual(got as LogicalType, want));
