// Time zones as the host gives them (function/zone-bytes.ts): a ref of bytes
//   u32 changes, u32 cyclic, i64 start of the cycle, i64 starts[changes], i32 offsets[changes + 1]
// in seconds since 1970-01-01 UTC and seconds east of Greenwich. Where a zone is cyclic its table repeats every 400
// years. Also the packed form of times with time zone, which is their order (type/storage.ts).
import { addressOf, fail } from "./bump.part";
import {
  DAY, SECOND, TIMESTAMP_MIN, TIMESTAMP_RANGE, floorDiv, joinTimestamp, timestampIsInfinite,
} from "./temporal-civil.part";

const CYCLE: i64 = 12622780800;
const HEAD: usize = 16;

const ZONE_BITS: i64 = 18;
const ZONE_BIAS: i64 = 1 << 17;

/** Where in its cycle a moment is looked up. */
function shiftOf(zone: usize, seconds: i64): i64 {
  if (load<u32>(zone, 4) == 0) return 0;
  const cycle = load<i64>(zone, 8);
  return seconds < cycle + CYCLE ? 0 : (seconds - cycle) / CYCLE * CYCLE;
}

/** How many changes lie at or before a moment. */
function changesUntil(zone: usize, seconds: i64): u32 {
  let low: u32 = 0;
  let high = load<u32>(zone);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (load<i64>(zone + HEAD + (<usize>middle << 3)) <= seconds) low = middle + 1;
    else high = middle;
  }
  return low;
}

function offsetOf(zone: usize, changes: u32): i32 {
  return load<i32>(zone + HEAD + (<usize>load<u32>(zone) << 3) + (<usize>changes << 2));
}

/** Whether a zone has had one offset always. */
export function staysTheSame(zone: i64): bool {
  return load<u32>(addressOf(zone)) == 0;
}

/** The zone's offset at an instant in microseconds. */
export function offsetAt(zone: i64, instant: i64): i32 {
  const table = addressOf(zone);
  const seconds = floorDiv(instant, SECOND);
  return offsetOf(table, changesUntil(table, seconds - shiftOf(table, seconds)));
}

/**
 * The instant of a local time. Of the two offsets around a change that could be meant, or neither, the one that was
 * before counts where clocks were put forward, the one after where they were put back.
 */
export function instantOf(local: i64, zone: i64): i64 {
  const table = addressOf(zone);
  const seconds = floorDiv(local, SECOND);
  const shift = shiftOf(table, seconds);
  const day = seconds - shift - 86400;
  const changes = changesUntil(table, day);
  const before = <i64>offsetOf(table, changes);
  let offset = before;
  if (changes < load<u32>(table)) {
    const after = <i64>offsetOf(table, changes + 1);
    const boundary = load<i64>(table + HEAD + (<usize>changes << 3));
    const ifBefore = seconds - shift - before;
    const ifAfter = seconds - shift - after;
    if (ifBefore < boundary && ifAfter < boundary) offset = before;
    else if (ifBefore > boundary && ifAfter >= boundary) offset = after;
    else offset = ifBefore > ifAfter ? before : after;
  }
  return local - offset * SECOND;
}

/** timestamp with time zone to timestamp: what clocks of the zone show. */
export function toLocal(instant: i64, zone: i64): i64 {
  if (timestampIsInfinite(instant)) return instant;
  return checked(instant + <i64>offsetAt(zone, instant) * SECOND);
}

/** timestamp to timestamp with time zone. */
export function toInstant(local: i64, zone: i64): i64 {
  return timestampIsInfinite(local) ? local : checked(instantOf(local, zone));
}

function checked(timestamp: i64): i64 {
  return timestamp < TIMESTAMP_MIN || timestamp == i64.MAX_VALUE ? fail(TIMESTAMP_RANGE) : timestamp;
}

/** The offset of a zone at an instant, in seconds east of Greenwich, for extract(timezone ...). */
export function zoneSecondsAt(instant: i64, zone: i64): i32 {
  return offsetAt(zone, instant);
}

/** A local time with its offset in seconds east of Greenwich. */
export function timetzOf(micros: i64, offset: i32): i64 {
  return ((micros - <i64>offset * SECOND) << ZONE_BITS) | (ZONE_BIAS - <i64>offset);
}

export function timetzOffset(value: i64): i32 {
  return <i32>(ZONE_BIAS - (value & ((1 << ZONE_BITS) - 1)));
}

/** The local time of day, in microseconds. */
export function timetzTime(value: i64): i64 {
  return (value >> ZONE_BITS) + <i64>timetzOffset(value) * SECOND;
}

/** The time of day that clocks of another offset show. */
export function timetzAtOffset(value: i64, offset: i32): i64 {
  const local = (value >> ZONE_BITS) + <i64>offset * SECOND;
  return timetzOf(local - floorDiv(local, DAY) * DAY, offset);
}

/** ... that clocks of a zone show at the instant `now`. */
export function timetzAtZone(value: i64, zone: i64, now: i64): i64 {
  return timetzAtOffset(value, offsetAt(zone, now));
}

/** time to time with time zone: the offset is the zone's at the instant `now`. */
export function timeToTimetz(time: i64, zone: i64, now: i64): i64 {
  return timetzOf(time, offsetAt(zone, now));
}

export function instantToTimetz(instant: i64, zone: i64): i64 {
  const offset = offsetAt(zone, instant);
  const local = instant + <i64>offset * SECOND;
  return timetzOf(local - floorDiv(local, DAY) * DAY, offset);
}

/** date + time with time zone. */
export function dateAddTimetz(date: i32, value: i64): i64 {
  if (date == i32.MAX_VALUE) return i64.MAX_VALUE;
  if (date == i32.MIN_VALUE) return i64.MIN_VALUE;
  return joinTimestamp(<i64>date, value >> ZONE_BITS, TIMESTAMP_RANGE);
}
