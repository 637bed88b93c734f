// The deterministic automaton of a compiled regular expression, made while it runs: a state is a set of instructions, its
// transitions are found when a character first asks for them. Time is linear in the text. When the states fill their
// room all are forgotten and made again from where the text is. Lookaround depends on more than the next character:
// transitions that asked for some, perhaps behind a place that held, are computed each time.
//
//   state  u32 next in table, kind before (4: runs backwards) | FLAGS, count, hash; then a transition per colour; then the set
//   transition  state's address | 1 when the text so far is a match; | 2 when only the
//               search's loop goes on; less than 8: 0 unknown, 4 leads nowhere
import {
  B_ASCII, B_BOUNDS, B_BOUND_COUNT, B_CACHE, B_CACHE_END, B_CACHE_NEXT, B_CODE, B_CODE_COUNT, B_COLOURS, B_COLOUR_COUNT,
  B_GENERATION, B_KINDS, B_LOOP, B_PLACES, B_SCRATCH, B_STARTS, B_TABLE, I_LOOK, I_MATCH, I_PLACE, I_SET, I_SPLIT, START_ENTRIES, TABLE_ENTRIES,
} from "./regex-program.part";
import { AT_BEGIN, AT_END, AT_LINE_BEGIN, AT_LINE_END, WORD_BEGIN, WORD_EDGE, WORD_END } from "./regex-lex.part";

const CONDITIONAL: u32 = 256;
const BACKWARDS: u32 = 4;
const NOWHERE: u32 = 4;
export const ONLY_LOOP: u32 = 2;
const EDGE: u32 = 3;
export const TEXT_EDGE: u32 = EDGE;
const WORD: u32 = 2;
const NEWLINE: u32 = 1;

let block: usize = 0;
let ascii: usize = 0;
let kinds: usize = 0;
let code: usize = 0;
let codeCount: usize = 0;
let colourCount: u32 = 0;
let places: bool = false;
let textStart: usize = 0;
let textEnd: usize = 0;
/** Marks of sets: the last number given, and that of the set under construction. */
let lastMark: u32 = 0;
let marking: u32 = 0;
let depth: usize = 0;
/** Bytes that `shortest` and `longest` have passed. */
let passed: u64 = 0;

/** Chooses the block that is run. */
export function useBlock(chosen: usize): void {
  block = chosen;
  ascii = load<u32>(chosen, B_ASCII);
  kinds = load<u32>(chosen, B_KINDS);
  code = load<u32>(chosen, B_CODE);
  codeCount = load<u32>(chosen, B_CODE_COUNT);
  colourCount = load<u32>(chosen, B_COLOUR_COUNT);
  places = load<u32>(chosen, B_PLACES) != 0;
  depth = 0;
}

export function useText(start: usize, end: usize): void {
  textStart = start;
  textEnd = end;
}

// @ts-ignore: decorator
@inline
export function endOfText(): usize {
  return textEnd;
}

function generation(): u32 {
  return load<u32>(block, B_GENERATION);
}

// @ts-ignore: decorator
@inline
export function bytesAt(at: usize): usize {
  const lead = <u32>load<u8>(at);
  return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/** The transition's offset for the character at `at`, which is not ASCII. */
function wideOffset(at: usize): u32 {
  const byte = <u32>load<u8>(at);
  const second = <u32>load<u8>(at + 1) & 63;
  let point = ((byte & 31) << 6) | second;
  if (byte >= 0xe0) {
    const third = <u32>load<u8>(at + 2) & 63;
    point = byte < 0xf0
      ? ((byte & 15) << 12) | (second << 6) | third
      : ((byte & 7) << 18) | (second << 12) | (third << 6) | (<u32>load<u8>(at + 3) & 63);
  }
  const bounds = <usize>load<u32>(block, B_BOUNDS);
  let low: u32 = 0;
  let high = load<u32>(block, B_BOUND_COUNT);
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (load<u32>(bounds + (<usize>middle << 2)) <= point) low = middle;
    else high = middle;
  }
  return load<u32>(<usize>load<u32>(block, B_COLOURS) + (<usize>low << 2)) << 2;
}

