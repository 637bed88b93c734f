// Row functions of regular expressions in PostgreSQL's advanced syntax, over texts as refs (byteLength << 32 | address). A
// pattern is compiled to a block on the byte heap, once per batch where it is constant; matching runs a deterministic
// automaton made on the way (regex-automaton.part.ts), without backtracking. The door is kernel/regex.ts.
import {
  LARGEST, NO_ROOM, TOO_LONG, addressOf, commit, fail, getHeapNext, keep, lengthOf, refOf, refused, reserve, setHeap as giveHeap, textStart,
} from "./bump.part";
import { bytesAt } from "./regex-automaton.part";
import { GLOBAL, optionOf } from "./regex-lex.part";
import { capture, captureEnd, captureRef, captureStart, finds, gaveUp, groupsOfBlock, open, searches } from "./regex-match.part";
import { behindMatch } from "./regex-step.part";
import { blockEnd, compileBlock, compileProblem } from "./regex-program.part";
import { TOO_BIG } from "./regex-work.part";

export { getHeapNext, takeStatus } from "./bump.part";
export { asList, match, matches, split } from "./regex-list.part";
export { similarPattern } from "./regex-similar.part";

const BAD_OPTION: i32 = -16;
const NO_GLOBAL: i32 = -17;
const BAD_PARAMETER: i32 = -21;

let heapEnd: usize = 0;
/** Where patterns that differ from row to row are compiled, each in the place of the one before it. */
let rowArea: usize = 0;
let rowBytes: usize = 0;
let rowBlock: usize = 0;
/** What is compiled there: a copy behind the block. */
let rowPattern: i64 = 0;
let rowOptions: i32 = -1;

/** New bytes go to [next, end). */
export function setHeap(next: usize, end: usize): void {
  giveHeap(next, end);
  heapEnd = end;
  rowArea = 0;
  rowBytes = 0;
  rowBlock = 0;
}

/** The bits of an option text. */
export function readOptions(flags: i64): i32 {
  let options: u32 = 0;
  const start = addressOf(flags);
  const end = start + lengthOf(flags);
  for (let at = start; at < end; at++) {
    options = optionOf(load<u8>(at), options);
    if ((options & 0x80000000) != 0) return <i32>fail(BAD_OPTION);
  }
  return <i32>options;
}

/** As `readOptions` where the option g has no meaning. */
export function readLocalOptions(flags: i64, name: i64): i32 {
  const options = readOptions(flags);
  if (options >= 0 && (options & <i32>GLOBAL) != 0) return <i32>fail(NO_GLOBAL);
  return options;
}

/** A number that has to lie between two others; `name` is for the message. */
export function within(value: i32, name: i64, least: i32, most: i32): i32 {
  return value < least || value > most ? <i32>fail(BAD_PARAMETER) : value;
}

/** A pattern compiled to the heap. */
export function compile(pattern: i64, options: i32): i64 {
  const start = addressOf(pattern);
  const block = compileBlock(start, start + lengthOf(pattern), options);
  if (block == 0) return fail(compileProblem());
  const end = blockEnd();
  keep(end);
  return refOf(block, end - block);
}

/** As `compile`, for a pattern of a row; one that is the row before's is not compiled again. */
export function compileRow(pattern: i64, options: i32): i64 {
  const start = addressOf(pattern);
  const length = lengthOf(pattern);
  if (rowBlock != 0 && options == rowOptions && length == lengthOf(rowPattern)) {
    if (memory.compare(start, addressOf(rowPattern), length) == 0) return refOf(rowBlock, 8);
  }
  rowBlock = 0;
  for (;;) {
    if (rowBytes > length) {
      const next = getHeapNext();
      giveHeap(rowArea, rowArea + rowBytes - length);
      const block = compileBlock(start, start + length, options);
      giveHeap(next, heapEnd);
      if (block != 0) {
        memory.copy(blockEnd(), start, length);
        rowPattern = refOf(blockEnd(), length);
        rowOptions = options;
        rowBlock = block;
        return refOf(block, 8);
      }
      if (compileProblem() != <i32>NO_ROOM) return fail(compileProblem());
    }
    const size = max<u64>(131072, max<u64>(<u64>rowBytes * 2, <u64>length * 4));
    rowArea = reserve(size);
    if (rowArea == 0) return fail(<i32>NO_ROOM);
    const bytes = <usize>size;
    rowBytes = bytes;
    keep(rowArea + bytes);
  }
  return 0;
}

export function test(text: i64, block: i64): i32 {
  const start = textStart(text);
  open(addressOf(block), start, start + lengthOf(text));
  return searches(start) ? 1 : 0;
}

/** The place of a character by number, from 1; 0 when the text is shorter. */
function characterAt(text: i64, number: i32): usize {
  let at = textStart(text);
  const end = at + lengthOf(text);
  for (; number > 1; number--) {
    if (at >= end) return 0;
    at += bytesAt(at);
  }
  return at;
}

