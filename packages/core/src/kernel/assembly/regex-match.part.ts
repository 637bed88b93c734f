// Where a regular expression matches: the leftmost beginning, then the longest or shortest end by the expression's own
// preference, then captures, by cutting the match into the pieces of the expression from left to right.
import { refOf } from "./bump.part";
import { P_ALT, P_CAT, P_ITERATE, P_PLAIN, SHORTER, UNBOUNDED, CAPTURES } from "./regex-parse.part";
import {
  ONLY_LOOP, TEXT_EDGE, before, begin, bytesAt, countPassed, endOfText, kindBefore, longest, makeStep, offsetAt, shortest, useBlock, useText,
} from "./regex-automaton.part";
import { beginTrying, triedEnd, triesFailed } from "./regex-backtrack.part";
import { B_ANCHORED, B_BACK, B_CAPTURES, B_FOLD, B_GROUPS, B_MAIN, B_PREFIX, B_PREFIX_BYTES, B_ROOT, B_SEARCH, B_SHORTER } from "./regex-program.part";
import { find } from "./text-like.part";

let block: usize = 0;
let main: u32 = 0;
let search: u32 = 0;
let prefix: usize = 0;
let prefixBytes: usize = 0;
let captures: usize = 0;
let groups: u32 = 0;
let hasBack: bool = false;
/** Where the search ended, and from where on a match that ends there may begin. */
let foundEnd: usize = 0;
let foundCold: usize = 0;

/** Begins to match a text with a compiled block. */
export function open(chosen: usize, start: usize, end: usize): void {
  useText(start, end);
  countPassed();
  block = chosen;
  useBlock(chosen);
  main = load<u32>(chosen, B_MAIN);
  search = load<u32>(chosen, B_SEARCH);
  prefix = load<u32>(chosen, B_PREFIX);
  prefixBytes = load<u32>(chosen, B_PREFIX_BYTES);
  captures = load<u32>(chosen, B_CAPTURES);
  groups = load<u32>(chosen, B_GROUPS);
  hasBack = load<u32>(chosen, B_BACK) != 0;
}

export function groupsOfBlock(): u32 {
  return groups;
}

/** Where a capture begins and ends; 0 when it took no part. Capture 0 is the match. */
// @ts-ignore: decorator
@inline
export function captureStart(number: u32): usize {
  return load<u32>(captures + (<usize>number << 3));
}

// @ts-ignore: decorator
@inline
export function captureEnd(number: u32): usize {
  return load<u32>(captures + (<usize>number << 3), 4);
}

export function captureRef(number: u32): i64 {
  return refOf(captureStart(number), captureEnd(number) - captureStart(number));
}

/** Whether some match begins at `from` or behind it. */
export function searches(from: usize): bool {
  return hasBack ? finds(from) : searchesPlainly(from);
}

/** As `searches` by the automaton, which takes a back reference for all that its group may match: a first possible end is kept. */
function searchesPlainly(from: usize): bool {
  const stop = endOfText();
  let at = from;
  if (prefixBytes > 0) {
    at = find(from, stop, prefix, prefixBytes);
    if (at == 0) return false;
  }
  let state = begin(search, kindBefore(at));
  let cold = at;
  for (;;) {
    const offset = offsetAt(at);
    let step = load<u32>(state + 16 + offset);
    if (step == 0) step = makeStep(state, offset, at);
    if ((step & 1) != 0) {
      foundEnd = at;
      foundCold = cold;
      return true;
    }
    if (step < 8 || at >= stop) return false;
    state = step & ~7;
    at += bytesAt(at);
    if ((step & ONLY_LOOP) == 0) continue;
    // Nothing of a match is under way: it begins here or later.
    if (prefixBytes > 0) {
      at = find(at, stop, prefix, prefixBytes);
      if (at == 0) return false;
    }
    cold = at;
  }
  return false;
}

/** Whether the last search ended because it took too long: the failure is noted. */
export function gaveUp(): bool {
  return hasBack && triesFailed();
}

/** The leftmost match at `from` or behind it, as capture 0. */
export function finds(from: usize): bool {
  if (hasBack) return findsByTrying(from);
  if (load<u32>(block, B_ANCHORED) != 0) return findsAtStart(from);
  if (!searchesPlainly(from)) return false;
  const stop = endOfText();
  const last = foundEnd;
  const shorter = load<u32>(block, B_SHORTER) != 0;
  for (let at = foundCold; at <= last; at += bytesAt(at)) {
    const end = shorter ? shortest(main, at, at, stop) : longest(main, at, at, stop);
    if (end != 0) {
      setCapture(0, at, end);
      return true;
    }
    if (at >= stop) return false;
  }
  return false;
}

/** A match that can only begin where the text does. */
function findsAtStart(from: usize): bool {
  if (kindBefore(from) != TEXT_EDGE) return false;
  const stop = endOfText();
  const end = load<u32>(block, B_SHORTER) != 0 ? shortest(main, from, from, stop) : longest(main, from, from, stop);
  if (end == 0) return false;
  setCapture(0, from, end);
  return true;
}

