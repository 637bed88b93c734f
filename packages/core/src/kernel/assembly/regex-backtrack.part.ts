// Matches of expressions with back references, as PostgreSQL finds them: the automaton, which takes a back reference for all
// that its group may match, says where the parts of a match may lie; here they are tried, the preferred ones first, until each part
// fits what is captured by then. Within one place of a part its first way to fit is the one that counts. Time may grow
// with the power of the parts: after a number of steps, or of bytes that the automaton has passed for them, the expression is too
// complex.
import { fail } from "./bump.part";
import { before, bytesAt, longest, passedBytes, shortest } from "./regex-automaton.part";
import { BACK, CAPTURES, P_ALT, P_BACK, P_CAT, P_ITERATE, SHORTER, UNBOUNDED } from "./regex-parse.part";
import { isSameLetter } from "./regex-range.part";
import { TOO_BIG } from "./regex-work.part";

/** Parts that are tried for one match. */
const MOST_STEPS: u32 = 5000000;
/** Bytes that are looked at for all matches in a text, some seconds' worth: each part may be much of it. */
const MOST_PASSED: u64 = (<u64>1) << 32;
/** Repetitions in a row: each is a call within the call before. */
const MOST_CALLS: u32 = 4000;

let captures: usize = 0;
let groups: u32 = 0;
let folds: bool = false;
let steps: u32 = 0;
let calls: u32 = 0;

/** Begins to look for a match; its captures go to a table of groups. */
export function beginTrying(table: usize, count: u32, foldsCase: bool): void {
  captures = table;
  groups = count;
  folds = foldsCase;
  steps = 0;
  calls = 0;
}

/** Whether it took too long: the failure is noted. */
export function triesFailed(): bool {
  if (steps <= MOST_STEPS && passedBytes() > MOST_PASSED) giveUp();
  return steps > MOST_STEPS;
}

function giveUp(): void {
  fail(TOO_BIG);
  steps = MOST_STEPS + 1;
}

/** The preferred end of a match of the root piece at `from`, with its captures; 0 where there is none. */
export function triedEnd(root: usize, main: u32, shorter: bool, from: usize, stop: usize): usize {
  let end = shorter ? shortest(main, from, from, stop) : longest(main, from, from, stop);
  while (end != 0) {
    memory.fill(captures + 8, 0, <usize>groups << 3);
    if (fits(root, from, end)) return end;
    if (triesFailed()) return 0;
    if (shorter) end = end >= stop ? 0 : shortest(main, from, end + 1, stop);
    else end = end <= from ? 0 : longest(main, from, from, before(end));
  }
  return 0;
}

function entry(number: u32): usize {
  return captures + (<usize>number << 3);
}

function setCapture(number: u32, from: usize, to: usize): void {
  store<u32>(entry(number), <u32>from);
  store<u32>(entry(number), <u32>to, 4);
}

/** Forgets what a piece and its parts captured. */
function forget(piece: usize): void {
  const number = load<u32>(piece, 8);
  if (load<u32>(piece) != P_BACK && number != 0) setCapture(number, 0, 0);
  for (let child = <usize>load<u32>(piece, 20); child != 0; child = load<u32>(child, 24)) forget(child);
}

function spans(piece: usize, from: usize, to: usize): bool {
  return longest(load<u32>(piece, 32), from, to, to) != 0;
}

// @ts-ignore: decorator
@inline
function prefersShorter(piece: usize): bool {
  return (load<u32>(piece, 4) & SHORTER) != 0;
}

/** Whether a piece that the automaton lets span [from, to) does so. */
function fits(piece: usize, from: usize, to: usize): bool {
  if (triesFailed()) return false;
  if (++steps > MOST_STEPS) {
    fail(TOO_BIG);
    return false;
  }
  const kind = load<u32>(piece);
  if (kind == P_BACK) return repeats(piece, from, to);
  if ((load<u32>(piece, 4) & (CAPTURES | BACK)) != 0 && !partsFit(kind, piece, load<u32>(piece, 20), from, to)) return false;
  const number = load<u32>(piece, 8);
  if (number != 0) setCapture(number, from, to);
  return true;
}

function partsFit(kind: u32, piece: usize, child: usize, from: usize, to: usize): bool {
  if (child == 0) return true;
  if (kind == P_CAT) return pairFits(child, load<u32>(child, 24), from, to);
  if (kind == P_ITERATE) return iterationFits(piece, child, from, to);
  if (kind != P_ALT) return fits(child, from, to);
  for (let branch = child; branch != 0; branch = load<u32>(branch, 24)) {
    if (spans(branch, from, to) && fits(branch, from, to)) return true;
    forget(branch);
  }
  return false;
}

