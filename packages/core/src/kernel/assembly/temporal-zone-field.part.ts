// Fields that say a zone: an offset from Greenwich, or a name.
import { integerEnd, isInt32, leadingInteger } from "./temporal-field.part";
import { BAD, DISPLACED, GOOD, ZONE_SET, found, zoneEnd, zoneSeconds, zoneStart } from "./temporal-moment.part";

/** Hours of an offset, with minutes and seconds behind colons or run together; signed, from the sign on. */
export function zoneOffset(negative: bool, start: usize, end: usize): i32 {
  found = ZONE_SET;
  let hours = leadingInteger(start, end);
  if (!isInt32(hours)) return DISPLACED;
  let minutes: i64 = 0;
  let seconds: i64 = 0;
  let at = integerEnd;
  if (at < end && load<u8>(at) == 58) {
    minutes = leadingInteger(at + 1, end);
    if (!isInt32(minutes)) return DISPLACED;
    at = integerEnd;
    if (at < end && load<u8>(at) == 58) {
      seconds = leadingInteger(at + 1, end);
      if (!isInt32(seconds)) return DISPLACED;
      at = integerEnd;
    }
  } else if (at == end && end - start > 2) {
    minutes = hours % 100;
    hours = hours / 100;
  }
  // What no zone has is said before anything else that is wrong.
  if (hours < 0 || hours > 15 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59) return DISPLACED;
  zoneSeconds = <i32>(hours * 3600 + minutes * 60 + seconds);
  if (negative) zoneSeconds = -zoneSeconds;
  return at < end ? BAD : GOOD;
}

/** Whether the host knows such a zone its caller has to find out: of the first one, that none is known is said before a second is refused. */
export function zoneName(start: usize, end: usize): i32 {
  found = ZONE_SET;
  if (zoneStart != 0) return GOOD;
  zoneStart = start;
  zoneEnd = end;
  return GOOD;
}
