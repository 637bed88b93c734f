// Row functions that write and read values by pictures: to_char, to_date, to_timestamp, to_number (PostgreSQL manual,
// section 9.8). Refs are byteLength << 32 | address. Results that may be NULL are refs as i64 with 0 for NULL: `asText`
// makes them texts. The door is kernel/format.ts.
export { getHeapNext, setHeap, takeStatus } from "./bump.part";
export { intervalByPicture, timestampByPicture } from "./format-date.part";
export { floatByPicture, numberByPicture } from "./format-number.part";
export { dateOfPicture, momentOfPicture, offsetOfPicture } from "./format-moment.part";
export { cutPicture } from "./format-token.part";
export { numberOfPicture } from "./format-read.part";

/** A ref that came as i64. */
export function asText(found: i64): i64 {
  return found;
}
