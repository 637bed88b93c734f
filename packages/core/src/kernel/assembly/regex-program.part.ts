// Programs: a regular expression's nodes as instructions of a nondeterministic automaton over colours, and the block that
// holds all that matching needs. Each piece that captures has programs for its parts; lookbehind has a program that runs
// backwards.
//
//   instruction  u32 op, a, b, c
//     SET a: the set's bits, b: next; SPLIT a, b; PLACE a: kind, b: next; LOOK a: kind, b: next, c: program; MATCH
import {
  BACK, CAPTURES, N_ALT, N_CAT, N_EMPTY, N_LOOK, N_PLACE, N_REF, N_REPEAT, N_SET, P_ITERATE, SHORTER, UNBOUNDED, MOST_DEPTH,
  makeNode, usesLook, usesPlaces, parseRegex,
} from "./regex-parse.part";
import { AT_BEGIN, C_WORD, FOLD, beginLex, groupCount, lexOptions } from "./regex-lex.part";
import {
  beginSets, colourBoundCount, colourBounds, coloursOfBounds, countColours, paint, setOfAll, setOfClass, setOfCode,
} from "./regex-set.part";
import { LAST } from "./regex-range.part";
import { TOO_BIG, beginWork, failed, problemCode, refuse, take, takeZeroed, workEnd } from "./regex-work.part";

export const I_SET: u32 = 0;
export const I_SPLIT: u32 = 1;
export const I_PLACE: u32 = 2;
export const I_LOOK: u32 = 3;
export const I_MATCH: u32 = 4;

/** More instructions are refused as too complex. */
const MOST_INSTRUCTIONS: u32 = 40000;
/** Bytes that the lazily built automaton gets, beside room for a few of the largest states. */
const CACHE_BYTES: usize = 32768;

/** Fields of a block, as byte offsets of u32. */
export const B_ASCII: usize = 0;
export const B_BOUNDS: usize = 4;
export const B_BOUND_COUNT: usize = 8;
export const B_COLOURS: usize = 12;
export const B_COLOUR_COUNT: usize = 16;
/** A byte per colour: 0, 1 newline, 2 part of a word, 3 end of the text. */
export const B_KINDS: usize = 20;
export const B_CODE: usize = 24;
export const B_CODE_COUNT: usize = 28;
export const B_MAIN: usize = 32;
export const B_SEARCH: usize = 36;
export const B_ROOT: usize = 40;
export const B_GROUPS: usize = 44;
export const B_CAPTURES: usize = 48;
export const B_CACHE: usize = 52;
export const B_CACHE_END: usize = 56;
export const B_CACHE_NEXT: usize = 60;
export const B_TABLE: usize = 64;
export const B_STARTS: usize = 68;
export const B_SCRATCH: usize = 72;
export const B_GENERATION: usize = 76;
export const B_PREFIX: usize = 80;
export const B_PREFIX_BYTES: usize = 84;
/** 1: matches begin at the text's beginning only. */
export const B_ANCHORED: usize = 88;
export const B_SHORTER: usize = 92;
export const B_PLACES: usize = 96;
/** The instruction by which the search passes over a character. */
export const B_LOOP: usize = 100;
/** 1: matches are found by regex-backtrack.part.ts. */
export const B_BACK: usize = 104;
/** 1: letters equal those of the other case. */
export const B_FOLD: usize = 108;
const BLOCK_BYTES: usize = 112;

export const TABLE_ENTRIES: u32 = 256;
export const START_ENTRIES: u32 = 64;

let code: usize = 0;
let codeCount: u32 = 0;
let codeMost: u32 = 0;
let backwards: bool = false;

