// Sets of characters, and the colours that they make: two characters have one colour when no set of the expression tells
// them apart. The automaton sees colours only, so it has as many columns as the expression can distinguish.
//
//   set    u32 next, flags (1 negated, 2 without newline), items, number, bits
//   items  pairs of u32: first and last code point, or CLASS_ITEM | number | 256 for a complement, and 0
import {
  CLASS, END, FOLD, PLAIN, RANGE, BRACKET_END, lexOptions, nextInBracket, token, value,
} from "./regex-lex.part";
import { addClass, addFolded, beginRanges, complement, rangeCount, rangesAt, addRange, normalise, LAST } from "./regex-range.part";
import { BAD_RANGE, failed, giveBack, refuse, take, takeZeroed } from "./regex-work.part";

const CLASS_ITEM: u32 = 0x80000000;
const NEGATED: u32 = 1;
const NO_NEWLINE: u32 = 2;

let firstSet: usize = 0;
let setCount: u32 = 0;
/** Sets of one ASCII character, by it. */
let singles: usize = 0;

export function beginSets(): void {
  firstSet = 0;
  setCount = 0;
  singles = takeZeroed(512);
}

function makeSet(flags: u32): usize {
  const at = takeZeroed(24);
  if (at == 0) return 0;
  store<u32>(at, <u32>firstSet);
  store<u32>(at, flags, 4);
  store<u32>(at, setCount++, 12);
  firstSet = at;
  return at;
}

/** Items stand behind their set: nothing else may be taken between them. */
function addItem(set: usize, first: u32, last: u32): void {
  const at = take(8);
  if (at == 0) return;
  store<u32>(at, first);
  store<u32>(at, last, 4);
  store<u32>(set, load<u32>(set, 8) + 1, 8);
}

export function setOfCode(code: u32): usize {
  if (failed()) return 0;
  if (code < 128) {
    const known = load<u32>(singles + (code << 2));
    if (known != 0) return known;
  }
  const set = makeSet(0);
  addItem(set, code, code);
  if (code < 128 && !failed()) store<u32>(singles + (code << 2), <u32>set);
  return set;
}

export function setOfClass(number: u32): usize {
  const set = makeSet(0);
  addItem(set, CLASS_ITEM | number, 0);
  return set;
}

/** Every character, or every one but a newline. */
export function setOfAll(withoutNewline: bool): usize {
  const set = makeSet(withoutNewline ? NO_NEWLINE : 0);
  addItem(set, 0, LAST);
  return set;
}

/** Reads a bracket expression up to its end, which is the token then. */
export function readBracket(negated: bool, newlineStops: bool): usize {
  const set = makeSet(negated ? (newlineStops ? NEGATED | NO_NEWLINE : NEGATED) : 0);
  nextInBracket(true);
  while (!failed() && token != BRACKET_END) {
    if (token == END) break;
    if (token == RANGE) {
      refuse(BAD_RANGE);
      break;
    }
    const first = value;
    const isClass = token == CLASS;
    nextInBracket(false);
    if (isClass) {
      addItem(set, CLASS_ITEM | first, 0);
      if (token == RANGE) refuse(BAD_RANGE);
      continue;
    }
    let last = first;
    if (token == RANGE) {
      nextInBracket(false);
      if (token == RANGE) last = 45;
      else if (token == PLAIN) last = value;
      else refuse(BAD_RANGE);
      nextInBracket(false);
    }
    if (last < first) refuse(BAD_RANGE);
    addItem(set, first, last);
  }
  return set;
}

/** The set's characters as ranges, in regex-range.part.ts's buffer. */
function spread(set: usize): void {
  beginRanges();
  const fold = (lexOptions() & FOLD) != 0;
  let item = set + 24;
  for (let left = load<u32>(set, 8); left > 0; left--) {
    const first = load<u32>(item);
    if ((first & CLASS_ITEM) != 0) addClass(first & 255, (first & 256) != 0, fold);
    else if (fold) addFolded(first, load<u32>(item, 4));
    else addRange(first, load<u32>(item, 4));
    item += 8;
  }
  normalise();
  const flags = load<u32>(set, 4);
  if ((flags & NEGATED) != 0) complement();
  if ((flags & NO_NEWLINE) == 0) return;
  // All but a newline: the complement of the complement with it.
  complement();
  addRange(10, 10);
  normalise();
  complement();
}

/** Where intervals of equal membership begin, ascending; each one's colour is beside it. */
let bounds: usize = 0;
let boundCount: u32 = 0;
let colours: usize = 0;
let colourCount: u32 = 0;

export function colourBounds(): usize {
  return bounds;
}
export function colourBoundCount(): u32 {
  return boundCount;
}
export function coloursOfBounds(): usize {
  return colours;
}
/** Colours of characters; the end of the text is one more. */
export function countColours(): u32 {
  return colourCount;
}
export function countSets(): u32 {
  return setCount;
}

