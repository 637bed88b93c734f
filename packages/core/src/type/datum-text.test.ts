// Texts as PostgreSQL 18 prints these values.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dateText, intervalText, timestampText, unscaledText } from "./datum-text.ts";
import { floatText } from "./float-text.ts";

const interval = (months: number, days: number, micros: bigint): string => intervalText({ months, days, micros });

const rows: readonly { readonly got: string; readonly want: string }[] = [
  { got: floatText(0.1, false), want: "0.1" },
  { got: floatText(-0, false), want: "-0" },
  { got: floatText(123456789012345, false), want: "123456789012345" },
  { got: floatText(1e15, false), want: "1e+15" },
  { got: floatText(1.5e-5, false), want: "1.5e-05" },
  { got: floatText(0.0001, false), want: "0.0001" },
  { got: floatText(1e300, false), want: "1e+300" },
  { got: floatText(Math.fround(0.1), true), want: "0.1" },
  { got: floatText(Math.fround(1234567), true), want: "1.234567e+06" },
  { got: floatText(16777216, true), want: "1.6777216e+07" },
  // Shorter digits lie in the middle between two doubles, or two reals.
  { got: floatText(Number(20000000000000288n), false), want: "2.0000000000000288e+16" },
  { got: floatText(Number(-200000000000065216n), false), want: "-2.0000000000006522e+17" },
  { got: floatText(2 ** 54, false), want: "1.8014398509481984e+16" },
  // The value lies in the middle between the digits.
  { got: floatText(157207.625, true), want: "157207.62" },
  { got: floatText(-190958.125, true), want: "-190958.12" },
  { got: floatText(2501379.25, true), want: "2.5013792e+06" },
  { got: floatText(190958.375, true), want: "190958.38" },
  { got: floatText(Number.NaN, false), want: "NaN" },
  { got: floatText(-Infinity, false), want: "-Infinity" },
  { got: unscaledText(-5n, 2), want: "-0.05" },
  { got: dateText(0), want: "1970-01-01" },
  { got: dateText(-719_528), want: "0001-01-01 BC" },
  { got: dateText(-719_162), want: "0001-01-01" },
  { got: dateText(19_782), want: "2024-02-29" },
  { got: timestampText(-1n), want: "1969-12-31 23:59:59.999999" },
  { got: timestampText(86_400_500_000n), want: "1970-01-02 00:00:00.5" },
  { got: timestampText(2n ** 63n - 1n), want: "infinity" },
  { got: interval(14, 3, 4_000_000n), want: "1 year 2 mons 3 days 00:00:04" },
  { got: interval(-1, 3, 0n), want: "-1 mons +3 days" },
  { got: interval(0, 0, -1_500_000n), want: "-00:00:01.5" },
  { got: interval(0, -1, 1n), want: "-1 days +00:00:00.000001" },
  { got: interval(0, 0, 0n), want: "00:00:00" },
  { got: interval(0, 1, 0n), want: "1 day" },
  { got: interval(2147483647, 2147483647, 2n ** 63n - 1n), want: "infinity" },
  { got: interval(-2147483648, -2147483648, -(2n ** 63n)), want: "-infinity" },
];

for (const { got, want } of rows) test(want, () => assert.equal(got, want));