/** The transition's offset for what stands at `at`, which may be the text's end. */
// @ts-ignore: decorator
@inline
export function offsetAt(at: usize): u32 {
  if (at >= textEnd) return colourCount << 2;
  const byte = <usize>load<u8>(at);
  return byte < 0x80 ? load<u32>(ascii + (byte << 2)) : wideOffset(at);
}

/** Where the character before `at` begins; `at` is not the text's start. */
export function before(at: usize): usize {
  at--;
  while (at > textStart && (load<u8>(at) & 0xc0) == 0x80) at--;
  return at;
}

export function kindBefore(at: usize): u32 {
  if (!places) return 0;
  return at == textStart ? EDGE : <u32>load<u8>(kinds + (offsetAt(before(at)) >> 2));
}

function kindAfter(at: usize): u32 {
  return places ? <u32>load<u8>(kinds + (offsetAt(at) >> 2)) : 0;
}

function holds(place: u32, left: u32, right: u32): bool {
  switch (place) {
    case AT_BEGIN:
      return left == EDGE;
    case AT_END:
      return right == EDGE;
    case AT_LINE_BEGIN:
      return left == EDGE || left == NEWLINE;
    case AT_LINE_END:
      return right == EDGE || right == NEWLINE;
    case WORD_BEGIN:
      return left != WORD && right == WORD;
    case WORD_END:
      return left == WORD && right != WORD;
    case WORD_EDGE:
      return (left == WORD) != (right == WORD);
    default:
      return (left == WORD) == (right == WORD);
  }
}

let dense: usize = 0;
let marks: usize = 0;
let stack: usize = 0;
let setSize: u32 = 0;
let waiting: u32 = 0;
/** The transition under construction has asked for what stands around it. */
let looked: bool = false;

/** An empty set in a depth's scratch: its first or its second. */
function beginSet(second: usize): void {
  const base = <usize>load<u32>(block, B_SCRATCH) + depth * codeCount * 24;
  dense = base + second * codeCount * 8;
  marks = dense + codeCount * 4;
  stack = base + codeCount * 16;
  setSize = 0;
  waiting = 0;
  marking = ++lastMark;
}

// @ts-ignore: decorator
@inline
function push(pc: u32): void {
  const mark = marks + (<usize>pc << 2);
  if (load<u32>(mark) == marking) return;
  store<u32>(mark, marking);
  store<u32>(stack + (<usize>(waiting++) << 2), pc);
}

/** Follows what is waiting: instructions that wait for a character, a place or the end of the match are the set. */
function close(): void {
  while (waiting > 0) {
    const pc = load<u32>(stack + (<usize>(--waiting) << 2));
    const at = code + (<usize>pc << 4);
    if (load<u32>(at) == I_SPLIT) {
      push(load<u32>(at, 8));
      push(load<u32>(at, 4));
    } else store<u32>(dense + (<usize>(setSize++) << 2), pc);
  }
}

/** As `close`, with what is known of the place: conditions that hold are followed, others go. */
function closeAt(left: u32, right: u32, at: usize): void {
  while (waiting > 0) {
    const pc = load<u32>(stack + (<usize>(--waiting) << 2));
    const instruction = code + (<usize>pc << 4);
    const op = load<u32>(instruction);
    if (op == I_SPLIT) {
      push(load<u32>(instruction, 8));
      push(load<u32>(instruction, 4));
    } else if (op == I_PLACE) {
      if (holds(load<u32>(instruction, 4), left, right)) push(load<u32>(instruction, 8));
    } else if (op == I_LOOK) {
      const found = looks(load<u32>(instruction, 4), load<u32>(instruction, 12), at);
      // The transitions of the automaton that looked have begun and ended since.
      looked = true;
      if (found) push(load<u32>(instruction, 8));
    } else store<u32>(dense + (<usize>(setSize++) << 2), pc);
  }
}