/** Paints: every set's ranges are spread once to find bounds, and once more to tell colours apart. */
export function paint(): void {
  const spreads = takeZeroed(<usize>setCount * 8);
  if (failed()) return;
  let all: u32 = 2;
  for (let set = firstSet; set != 0; set = load<u32>(set)) {
    spread(set);
    if (failed()) return;
    const count = rangeCount();
    const copy = take(<usize>count * 8);
    if (copy == 0) return;
    // The buffer lies behind what is taken: it is moved to its place, and what is taken next begins behind it.
    memory.copy(copy, rangesAt(), <usize>count * 8);
    const entry = spreads + (<usize>load<u32>(set, 12) << 3);
    store<u32>(entry, <u32>copy);
    store<u32>(entry, count, 4);
    all += count * 2;
  }
  findBounds(spreads, all);
  if (failed()) return;
  colours = takeZeroed(<usize>boundCount * 4);
  colourCount = 1;
  for (let number: u32 = 0; number < setCount && !failed(); number++) split(spreads + (<usize>number << 3));
  if (failed()) return;
  const words = (colourCount + 31) >> 5;
  for (let set = firstSet; set != 0; set = load<u32>(set)) {
    const bits = takeZeroed(<usize>words * 4);
    if (bits == 0) return;
    store<u32>(set, <u32>bits, 16);
    mark(spreads + (<usize>load<u32>(set, 12) << 3), bits);
  }
}

function findBounds(spreads: usize, most: u32): void {
  bounds = take(<usize>most * 4);
  if (bounds == 0) return;
  store<u32>(bounds, 0);
  let count: u32 = 1;
  for (let number: u32 = 0; number < setCount; number++) {
    const entry = spreads + (<usize>number << 3);
    let at = <usize>load<u32>(entry);
    for (let left = load<u32>(entry, 4); left > 0; left--) {
      store<u32>(bounds + (<usize>count << 2), load<u32>(at));
      store<u32>(bounds + (<usize>count << 2), load<u32>(at, 4) + 1, 4);
      count += 2;
      at += 8;
    }
  }
  sortWords(bounds, count);
  let kept: u32 = 1;
  for (let i: u32 = 1; i < count; i++) {
    const bound = load<u32>(bounds + (<usize>i << 2));
    if (bound == load<u32>(bounds + (<usize>(kept - 1) << 2)) || bound > LAST) continue;
    store<u32>(bounds + (<usize>kept << 2), bound);
    kept++;
  }
  boundCount = kept;
}

/** Shell's sort: what is sorted is nearly in order already. */
function sortWords(at: usize, count: u32): void {
  for (let gap = count >> 1; gap > 0; gap >>= 1) {
    for (let i = gap; i < count; i++) {
      const word = load<u32>(at + (<usize>i << 2));
      let j = i;
      for (; j >= gap && load<u32>(at + (<usize>(j - gap) << 2)) > word; j -= gap) {
        store<u32>(at + (<usize>j << 2), load<u32>(at + (<usize>(j - gap) << 2)));
      }
      store<u32>(at + (<usize>j << 2), word);
    }
  }
}

/** Gives the intervals of one set colours that no interval outside it has, and numbers colours without gaps. */
function split(entry: usize): void {
  const renamed = take(<usize>colourCount * 8);
  if (renamed == 0) return;
  memory.fill(renamed, 0xff, <usize>colourCount * 8);
  let used: u32 = 0;
  let range = <usize>load<u32>(entry);
  let left = load<u32>(entry, 4);
  for (let i: u32 = 0; i < boundCount; i++) {
    const from = load<u32>(bounds + (<usize>i << 2));
    while (left > 0 && load<u32>(range, 4) < from) {
      range += 8;
      left--;
    }
    const inside: u32 = left > 0 && load<u32>(range) <= from ? 4 : 0;
    const place = colours + (<usize>i << 2);
    const name = renamed + (<usize>load<u32>(place) << 3) + inside;
    if (load<u32>(name) == 0xffffffff) store<u32>(name, used++);
    store<u32>(place, load<u32>(name));
  }
  colourCount = used;
  giveBack(renamed);
}

/** The colours of a set as bits. */
function mark(entry: usize, bits: usize): void {
  let range = <usize>load<u32>(entry);
  let left = load<u32>(entry, 4);
  for (let i: u32 = 0; i < boundCount; i++) {
    const from = load<u32>(bounds + (<usize>i << 2));
    while (left > 0 && load<u32>(range, 4) < from) {
      range += 8;
      left--;
    }
    if (left == 0) return;
    if (load<u32>(range) > from) continue;
    const colour = load<u32>(colours + (<usize>i << 2));
    const word = bits + (<usize>(colour >> 5) << 2);
    store<u32>(word, load<u32>(word) | (1 << (colour & 31)));
  }
}
