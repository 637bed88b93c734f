// What the fields of a date's, a time's or a timestamp's text have set: the state of one reading, in globals, as nothing is
// allocated. `temporal-parse.part.ts` clears it and checks it in the end, the field files set it as they read (AssemblyScript
// assigns to what another file exports), `temporal-from-text.part.ts` makes values of it.

/** What reading a field came to. */
export const GOOD: i32 = 0;
export const BAD: i32 = 1;
export const OVERFLOW: i32 = 2;
export const CLOCK: i32 = 3;
/** An offset from Greenwich that no zone has. */
export const DISPLACED: i32 = 4;

/** What a text may name instead of a date. */
export const PLAIN: i32 = 0;
export const EPOCH: i32 = 1;
export const INFINITE: i32 = 2;
export const MINUS_INFINITE: i32 = 3;

export const YEAR_SET: i32 = 1;
export const MONTH_SET: i32 = 2;
export const DAY_SET: i32 = 4;
export const DATE_SET: i32 = 7;
export const TIME_SET: i32 = 8;
export const ZONE_SET: i32 = 16;
export const HALF_SET: i32 = 32;
export const ERA_SET: i32 = 64;
export const DAY_NAME_SET: i32 = 128;
export const SUMMER_SET: i32 = 256;
export const DAY_OF_YEAR_SET: i32 = 512;

/** What the fields before have set. */
export let mask: i32 = 0;
/** What the last one sets. */
export let found: i32 = 0;
export let special: i32 = PLAIN;
export let year: i64 = 0;
export let month: i32 = 0;
export let day: i32 = 0;
export let dayOfYear: i32 = 0;
export let julian: i64 = -1;
export let shortYear: bool = false;
export let bc: bool = false;
/** 0, ANTE or POST. */
export let half: i32 = 0;
export let hour: i64 = 0;
export let minute: i64 = 0;
export let second: i64 = 0;
export let micros: i64 = 0;
/** East of Greenwich, where ZONE_SET is in the mask and the zone was not given by its name. */
export let zoneSeconds: i32 = 0;
/** A zone's name, where the text has one. */
export let zoneStart: usize = 0;
export let zoneEnd: usize = 0;
