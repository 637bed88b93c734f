// The zone that a text names, for the host to look up.
import { NO_ROOM, addressOf, commit, fail, isLetter, lengthOf, lower, reserve } from "./bump.part";
import { zoneEnd, zoneStart } from "./temporal-moment.part";
import { ROOM, TIMESTAMP_ROOM, dateAndTime } from "./temporal-parse.part";

/** Whether a text may name a zone: those that are written by a program have a T and a Z in them at most, each by itself. */
export function mayNameZone(ref: i64): i32 {
  const end = addressOf(ref) + lengthOf(ref);
  let behindLetter = false;
  for (let at = addressOf(ref); at < end; at++) {
    const letter = lower(load<u8>(at));
    const is = isLetter(letter);
    if (is && (behindLetter || (letter != 116 && letter != 122))) return 1;
    behindLetter = is;
  }
  return 0;
}

/** The name of the zone that a date's or timestamp's text names, in lower case; `otherwise` where it names none. */
export function zoneNameIn(ref: i64, otherwise: i64): i64 {
  const at = addressOf(ref);
  dateAndTime(at, at + lengthOf(ref), false, TIMESTAMP_ROOM);
  return zoneStart == 0 ? otherwise : lowered(zoneStart, zoneEnd);
}

/** ... that the text of a time names. */
export function zoneNameInTime(ref: i64, otherwise: i64): i64 {
  const at = addressOf(ref);
  dateAndTime(at, at + lengthOf(ref), true, ROOM);
  return zoneStart == 0 ? otherwise : lowered(zoneStart, zoneEnd);
}

function lowered(start: usize, end: usize): i64 {
  const out = reserve(end - start);
  if (out == 0) return fail(<i32>NO_ROOM);
  for (let at = start; at < end; at++) store<u8>(out + (at - start), <u8>lower(load<u8>(at)));
  return commit(out + (end - start));
}