/** Number of matches from a character on. */
export function count(text: i64, from: i32, block: i64): i32 {
  const start = textStart(text);
  const end = start + lengthOf(text);
  let at = characterAt(text, from);
  if (at == 0) return 0;
  open(addressOf(block), start, end);
  let matches: i32 = 0;
  while (at <= end && finds(at)) {
    matches++;
    at = behindMatch();
  }
  return matches;
}

/** Finds match `number` from a character on. */
function findNth(text: i64, from: i32, number: i32, block: i64): bool {
  const start = textStart(text);
  const end = start + lengthOf(text);
  open(addressOf(block), start, end);
  let at = characterAt(text, from);
  if (at == 0) return false;
  while (at <= end && finds(at)) {
    if (--number == 0) return true;
    at = behindMatch();
  }
  return false;
}

/**
 * Match `number` from a character on, or a capture of it: byte offset << 32 | bytes; -1 when there is none. Capture -1 is
 * the first one, or the match of a pattern without any.
 */
export function place(text: i64, from: i32, number: i32, group: i32, block: i64): i64 {
  if (!findNth(text, from, number, block)) return -1;
  if (group < 0) group = groupsOfBlock() > 0 ? 1 : 0;
  if (<u32>group > groupsOfBlock()) return -1;
  if (group > 0) capture();
  const start = captureStart(group);
  if (start == 0) return -1;
  return (<i64>(start - textStart(text)) << 32) | <i64>(captureEnd(group) - start);
}

/** The part of a text that `place` gave. */
export function part(text: i64, found: i64): i64 {
  return refOf(textStart(text) + <usize>(found >> 32), <usize>(<u32>found));
}

function characters(start: usize, end: usize): i32 {
  let sum: i32 = 0;
  for (let at = start; at < end; at++) sum += (load<u8>(at) & 0xc0) != 0x80 ? 1 : 0;
  return sum;
}

/** Where a match or its capture begins, or what stands behind its end, by character from 1; 0: there is none. */
export function indexOf(text: i64, from: i32, number: i32, behind: i32, group: i32, block: i64): i32 {
  const found = place(text, from, number, group, block);
  if (found < 0) return 0;
  const start = textStart(text);
  const at = start + <usize>(found >> 32) + (behind != 0 ? <usize>(<u32>found) : 0);
  return characters(start, at) + 1;
}

let output: usize = 0;

/** Copies bytes to the output; false when there is no room, or when it becomes too long, which is noted. */
function write(from: usize, bytes: usize): bool {
  const all = <u64>(output - getHeapNext()) + <u64>bytes;
  if ((all > LARGEST ? refused(TOO_LONG) : reserve(all)) == 0) return false;
  memory.copy(output, from, bytes);
  output += bytes;
  return true;
}

/** Writes a replacement: \1 to \9 and \& stand for captures. */
function writeReplacement(replacement: i64): bool {
  let at = addressOf(replacement);
  const end = at + lengthOf(replacement);
  while (at < end) {
    let stop = at;
    while (stop < end && load<u8>(stop) != 92) stop++;
    if (stop > at && !write(at, stop - at)) return false;
    if (stop >= end) return true;
    const next = stop + 1 < end ? <u32>load<u8>(stop + 1) : 0;
    at = stop + 2;
    if (next == 92) {
      if (!write(stop, 1)) return false;
    } else if (next == 38 || next - 49 < 9) {
      const group: u32 = next == 38 ? 0 : next - 48;
      if (group > groupsOfBlock() || captureStart(group) == 0) continue;
      const found = captureRef(group);
      if (!write(addressOf(found), lengthOf(found))) return false;
    } else {
      if (!write(stop, 1)) return false;
      at = stop + 1;
    }
  }
  return true;
}

function hasBackslash(text: i64): bool {
  const at = textStart(text);
  for (let i: usize = 0; i < lengthOf(text); i++) if (load<u8>(at + i) == 92) return true;
  return false;
}

/** The text with match `number` from a character on replaced, or all of them where the number is 0. */
export function replace(text: i64, replacement: i64, from: i32, number: i32, block: i64): i64 {
  const start = textStart(text);
  const end = start + lengthOf(text);
  let at = characterAt(text, from);
  if (at == 0) return text;
  open(addressOf(block), start, end);
  const withCaptures = hasBackslash(replacement);
  let copied = start;
  let matches: i32 = 0;
  const begun = reserve(0);
  output = begun;
  while (at <= end && finds(at)) {
    matches++;
    at = behindMatch();
    if (number > 0 && matches != number) continue;
    if (withCaptures) capture();
    if (!write(copied, captureStart(0) - copied)) return fail(<i32>NO_ROOM);
    if (!(withCaptures ? writeReplacement(replacement) : write(addressOf(replacement), lengthOf(replacement)))) return fail(<i32>NO_ROOM);
    copied = captureEnd(0);
    if (number > 0) break;
  }
  if (gaveUp()) return fail(TOO_BIG);
  if (output == begun && copied == start) return text;
  if (!write(copied, end - copied)) return fail(<i32>NO_ROOM);
  return commit(output);
}