/** Compiles the pattern between two addresses: the block's address, or 0 with a problem. */
export function compileBlock(from: usize, to: usize, options: u32): usize {
  beginWork();
  const block = takeZeroed(BLOCK_BYTES);
  beginSets();
  beginLex(from, to, options);
  const root = parseRegex();
  if (failed()) return 0;
  const places = usesPlaces() || usesLook();
  const any = setOfAll(false);
  const newline = places ? setOfCode(10) : 0;
  const word = places ? setOfClass(C_WORD) : 0;
  paint();
  if (failed()) return 0;
  store<u32>(block, <u32>root, B_ROOT);
  store<u32>(block, places ? 1 : 0, B_PLACES);
  store<u32>(block, (load<u32>(root, 4) & SHORTER) != 0 ? 1 : 0, B_SHORTER);
  store<u32>(block, (load<u32>(root, 4) & BACK) != 0 ? 1 : 0, B_BACK);
  store<u32>(block, (lexOptions() & FOLD) != 0 ? 1 : 0, B_FOLD);
  emitAll(block, root, any);
  writeColours(block, newline, word);
  findPrefix(block, load<u32>(root, 28));
  makeRoom(block);
  return failed() ? 0 : block;
}

export function compileProblem(): i32 {
  return problemCode();
}

export function blockEnd(): usize {
  return workEnd();
}

/** Instructions that a node becomes, remembered in it. */
function sizeOf(node: usize): u32 {
  const known = load<u32>(node, 20);
  if (known != 0) return known - 1;
  let size: u64 = 1;
  switch (load<u32>(node)) {
    case N_EMPTY:
      size = 0;
      break;
    case N_REF:
      size = sizeOf(load<u32>(node, 4));
      break;
    case N_CAT:
    case N_ALT:
      size = 0;
      for (let child = <usize>load<u32>(node, 4); child != 0; child = load<u32>(child, 16)) size += <u64>sizeOf(child) + 1;
      break;
    case N_REPEAT: {
      const inner = <u64>sizeOf(load<u32>(node, 4)) + 1;
      const most = load<u32>(node, 12);
      size = inner * <u64>(most == UNBOUNDED ? max<u32>(load<u32>(node, 8), 1) : most) + 1;
      break;
    }
    default:
      break;
  }
  const clamped = <u32>min<u64>(size, MOST_INSTRUCTIONS + 1);
  store<u32>(node, clamped + 1, 20);
  return clamped;
}

function put(op: u32, a: u32, b: u32, c: u32): u32 {
  if (codeCount >= codeMost) {
    refuse(TOO_BIG);
    return 0;
  }
  const at = code + (<usize>codeCount << 4);
  store<u32>(at, op);
  store<u32>(at, a, 4);
  store<u32>(at, b, 8);
  store<u32>(at, c, 12);
  return codeCount++;
}

/** Instructions of all that lookarounds inside hold, and of the programs of a piece's parts. */
function sizeOfLooks(node: usize): u32 {
  const kind = load<u32>(node);
  let size: u32 = 0;
  if (kind == N_REF || kind == N_REPEAT) return sizeOfLooks(load<u32>(node, 4));
  if (kind == N_LOOK) return sizeOf(load<u32>(node, 8)) + 1 + sizeOfLooks(load<u32>(node, 8));
  if (kind != N_CAT && kind != N_ALT) return 0;
  for (let child = <usize>load<u32>(node, 4); child != 0; child = load<u32>(child, 16)) size = min<u32>(size + sizeOfLooks(child), MOST_INSTRUCTIONS);
  return size;
}

function sizeOfPieces(piece: usize): u32 {
  if ((load<u32>(piece, 4) & CAPTURES) == 0) return 0;
  let size: u32 = 0;
  for (let child = <usize>load<u32>(piece, 20); child != 0; child = load<u32>(child, 24)) {
    size += sizeOf(load<u32>(child, 28)) + 2 + sizeOfPieces(child);
    if (load<u32>(piece) == P_ITERATE) size += (sizeOf(load<u32>(child, 28)) + 2) * (load<u32>(piece, 16) % UNBOUNDED + 1);
    if (size > MOST_INSTRUCTIONS) return MOST_INSTRUCTIONS;
  }
  return size;
}