/** Whether a lookaround holds at a place. Runs the automaton on, with scratch of its own. */
function looks(kind: u32, program: u32, at: usize): bool {
  const savedDense = dense;
  const savedMarks = marks;
  const savedStack = stack;
  const savedSize = setSize;
  const savedWaiting = waiting;
  const savedMarking = marking;
  depth++;
  const found = (kind & 2) != 0 ? endsHere(program, at) : shortest(program, at, at, textEnd) != 0;
  depth--;
  dense = savedDense;
  marks = savedMarks;
  stack = savedStack;
  setSize = savedSize;
  waiting = savedWaiting;
  marking = savedMarking;
  return found == ((kind & 1) == 0);
}

/** Whether a match of a backwards program ends at `at`. */
function endsHere(program: u32, at: usize): bool {
  let state = begin(program, kindAfter(at) | BACKWARDS);
  for (;;) {
    const atStart = at == textStart;
    const previous = atStart ? at : before(at);
    const offset = atStart ? colourCount << 2 : offsetAt(previous);
    let step = load<u32>(state + 16 + offset);
    if (step == 0) step = makeStep(state, offset, at);
    if ((step & 1) != 0) return true;
    if (step < 8 || atStart) return false;
    state = step & ~7;
    at = previous;
  }
  return false;
}

/** The state that a program begins in behind a character of a kind. */
export function begin(pc: u32, kind: u32): usize {
  const entry = <usize>load<u32>(block, B_STARTS) + <usize>((pc * 7 + kind) % START_ENTRIES) * 12;
  const key = (pc << 3) | kind | 0x80000000;
  if (load<u32>(entry) == key) return load<u32>(entry, 4);
  beginSet(1);
  push(pc);
  close();
  const state = intern(kind);
  store<u32>(entry, key);
  store<u32>(entry, <u32>state, 4);
  return state;
}

/** The transition of a state for a character of the colour at `offset`; `at` is where the state stands. */
export function makeStep(state: usize, offset: u32, at: usize): u32 {
  const made = generation();
  const flags = load<u32>(state, 4);
  const kind: u32 = places ? <u32>load<u8>(kinds + (offset >> 2)) : 0;
  const backwards = (flags & BACKWARDS) != 0;
  beginSet(0);
  looked = false;
  const held = state + 20 + (<usize>colourCount << 2);
  for (let i: u32 = 0; i < load<u32>(state, 8); i++) push(load<u32>(held + (<usize>i << 2)));
  if ((flags & CONDITIONAL) == 0) close();
  else if (backwards) closeAt(kind, flags & 3, at);
  else closeAt(flags & 3, kind, at);
  const from = dense;
  const size = setSize;
  const loop = load<u32>(block, B_LOOP);
  let accepts: u32 = 0;
  let onlyLoop = ONLY_LOOP;
  beginSet(1);
  const colour = offset >> 2;
  const word = <usize>(colour >> 5) << 2;
  const bit: u32 = 1 << (colour & 31);
  for (let i: u32 = 0; i < size; i++) {
    const pc = load<u32>(from + (<usize>i << 2));
    const instruction = code + (<usize>pc << 4);
    const op = load<u32>(instruction);
    if (op == I_MATCH) accepts = 1;
    else if (op == I_SET && colour < colourCount && (load<u32>(<usize>load<u32>(instruction, 4) + word) & bit) != 0) {
      push(load<u32>(instruction, 8));
      if (pc != loop) onlyLoop = 0;
    }
  }
  close();
  const step = (setSize == 0 ? NOWHERE : <u32>intern(kind | (flags & BACKWARDS)) | onlyLoop) | accepts;
  if (!looked && generation() == made) store<u32>(state + 16 + offset, step);
  return step;
}

function sortSet(): void {
  for (let i: u32 = 1; i < setSize; i++) {
    const pc = load<u32>(dense + (<usize>i << 2));
    let j = i;
    for (; j > 0 && load<u32>(dense + (<usize>(j - 1) << 2)) > pc; j--) {
      store<u32>(dense + (<usize>j << 2), load<u32>(dense + (<usize>(j - 1) << 2)));
    }
    store<u32>(dense + (<usize>j << 2), pc);
  }
}