function setCapture(number: u32, start: usize, end: usize): void {
  store<u32>(captures + (<usize>number << 3), <u32>start);
  store<u32>(captures + (<usize>number << 3), <u32>end, 4);
}

/**
 * As `finds`, of an expression with back references: every end is tried until its parts fit. Where the automaton sees
 * an end, the beginnings up to it are tried; as in PostgreSQL none is at the text's end where those before it failed.
 */
function findsByTrying(from: usize): bool {
  const stop = endOfText();
  beginTrying(captures, groups, load<u32>(block, B_FOLD) != 0);
  if (load<u32>(block, B_ANCHORED) != 0) return kindBefore(from) == TEXT_EDGE && fitsAt(from, stop);
  for (let next = from; searchesPlainly(next); ) {
    const last = foundEnd;
    for (let at = foundCold; at <= last; at += bytesAt(at)) {
      if (fitsAt(at, stop)) return true;
      if (at >= stop || triesFailed()) return false;
    }
    next = last >= stop ? stop : last + bytesAt(last);
    if (next >= stop) return false;
  }
  return false;
}

function fitsAt(at: usize, stop: usize): bool {
  const end = triedEnd(load<u32>(block, B_ROOT), main, load<u32>(block, B_SHORTER) != 0, at, stop);
  if (end == 0) return false;
  setCapture(0, at, end);
  return true;
}

/** Fills in the captures of the match that `finds` found. */
export function capture(): void {
  if (groups == 0 || hasBack) return;
  memory.fill(captures + 8, 0, <usize>groups << 3);
  dissect(load<u32>(block, B_ROOT), captureStart(0), captureEnd(0));
}

// @ts-ignore: decorator
@inline
function prefersShorter(piece: usize): bool {
  return (load<u32>(piece, 4) & SHORTER) != 0;
}

// @ts-ignore: decorator
@inline
function programOf(piece: usize): u32 {
  return load<u32>(piece, 32);
}

function spans(pc: u32, from: usize, to: usize): bool {
  return longest(pc, from, to, to) != 0;
}

/** Finds the parts of a piece that spans [from, to). */
function dissect(piece: usize, from: usize, to: usize): void {
  const number = load<u32>(piece, 8);
  if (number != 0) setCapture(number, from, to);
  if ((load<u32>(piece, 4) & CAPTURES) == 0) return;
  const kind = load<u32>(piece);
  const child = <usize>load<u32>(piece, 20);
  if (kind == P_PLAIN || child == 0) return;
  if (kind == P_CAT) return cut(child, from, to);
  if (kind == P_ALT) {
    for (let branch = child; branch != 0; branch = load<u32>(branch, 24)) {
      if (spans(programOf(branch), from, to)) return dissect(branch, from, to);
    }
    return;
  }
  if (kind == P_ITERATE) return iterate(piece, child, from, to);
  dissect(child, from, to);
}

/** Two pieces after each other: the first one's preference decides among the places where both fit. */
function cut(first: usize, from: usize, to: usize): void {
  const second = <usize>load<u32>(first, 24);
  const middle = fixedMiddle(first, second, from, to);
  if (middle == 0) return;
  dissect(first, from, middle);
  dissect(second, middle, to);
}

/** As `split`, without looking where one of the pieces is always of one length. */
function fixedMiddle(first: usize, second: usize, from: usize, to: usize): usize {
  let count = load<u32>(first, 12);
  if (count != 0) {
    let at = from;
    for (; count > 1; count--) at += bytesAt(at);
    return at;
  }
  count = load<u32>(second, 12);
  if (count == 0) return split(programOf(first), programOf(second), prefersShorter(first), from, from, to);
  let at = to;
  for (; count > 1; count--) at = before(at);
  return at;
}

/** The preferred place, at `least` or behind it, up to which one program and from which on the other one matches. */
function split(first: u32, second: u32, shorter: bool, from: usize, least: usize, to: usize): usize {
  let middle = shorter ? shortest(first, from, least, to) : longest(first, from, least, to);
  while (middle != 0 && !spans(second, middle, to)) {
    if (shorter) middle = middle >= to ? 0 : shortest(first, from, middle + 1, to);
    else middle = middle <= least ? 0 : longest(first, from, least, before(middle));
  }
  return middle;
}

/** Repetitions, none of which is empty unless all is: the last one's captures stay. */
function iterate(piece: usize, child: usize, from: usize, to: usize): void {
  const shorter = prefersShorter(child);
  if (from == to) {
    if (!shorter && spans(programOf(child), from, to)) dissect(child, from, to);
    return;
  }
  const most = load<u32>(piece, 16);
  const tails = <usize>load<u32>(child, 36);
  let left = most == UNBOUNDED ? 1 : most;
  let start = from;
  while (left > 0) {
    const end = split(programOf(child), load<u32>(tails + (<usize>(left - 1) << 2)), shorter, start, start + 1, to);
    if (end == 0) return;
    if (end == to) return dissect(child, start, to);
    start = end;
    if (most != UNBOUNDED) left--;
  }
}
