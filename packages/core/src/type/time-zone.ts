// What names of time zones mean: PostgreSQL's abbreviations, names of the IANA database, and POSIX forms such as
// `UTC-5` or `<+03>-03`, whose sign counts westwards. Each zone's table is made once per thread.

import { nearHint } from "../common/suggest.ts";
import { posixZone } from "./posix-zone.ts";
import { zoneAbbreviations, zonesOfAbbreviations } from "./zone-abbreviations.ts";
import { fixedZone, ianaZone, UTC, type ZoneTable } from "./zone-table.ts";

const zones = new Map<string, ZoneTable | undefined>();

/** A zone as AT TIME ZONE names it; undefined when there is none of the name. */
export function zoneNamed(name: string): ZoneTable | undefined {
  return remembered(`any ${name}`, () => {
    const zone = zonesOfAbbreviations.get(name.toLowerCase());
    if (zone !== undefined) return sessionZone(zone);
    const offset = zoneAbbreviations.get(name.toLowerCase());
    return offset === undefined ? sessionZone(name) : fixedZone(offset);
  });
}

/** A zone as SET TIME ZONE names it: abbreviations that are no names of zones do not count. */
export function sessionZone(name: string): ZoneTable | undefined {
  // What most sessions have needs no look into the database.
  if (/^(etc\/)?(utc|uct|gmt|zulu|universal|greenwich)$|^factory$/i.test(name)) return UTC;
  return remembered(`zone ${name}`, () => ianaZone(name) ?? posixZone(name));
}

/** A zone as the text of a time names it, where that is more than an offset. */
export function zoneInText(name: string): ZoneTable | undefined {
  return sessionZone(zonesOfAbbreviations.get(name) ?? name);
}

/** A zone as an instant's fields name it: signed digits count eastwards, as in an instant's text. */
export function zoneOfFields(name: string): ZoneTable | undefined {
  if (!/^[+-\d]/.test(name)) return zoneNamed(name);
  const [whole, sign, hours = "0", minutes = "0", seconds = "0"] =
    /^([+-])(\d{1,2})(?::?(\d\d))?(?::?(\d\d))?$/.exec(name) ?? [];
  if (whole === undefined || Number(hours) > 15 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const east = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return fixedZone(sign === "-" ? -east : east);
}

/** The name in the spelling of the database; undefined when SET TIME ZONE knows none such. */
export function zoneSpelled(name: string): string | undefined {
  // A number counts hours eastwards.
  if (/^\s*[+-]?(\d+\.?\d*|\.\d+)\s*$/.test(name)) return fixedZoneName(Math.trunc(Number(name) * 3600));
  // What every engine begins with: listing the host's zones takes a millisecond.
  const capital = capitals.get(name.toLowerCase());
  if (capital !== undefined) return capital;
  if (sessionZone(name) === undefined) return undefined;
  const [known] = Intl.supportedValuesOf("timeZone").filter((zone) => zone.toLowerCase() === name.toLowerCase());
  return known ?? name;
}

/** A hint with the zone that a name of none may have meant. */
export function nearZone(name: string): string | undefined {
  return nearHint("time zone", name, Intl.supportedValuesOf("timeZone"));
}

const capitals: ReadonlyMap<string, string> = new Map([
  ["utc", "UTC"],
  ["gmt", "GMT"],
  ["zulu", "Zulu"],
  ["factory", "Factory"],
]);

function remembered(key: string, make: () => ZoneTable | undefined): ZoneTable | undefined {
  if (!zones.has(key)) zones.set(key, make());
  return zones.get(key);
}

/** The POSIX name that PostgreSQL gives to a zone of a fixed offset. @param seconds east of Greenwich */
export function fixedZoneName(seconds: number): string {
  const size = Math.abs(seconds);
  const parts = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60];
  while (parts.length > 1 && parts.at(-1) === 0) parts.pop();
  const shown = parts.map((part) => String(part).padStart(2, "0")).join(":");
  return seconds < 0 ? `<-${shown}>+${shown}` : `<+${shown}>-${shown}`;
}
