// The kernels' lists of zone abbreviations are those that AT TIME ZONE goes by, and a text may name a zone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { TIMESTAMPTZ, TIMETZ } from "../../../type/logical-type.ts";
import { zoneAbbreviations, zonesOfAbbreviations } from "../../../type/zone-abbreviations.ts";
import { parseLiteral } from "../../literal.ts";

const MIDDAY = 12n * 3_600_000_000n;

test("every abbreviation means the same in a text", () => {
  for (const [name, offset] of zoneAbbreviations) {
    const zone = zonesOfAbbreviations.get(name);
    const value = parseLiteral(`1970-01-01 12:00 ${name.toUpperCase()}`, TIMESTAMPTZ);
    if (zone !== undefined) assert.equal(value, parseLiteral(`1970-01-01 12:00 ${zone}`, TIMESTAMPTZ), name);
    else assert.equal(value, MIDDAY - BigInt(offset) * 1_000_000n, name);
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

test("a text may name a zone that there is", () => {
  assert.equal(
    parseLiteral("2020-01-01 12:00 Europe/Berlin", TIMESTAMPTZ),
    parseLiteral("2020-01-01 12:00+01", TIMESTAMPTZ),
  );
  assert.throws(() => parseLiteral("2020-01-01 12:00 Europe/Nowhere", TIMESTAMPTZ), {
    message: 'time zone "europe/nowhere" not recognized',
    sqlstate: "22023",
  });
  assert.throws(() => parseLiteral("2020-01-01 12:00 nowhere", TIMESTAMPTZ), { sqlstate: "22007" });
});