function emitAll(block: usize, root: usize, any: usize): void {
  const node = load<u32>(root, 28);
  const size = sizeOf(node) + sizeOfPieces(root) + (usesLook() ? sizeOfLooks(node) * 2 : 0) + 8;
  if (size > MOST_INSTRUCTIONS) return refuse(TOO_BIG);
  codeMost = size + 64;
  codeCount = 0;
  backwards = false;
  code = take(<usize>codeMost * 16);
  if (code == 0) return;
  const main = program(node);
  // The search may begin anywhere: before the main program stands a loop over any character.
  const loop = put(I_SPLIT, main, 0, 0);
  const skip = put(I_SET, load<u32>(any, 16), loop, 0);
  store<u32>(code + (<usize>loop << 4), skip, 8);
  emitPieces(root);
  store<u32>(block, <u32>code, B_CODE);
  store<u32>(block, codeCount, B_CODE_COUNT);
  store<u32>(block, main, B_MAIN);
  store<u32>(block, skip, B_LOOP);
  const anchored = isAnchored(node);
  store<u32>(block, anchored ? main : loop, B_SEARCH);
  store<u32>(block, anchored ? 1 : 0, B_ANCHORED);
}

function program(node: usize): u32 {
  return emit(node, put(I_MATCH, 0, 0, 0), 0);
}

function emitPieces(piece: usize): void {
  if (failed() || (load<u32>(piece, 4) & CAPTURES) == 0) return;
  const kind = load<u32>(piece);
  for (let child = <usize>load<u32>(piece, 20); child != 0; child = load<u32>(child, 24)) {
    store<u32>(child, program(load<u32>(child, 28)), 32);
    store<u32>(child, fixedLength(load<u32>(child, 28)), 12);
    if (kind == P_ITERATE) store<u32>(child, <u32>emitTails(load<u32>(child, 28), load<u32>(piece, 16)), 36);
    emitPieces(child);
  }
}

/** Programs of what may stand behind a repetition, by the number of repetitions that are left; one if that is any. */
function emitTails(node: usize, high: u32): usize {
  const tails = take(<usize>(high % UNBOUNDED + 1) * 4);
  if (tails == 0) return 0;
  if (high == UNBOUNDED) {
    store<u32>(tails, program(makeNode(N_REPEAT, node, 0, UNBOUNDED)));
    return tails;
  }
  const end = put(I_MATCH, 0, 0, 0);
  store<u32>(tails, end);
  for (let left: u32 = 1; left < high; left++) {
    const entry = emit(node, load<u32>(tails + (<usize>(left - 1) << 2)), 0);
    store<u32>(tails + (<usize>left << 2), put(I_SPLIT, entry, end, 0));
  }
  return tails;
}

/** Characters that every match of a node has, plus 1; 0 where they differ. */
function fixedLength(node: usize): u32 {
  switch (load<u32>(node)) {
    case N_SET:
      return 2;
    case N_REF:
      return fixedLength(load<u32>(node, 4));
    case N_CAT: {
      let sum: u32 = 1;
      for (let child = <usize>load<u32>(node, 4); child != 0; child = load<u32>(child, 16)) {
        const length = fixedLength(child);
        if (length == 0 || sum > 1000) return 0;
        sum += length - 1;
      }
      return sum;
    }
    case N_ALT:
    case N_REPEAT:
      return 0;
    default:
      return 1;
  }
}

/** Emits a node that goes on at `next`: where it begins. */
function emit(node: usize, next: u32, depth: u32): u32 {
  if (failed()) return 0;
  if (depth > 3000) {
    refuse(TOO_BIG);
    return 0;
  }
  switch (load<u32>(node)) {
    case N_EMPTY:
      return next;
    case N_REF:
      return emit(load<u32>(node, 4), next, depth + 1);
    case N_SET:
      return put(I_SET, load<u32>(load<u32>(node, 4), 16), next, 0);
    case N_PLACE:
      return put(I_PLACE, load<u32>(node, 4), next, 0);
    case N_LOOK:
      return emitLook(node, next, depth);
    case N_CAT:
      return emitList(load<u32>(node, 4), next, depth);
    case N_ALT: {
      let entry = <usize>load<u32>(node, 4);
      let start = emit(entry, next, depth + 1);
      for (entry = load<u32>(entry, 16); entry != 0; entry = load<u32>(entry, 16)) {
        start = put(I_SPLIT, start, emit(entry, next, depth + 1), 0);
      }
      return start;
    }
    default:
      return emitRepeat(node, next, depth);
  }
}

