// Offsets of zones at moments from 1874 to 2317 as PostgreSQL 18 has them (zone-table.facts.jsonl), and which names are
// zones to whom.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fixedZoneName, sessionZone, zoneNamed, zoneSpelled } from "./time-zone.ts";
import { ianaZone, offsetAtMoment } from "./zone-table.ts";

interface Fact {
  readonly zone: string;
  /** Seconds since 1970, and the offset then. */
  readonly offsets: readonly (readonly [number, number])[];
}

const facts = readFileSync(new URL("zone-table.facts.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Fact);

for (const { zone, offsets } of facts) {
  test(`offsets of ${zone}`, () => {
    const table = ianaZone(zone);
    assert.ok(table);
    for (const [moment, offset] of offsets) assert.equal(offsetAtMoment(table, moment), offset, String(moment));
  });
}

/** A name, and its offset at the beginning of 2020: as AT TIME ZONE has it, as SET TIME ZONE has it. */
const names: readonly (readonly [string, number | undefined, number | undefined])[] = [
  ["UTC", 0, 0],
  ["europe/berlin", 3600, 3600],
  ["EST", -18000, -18000],
  ["PST", -28800, undefined],
  ["msk", 10800, undefined],
  ["UTC+3", -10800, -10800],
  ["<+03>-03", 10800, 10800],
  ["+05:30", -19800, -19800],
  ["GMT-1", 3600, 3600],
  ["nope", undefined, undefined],
  ["", undefined, undefined],
  ["Mars/Olympus", undefined, undefined],
];

test("names of zones", () => {
  const moment = Date.UTC(2020, 0, 1) / 1000;
  for (const [name, anywhere, inSession] of names) {
    const [zone, own] = [zoneNamed(name), sessionZone(name)];
    assert.equal(zone && offsetAtMoment(zone, moment), anywhere, name);
    assert.equal(own && offsetAtMoment(own, moment), inSession, name);
  }
});

test("names as SHOW gives them", () => {
  assert.equal(zoneSpelled("america/new_york"), "America/New_York");
  assert.equal(zoneSpelled("utc"), "UTC");
  assert.equal(zoneSpelled("-7"), "<-07>+07");
  assert.equal(zoneSpelled("5.5"), "<+05:30>-05:30");
  assert.equal(zoneSpelled("nope"), undefined);
  assert.equal(fixedZoneName(-28_800), "<-08>+08");
});
