// Regular expressions with arrays as results: captures of a match, of every match, and what stands between matches. Texts are
// noted on the heap one by one and made an array at the end.
import { NO_ROOM, addressOf, fail, keep, lengthOf, refOf, reserve, textStart } from "./bump.part";
import { BYTES, LIST, closeValue, openValue, putSlot } from "./list-layout.part";
import { behindMatch } from "./regex-step.part";
import { capture, captureEnd, captureRef, captureStart, finds, gaveUp, groupsOfBlock, open } from "./regex-match.part";
import { TOO_BIG } from "./regex-work.part";

/** Noted texts: a ref each; -1 stands for NULL. */
let notes: usize = 0;
let noted: u32 = 0;

function note(ref: i64): bool {
  if (reserve(<u64>(noted + 1) << 3) == 0) return false;
  store<i64>(notes + (<usize>(noted++) << 3), ref);
  return true;
}

function begin(): bool {
  notes = reserve(8);
  if (notes == 0) return false;
  // Slots are read as they lie: aligned.
  const aligned = (notes + 7) & ~7;
  if (reserve(aligned - notes + 8) == 0) return false;
  keep(aligned);
  notes = aligned;
  noted = 0;
  return true;
}

/** A list of `count` notes from one on; 0 when there is no room. */
function listOfNotes(code: u32, first: u32, count: u32): i64 {
  let nulls = false;
  let bytes: u64 = 0;
  for (let i = first; i < first + count; i++) {
    const ref = load<i64>(notes + (<usize>i << 3));
    if (ref < 0) nulls = true;
    else bytes += <u64>lengthOf(ref);
  }
  const to = openValue(code, count, 1, 0, 0, nulls, bytes);
  if (to == 0) return 0;
  for (let i: u32 = 0; i < count; i++) {
    const slot = notes + (<usize>(first + i) << 3);
    putSlot(to, i, slot, load<i64>(slot) >= 0);
  }
  return closeValue(to);
}

/** The notes as an array of one dimension. */
function arrayOfNotes(): i64 {
  keep(notes + (<usize>noted << 3));
  const made = listOfNotes(BYTES, 0, noted);
  return made == 0 ? fail(<i32>NO_ROOM) : made;
}

/** Notes the captures of the match found last, or the match where the pattern has none. */
function noteMatch(): bool {
  const groups = groupsOfBlock();
  if (groups == 0) return note(captureRef(0));
  capture();
  for (let group: u32 = 1; group <= groups; group++) if (!note(captureStart(group) == 0 ? -1 : captureRef(group))) return false;
  return true;
}

/** The captures of the first match; 0 when there is none. */
export function match(text: i64, block: i64): i64 {
  const start = textStart(text);
  open(addressOf(block), start, start + lengthOf(text));
  if (!finds(start)) return 0;
  return begin() && noteMatch() ? arrayOfNotes() : fail(<i32>NO_ROOM);
}

/** A list value that `match` gave. */
export function asList(found: i64): i64 {
  return found;
}

/** A list of the captures of all matches (or of the first), each an array. */
export function matches(text: i64, all: i32, block: i64): i64 {
  const start = textStart(text);
  const end = start + lengthOf(text);
  open(addressOf(block), start, end);
  if (!begin()) return fail(<i32>NO_ROOM);
  let at = start;
  let rows: u32 = 0;
  while (at <= end && finds(at)) {
    if (!noteMatch()) return fail(<i32>NO_ROOM);
    rows++;
    if (all == 0) break;
    at = behindMatch();
  }
  if (gaveUp()) return fail(TOO_BIG);
  keep(notes + (<usize>noted << 3));
  // Each row's array is noted in the place of texts that went into an earlier row.
  const width = max<u32>(groupsOfBlock(), 1);
  for (let row: u32 = 0; row < rows; row++) {
    const made = listOfNotes(BYTES, row * width, width);
    if (made == 0) return fail(<i32>NO_ROOM);
    store<i64>(notes + (<usize>row << 3), made);
  }
  const made = listOfNotes(LIST, 0, rows);
  return made == 0 ? fail(<i32>NO_ROOM) : made;
}

/** What stands between matches; empty ones at the ends and behind another match do not count. */
export function split(text: i64, block: i64): i64 {
  const start = textStart(text);
  const end = start + lengthOf(text);
  open(addressOf(block), start, end);
  if (!begin()) return fail(<i32>NO_ROOM);
  let at = start;
  let from = start;
  let last = start;
  while (at <= end && finds(at)) {
    const begins = captureStart(0);
    const ends = captureEnd(0);
    if (begins < end && ends > last) {
      if (!note(refOf(from, begins - from))) return fail(<i32>NO_ROOM);
      from = ends;
    }
    last = ends;
    at = behindMatch();
  }
  if (gaveUp()) return fail(TOO_BIG);
  return note(refOf(from, end - from)) ? arrayOfNotes() : fail(<i32>NO_ROOM);
}