/** A list in the direction of the program: forwards, its last one is emitted first. */
function emitList(first: usize, next: u32, depth: u32): u32 {
  if (backwards) {
    for (let child = first; child != 0; child = load<u32>(child, 16)) next = emit(child, next, depth + 1);
    return next;
  }
  // The links are turned for the way back, and turned again.
  let before: usize = 0;
  let child = first;
  while (child != 0) {
    const after = <usize>load<u32>(child, 16);
    store<u32>(child, <u32>before, 16);
    before = child;
    child = after;
  }
  child = before;
  before = 0;
  while (child != 0) {
    const after = <usize>load<u32>(child, 16);
    store<u32>(child, <u32>before, 16);
    before = child;
    next = emit(child, next, depth + 1);
    child = after;
  }
  return next;
}

function emitRepeat(node: usize, next: u32, depth: u32): u32 {
  const inner = <usize>load<u32>(node, 4);
  const low = load<u32>(node, 8);
  const high = load<u32>(node, 12);
  let start = next;
  let copies = low;
  if (high == UNBOUNDED) {
    const loop = put(I_SPLIT, 0, next, 0);
    const body = emit(inner, loop, depth + 1);
    if (failed()) return 0;
    store<u32>(code + (<usize>loop << 4), body, 4);
    start = low == 0 ? loop : body;
    if (copies > 0) copies--;
  } else {
    for (let i = low; i < high && !failed(); i++) start = put(I_SPLIT, emit(inner, start, depth + 1), next, 0);
  }
  for (let i: u32 = 0; i < copies && !failed(); i++) start = emit(inner, start, depth + 1);
  return start;
}

function emitLook(node: usize, next: u32, depth: u32): u32 {
  let entry = load<u32>(node, 12);
  if (entry == 0) {
    const before = backwards;
    backwards = (load<u32>(node, 4) & 2) != 0;
    entry = emit(load<u32>(node, 8), put(I_MATCH, 0, 0, 0), depth + 1) + 1;
    backwards = before;
    store<u32>(node, entry, 12);
  }
  return put(I_LOOK, load<u32>(node, 4), next, entry - 1);
}

/** Whether a match can only begin where the text does. */
function isAnchored(node: usize): bool {
  let at = node;
  for (;;) {
    const kind = load<u32>(at);
    if (kind == N_REF || kind == N_CAT) {
      at = load<u32>(at, 4);
      if (at == 0) return false;
    } else break;
  }
  return load<u32>(at) == N_PLACE && load<u32>(at, 4) == AT_BEGIN;
}

/** The bytes that every match begins with, as far as they are plain characters in a row. */
function findPrefix(block: usize, node: usize): void {
  if (failed() || (lexOptions() & FOLD) != 0) return;
  const at = take(256);
  if (at == 0) return;
  prefixEnds = false;
  const end = prefixInto(node, at, at + 240);
  store<u32>(block, <u32>at, B_PREFIX);
  store<u32>(block, <u32>(end - at), B_PREFIX_BYTES);
}

/** A node was reached that is more than one character. */
let prefixEnds: bool = false;