/** Large sets: in the order of the marks. */
function sortByMarks(): void {
  let size: u32 = 0;
  for (let pc: usize = 0; pc < codeCount; pc++) {
    if (load<u32>(marks + (pc << 2)) != marking) continue;
    if (load<u32>(code + (pc << 4)) == I_SPLIT) continue;
    store<u32>(dense + (<usize>(size++) << 2), <u32>pc);
  }
}

/** The state that is the set just made, behind a character of a kind. */
function intern(kind: u32): usize {
  if (setSize > 64) sortByMarks();
  else sortSet();
  let hash: u32 = kind * 0x9e3779b1;
  let flags = kind;
  for (let i: u32 = 0; i < setSize; i++) {
    const pc = load<u32>(dense + (<usize>i << 2));
    hash = (hash ^ pc) * 0x01000193;
    const op = load<u32>(code + (<usize>pc << 4));
    if (op == I_PLACE || op == I_LOOK) flags |= CONDITIONAL;
  }
  hash ^= hash >> 15;
  const slot = <usize>load<u32>(block, B_TABLE) + (<usize>(hash % TABLE_ENTRIES) << 2);
  const bytes = <usize>setSize << 2;
  const held: usize = 20 + (<usize>colourCount << 2);
  for (let state = <usize>load<u32>(slot); state != 0; state = load<u32>(state)) {
    if (load<u32>(state, 12) != hash || load<u32>(state, 4) != flags || load<u32>(state, 8) != setSize) continue;
    if (memory.compare(state + held, dense, bytes) == 0) return state;
  }
  let state = <usize>load<u32>(block, B_CACHE_NEXT);
  const need: usize = (held + bytes + 7) & ~7;
  if (state + need > <usize>load<u32>(block, B_CACHE_END)) {
    forget();
    state = load<u32>(block, B_CACHE_NEXT);
  }
  store<u32>(block, <u32>(state + need), B_CACHE_NEXT);
  store<u32>(state, load<u32>(slot));
  store<u32>(state, flags, 4);
  store<u32>(state, setSize, 8);
  store<u32>(state, hash, 12);
  memory.fill(state + 16, 0, held - 16);
  memory.copy(state + held, dense, bytes);
  store<u32>(slot, <u32>state);
  return state;
}

function forget(): void {
  memory.fill(load<u32>(block, B_TABLE), 0, <usize>TABLE_ENTRIES * 4);
  memory.fill(load<u32>(block, B_STARTS), 0, <usize>START_ENTRIES * 12);
  store<u32>(block, load<u32>(block, B_CACHE), B_CACHE_NEXT);
  store<u32>(block, generation() + 1, B_GENERATION);
}

/** Counts the bytes that are passed from now on. */
export function countPassed(): void {
  passed = 0;
}

export function passedBytes(): u64 {
  return passed;
}

/** The first end, at `least` or behind it, of a match that begins at `from`; 0 when there is none up to `limit`. */
export function shortest(pc: u32, from: usize, least: usize, limit: usize): usize {
  let state = begin(pc, kindBefore(from));
  for (let at = from; ; ) {
    const offset = offsetAt(at);
    let step = load<u32>(state + 16 + offset);
    if (step == 0) step = makeStep(state, offset, at);
    const isEnd = (step & 1) != 0 && at >= least;
    if (isEnd || step < 8 || at >= limit) {
      passed += at - from;
      return isEnd ? at : 0;
    }
    state = step & ~7;
    at += bytesAt(at);
  }
  return 0;
}

/** The last one. */
export function longest(pc: u32, from: usize, least: usize, limit: usize): usize {
  let state = begin(pc, kindBefore(from));
  let last: usize = 0;
  for (let at = from; ; ) {
    const offset = offsetAt(at);
    let step = load<u32>(state + 16 + offset);
    if (step == 0) step = makeStep(state, offset, at);
    if ((step & 1) != 0 && at >= least) last = at;
    if (step < 8 || at >= limit) {
      passed += at - from;
      return last;
    }
    state = step & ~7;
    at += bytesAt(at);
  }
  return 0;
}
