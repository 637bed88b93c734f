// The kernels' list of zone abbreviations is the one that AT TIME ZONE goes by, and what a text of a column may not say
// is refused.
import assert from "node:assert/strict";
import { test } from "node:test";
import { TIMESTAMPTZ, TIMETZ } from "../../../type/logical-type.ts";
import { zoneAbbreviations } from "../../../type/zone-abbreviations.ts";
import { parseLiteral } from "../../literal.ts";

const MIDDAY = 12n * 3_600_000_000n;

test("every abbreviation means the same in a text", () => {
  for (const [name, offset] of zoneAbbreviations) {
    const value = parseLiteral(`1970-01-01 12:00 ${name.toUpperCase()}`, TIMESTAMPTZ);
    assert.equal(value, MIDDAY - BigInt(offset) * 1_000_000n, name);
  }
  assert.ok(zoneAbbreviations.size > 180);
});

test("a time without zone has the session's offset of that moment", () => {
  const winter = BigInt(Date.UTC(2020, 0, 1)) * 1000n;
  const summer = BigInt(Date.UTC(2020, 6, 1)) * 1000n;
  const at = (now: bigint): unknown => parseLiteral("12:00", TIMETZ, "explicit", { timeZone: "Europe/Berlin", now });
  assert.equal(at(winter), parseLiteral("12:00+01", TIMETZ));
  assert.equal(at(summer), parseLiteral("12:00+02", TIMETZ));
});

test("a zone's name needs the binder", () => {
  assert.throws(() => parseLiteral("2020-01-01 12:00 Europe/Berlin", TIMESTAMPTZ), {
    code: "UNSUPPORTED",
    sqlstate: "0A000",
  });
});