/** Writes a node's leading characters: where they end. */
function prefixInto(node: usize, at: usize, limit: usize): usize {
  const kind = load<u32>(node);
  if (kind == N_REF) return prefixInto(load<u32>(node, 4), at, limit);
  if (kind == N_SET) {
    const set = <usize>load<u32>(node, 4);
    const first = load<u32>(set + 24);
    const single = load<u32>(set, 4) == 0 && load<u32>(set, 8) == 1 && first == load<u32>(set + 28);
    if (single && first <= LAST && at <= limit) return putCode(at, first);
  }
  if (kind != N_CAT) {
    prefixEnds = true;
    return at;
  }
  for (let child = <usize>load<u32>(node, 4); child != 0; child = load<u32>(child, 16)) {
    at = prefixInto(child, at, limit);
    if (prefixEnds) return at;
  }
  return at;
}

function putCode(at: usize, code: u32): usize {
  if (code < 0x80) {
    store<u8>(at, <u8>code);
    return at + 1;
  }
  const bytes: u32 = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  for (let i = bytes - 1; i > 0; i--) {
    store<u8>(at + <usize>i, <u8>(0x80 | (code & 63)));
    code >>= 6;
  }
  store<u8>(at, <u8>((bytes == 2 ? 0xc0 : bytes == 3 ? 0xe0 : 0xf0) | code));
  return at + <usize>bytes;
}

function writeColours(block: usize, newline: usize, word: usize): void {
  if (failed()) return;
  const bounds = colourBounds();
  const colours = coloursOfBounds();
  const count = countColours();
  const ascii = take(512);
  const kinds = takeZeroed(<usize>count + 8);
  if (failed()) return;
  let interval: u32 = 0;
  for (let byte: u32 = 0; byte < 128; byte++) {
    while (interval + 1 < colourBoundCount() && load<u32>(bounds + (<usize>(interval + 1) << 2)) <= byte) interval++;
    // As an offset among a state's transitions.
    store<u32>(ascii + (<usize>byte << 2), load<u32>(colours + (<usize>interval << 2)) << 2);
  }
  for (let colour: u32 = 0; colour < count && newline != 0; colour++) {
    const bit: u32 = 1 << (colour & 31);
    const place = <usize>(colour >> 5) << 2;
    if ((load<u32>(<usize>load<u32>(newline, 16) + place) & bit) != 0) store<u8>(kinds + colour, 1);
    if ((load<u32>(<usize>load<u32>(word, 16) + place) & bit) != 0) store<u8>(kinds + colour, 2);
  }
  store<u8>(kinds + count, 3);
  store<u32>(block, <u32>ascii, B_ASCII);
  store<u32>(block, <u32>bounds, B_BOUNDS);
  store<u32>(block, colourBoundCount(), B_BOUND_COUNT);
  store<u32>(block, <u32>colours, B_COLOURS);
  store<u32>(block, count, B_COLOUR_COUNT);
  store<u32>(block, <u32>kinds, B_KINDS);
}

/** Room for captures, scratch sets and states. */
function makeRoom(block: usize): void {
  if (failed()) return;
  const groups = groupCount();
  const captures = takeZeroed(<usize>(groups + 1) * 8);
  const table = takeZeroed(<usize>TABLE_ENTRIES * 4);
  const starts = takeZeroed(<usize>START_ENTRIES * 12);
  // Per depth: a dense set, its marks and a stack, twice.
  const scratch = takeZeroed((usesLook() ? <usize>MOST_DEPTH : 1) * <usize>codeCount * 24);
  const largest: usize = 32 + (<usize>countColours() + 1 + <usize>codeCount) * 4;
  const bytes = max<usize>(CACHE_BYTES, largest * 8);
  const cache = take(bytes);
  if (failed()) return;
  store<u32>(block, groups, B_GROUPS);
  store<u32>(block, <u32>captures, B_CAPTURES);
  store<u32>(block, <u32>table, B_TABLE);
  store<u32>(block, <u32>starts, B_STARTS);
  store<u32>(block, <u32>scratch, B_SCRATCH);
  store<u32>(block, <u32>cache, B_CACHE);
  store<u32>(block, <u32>cache, B_CACHE_NEXT);
  store<u32>(block, <u32>(cache + bytes), B_CACHE_END);
}