/** Two pieces after each other, by the first one's preference. */
function pairFits(first: usize, second: usize, from: usize, to: usize): bool {
  if (load<u32>(second, 12) != 0) return endsFit(first, second, from, to);
  const shorter = prefersShorter(first);
  const program = load<u32>(first, 32);
  let middle = shorter ? shortest(program, from, from, to) : longest(program, from, from, to);
  while (middle != 0) {
    if (spans(second, middle, to) && fits(first, from, middle) && fits(second, middle, to)) return true;
    if (triesFailed()) return false;
    forget(first);
    forget(second);
    if (shorter) middle = middle >= to ? 0 : shortest(program, from, middle + 1, to);
    else middle = middle <= from ? 0 : longest(program, from, from, before(middle));
  }
  return false;
}

/** The same where the second one is always of one length, so that there is one place between them. */
function endsFit(first: usize, second: usize, from: usize, to: usize): bool {
  let middle = to;
  for (let count = load<u32>(second, 12); count > 1; count--) {
    if (middle <= from) return false;
    middle = before(middle);
  }
  if (middle < from || !spans(first, from, middle) || !spans(second, middle, to)) return false;
  if (fits(first, from, middle) && fits(second, middle, to)) return true;
  forget(first);
  forget(second);
  return false;
}

/** Repetitions. Of nothing there is one rather than none where longer ones are preferred. */
function iterationFits(piece: usize, child: usize, from: usize, to: usize): bool {
  if (from == to && load<u32>(piece, 40) == 0 && prefersShorter(child)) return true;
  const least = max<u32>(load<u32>(piece, 40), 1);
  const most = load<u32>(piece, 16);
  const length = charactersUpTo(from, to, most);
  if (restFits(child, 1, least, max<u32>(least, most == UNBOUNDED ? length : min<u32>(length, most)), from, to)) return true;
  forget(child);
  return from == to && load<u32>(piece, 40) == 0;
}

/** The characters of [from, to), counted up to a bound. */
function charactersUpTo(from: usize, to: usize, most: u32): u32 {
  let count: u32 = 0;
  for (let at = from; at < to && (most == UNBOUNDED || count < most); at += bytesAt(at)) count++;
  return count;
}

/** Whether an empty repetition is needed for there to be enough, since there are so few characters. */
function needsEmpty(count: u32, least: u32, from: usize, to: usize): bool {
  return count < least && charactersUpTo(from, to, least) <= least - count;
}

/** Whether the repetitions from number `count` on fit; the last one ends at `to`. */
function restFits(child: usize, count: u32, least: u32, most: u32, from: usize, to: usize): bool {
  if (count > most) return false;
  if (++calls > MOST_CALLS) {
    if (steps <= MOST_STEPS) giveUp();
    return false;
  }
  const shorter = prefersShorter(child);
  const program = load<u32>(child, 32);
  const first = count == most ? to : from == to || needsEmpty(count, least, from, to) ? from : from + 1;
  let end: usize = shorter ? shortest(program, from, first, to) : longest(program, from, first, to);
  let found = false;
  while (end != 0) {
    forget(child);
    if (end < to) found = fits(child, from, end) && restFits(child, count + 1, least, most, end, to);
    else found = count >= least && fits(child, from, end);
    if (found || triesFailed()) break;
    if (shorter) end = end >= to ? 0 : shortest(program, from, end + 1, to);
    else end = end <= first ? 0 : longest(program, from, first, before(end));
  }
  calls--;
  return found;
}

/** A back reference: what its group captured, so many times. */
function repeats(piece: usize, from: usize, to: usize): bool {
  const least = load<u32>(piece, 40);
  const most = load<u32>(piece, 16);
  const start = <usize>load<u32>(entry(load<u32>(piece, 8)));
  const end = <usize>load<u32>(entry(load<u32>(piece, 8)), 4);
  if (start == 0) return false;
  if (start == end) return from == to;
  let at = from;
  let count: u32 = 0;
  while (at < to) {
    if (most != UNBOUNDED && count >= most) return false;
    at = behindCopy(start, end, at, to);
    if (at == 0) return false;
    count++;
  }
  return count >= least;
}

/** Where a copy of [start, end) ends that begins at `at`; 0 where there is none. */
function behindCopy(start: usize, end: usize, at: usize, to: usize): usize {
  for (let from = start; from < end; ) {
    if (at >= to) return 0;
    const one = codeAt(from);
    const other = codeAt(at);
    if (one != other && !(folds && isSameLetter(one, other))) return 0;
    from += bytesAt(from);
    at += bytesAt(at);
  }
  return at;
}

function codeAt(at: usize): u32 {
  const lead = <u32>load<u8>(at);
  if (lead < 0x80) return lead;
  const second = <u32>load<u8>(at, 1) & 63;
  if (lead < 0xe0) return ((lead & 31) << 6) | second;
  const third = <u32>load<u8>(at, 2) & 63;
  if (lead < 0xf0) return ((lead & 15) << 12) | (second << 6) | third;
  return ((lead & 7) << 18) | (second << 12) | (third << 6) | (<u32>load<u8>(at, 3) & 63);
}
