// Results larger than a value may be. Inputs lie about their lengths: a result's size is computed from those alone, before
// a byte is read, so that a few kilobytes stand for gigabytes. Each wrapped, or would have, when sizes had 32 bits.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "../arena/arena.ts";
import { ELEMENT_CODES } from "../type/element-code.ts";
import { hashKernels } from "./hash.ts";
import { keyKernels } from "./key.ts";
import { controlsOf, failureOf, kernelLibrary } from "./library.ts";
import { listBatchKernels } from "./list-batch.ts";

const ROOM = 600_000;
const HEAP = 700_000;
const arena = Arena.create({ shared: false, initialBytes: 1 << 21, maximumBytes: 1 << 21 });
const library = kernelLibrary(arena);

let next = ROOM;

/** Where so many bytes may be written. */
function take(bytes: number): number {
  const at = next;
  next += (bytes + 7) & ~7;
  assert.ok(next < HEAP);
  return at;
}

/** A ref of so many bytes, of which those of `text` are there. */
function ref(bytes: number, text = "x"): bigint {
  const shown = new TextEncoder().encode(text);
  const at = take(shown.length);
  arena.view().u8.set(shown, at);
  return (BigInt(bytes) << 32n) | BigInt(at);
}

const text = (shown: string): bigint => ref(new TextEncoder().encode(shown).length, shown);

/** A list of elements that say that they have so many bytes (4 GiB together at most). */
function listOfLengths(lengths: readonly number[], code: number = ELEMENT_CODES.bytes): bigint {
  const bytes = 8 + 4 * (lengths.length + 1);
  const at = take(bytes);
  const { u32, u8 } = arena.view();
  u32[at >>> 2] = lengths.length;
  u8.set([1, 0, code, 0], at + 4);
  let end = 0;
  u32[(at >>> 2) + 2] = 0;
  for (const [position, length] of lengths.entries()) u32[(at >>> 2) + 3 + position] = end += length;
  return (BigInt(bytes) << 32n) | BigInt(at);
}

/** A list of as many int4. */
function listOfNumbers(numbers: readonly number[]): bigint {
  const at = take(8 + 4 * numbers.length);
  const { u32, u8, i32 } = arena.view();
  u32[at >>> 2] = numbers.length;
  u8.set([1, 0, ELEMENT_CODES.i32, 0], at + 4);
  i32.set(numbers, (at >>> 2) + 2);
  return (BigInt(8 + 4 * numbers.length) << 32n) | BigInt(at);
}

/** What the call answers: its failure, which must be told by the result. */
function failureOfCall(module: string, name: string, args: readonly (bigint | number)[]): string {
  const controls = controlsOf(library, module);
  controls.setHeap(HEAP, HEAP + (1 << 20));
  controls.takeStatus();
  const run = library[module]?.[name] as (...args: readonly (bigint | number)[]) => bigint;
  const answer = run(...args);
  assert.ok(answer < 0n, `${module}.${name} answered ${answer}`);
  const { sqlstate, message } = failureOf(module, name, Number(answer));
  return `${sqlstate} ${message}`;
}

const STRING = "54000 string buffer exceeds maximum allowed length (1073741823 bytes)";
const REQUESTED = "54000 requested length too large";
const ARRAY = "54000 array size exceeds the maximum allowed (1073741823)";
const ELEMENTS = "54000 array size exceeds the maximum allowed (134217727)";
const ENCODING = "54000 result of encoding conversion is too large";

const M = 1_000_000;

const cases: readonly (readonly [module: string, name: string, args: () => readonly (bigint | number)[], string])[] = [
  ["list", "joined", () => [listOfLengths(Array<number>(2000).fill(1)), ref(3 * M), ref(0), 0], STRING],
  // 2^32 bytes and a few: as little as nothing in 32 bits.
  ["list", "joined", () => [listOfLengths(Array<number>(4097).fill(1)), ref(2 ** 20), ref(0), 0], STRING],
  ["list", "toText", () => [listOfLengths([700 * M, 700 * M])], STRING],
  ["list", "toText", () => [listOfLengths([1000 * M, 1000 * M, 1000 * M, 1000 * M])], STRING],
  ["list", "rowText", () => [listOfLengths([1000 * M, 1000 * M, 1000 * M, 1000 * M])], STRING],
  ["list", "rowOf", () => [listOfRows([600 * M, 600 * M])], STRING],
  ["list", "append", () => [listOfLengths([600 * M]), listOfLengths([600 * M])], ARRAY],
  ["list", "prepend", () => [listOfLengths([1000 * M]), listOfLengths([3290 * M])], ARRAY],
  ["list", "concat", () => [listOfLengths([3000 * M]), listOfLengths([1500 * M])], ARRAY],
  ["list", "filledFromOne", () => [listOfLengths([100_000]), listOfNumbers([50_000])], ARRAY],
  ["list", "filledFromOne", () => [listOfLengths([65_536]), listOfNumbers([65_536])], ARRAY],
  ["list", "filledFromOne", () => [listOfLengths([1]), listOfNumbers([134_217_728])], ELEMENTS],
  ["list", "listOfSlots", () => [ref(0), ref(500 * M), ELEMENT_CODES.i64], ELEMENTS],
  ["list", "listOfSlots", () => [ref(16 * 100 * M), ref(100 * M), ELEMENT_CODES.interval], ARRAY],
  ["list", "joinedBytes", () => [ref(5), ref(4 * 100_000), ref(43_000)], STRING],
  ["list", "textEntry", () => [ref(0), ref(600 * M), ref(600 * M)], STRING],
  ["list", "joinKeys", () => [ref(600 * M), ref(600 * M)], STRING],
  ["text", "concat", () => [ref(600 * M), ref(600 * M)], STRING],
  ["text", "repeat", () => [ref(65_536), 65_537], REQUESTED],
  ["text", "pad", () => [text("a"), 600 * M, text("ü"), 1], REQUESTED],
  ["text", "pad", () => [text("a"), 268_435_455, text("b"), 1], REQUESTED],
  ["text", "replace", () => [text("a".repeat(100)), text("a"), ref(43 * M)], STRING],
  ["text", "translate", () => [ref(1073 * M), text("ü"), text("a")], REQUESTED],
  ["text", "quoteLiteral", () => [ref(600 * M)], STRING],
  ["text", "quoteIdentifier", () => [ref(600 * M, "A")], STRING],
  ["text", "format", () => [text("%2000000000s"), oneText()], STRING],
  ["text", "format", () => [text("%-2000000000s"), oneText()], STRING],
  ["text", "likePattern", () => [ref(300 * M)], STRING],
  ["text", "likeEscape", () => [ref(600 * M), text("#")], STRING],
  ["bytes", "bytesToText", () => [ref(600 * M)], STRING],
  ["bytes", "overlay", () => [ref(600 * M), ref(600 * M), 3, 0], STRING],
  ["bytes", "encode", () => [ref(600 * M), text("hex")], ENCODING],
  ["bytes", "encode", () => [ref(900 * M), text("base64")], ENCODING],
  ["format", "cutPicture", () => [ref(200 * M), 1], STRING],
];

/** A list of lists of one text of so many bytes. */
function listOfRows(lengths: readonly number[]): bigint {
  const parts = lengths.map((length) => Number(listOfLengths([length]) & 0xffffffffn));
  const bytes = 16;
  const list = listOfLengths(
    lengths.map(() => bytes),
    ELEMENT_CODES.list,
  );
  const data = take(bytes * parts.length);
  const start = Number(list & 0xffffffffn) + 8 + 4 * (lengths.length + 1);
  assert.equal(data, (start + 7) & ~7);
  const { u8 } = arena.view();
  for (const [position, part] of parts.entries()) u8.copyWithin(start + position * bytes, part, part + bytes);
  return list;
}

function oneText(): bigint {
  const list = listOfLengths([1]);
  take(8);
  arena.view().u8[Number(list & 0xffffffffn) + 16] = 97;
  return list;
}

for (const [module, name, args, expected] of cases) {
  test(`${module}.${name} refuses what no value may be: ${expected}`, () => {
    next = ROOM;
    assert.equal(failureOfCall(module, name, args()), expected);
  });
}

test("a failure of size does not stay for the next call", () => {
  next = ROOM;
  assert.equal(failureOfCall("text", "concat", [ref(600 * M), ref(600 * M)]), STRING);
  const controls = controlsOf(library, "text");
  assert.equal(controls.takeStatus(), -90);
  controls.setHeap(HEAP, HEAP + 1);
  const concat = library["text"]?.["concat"] as (left: bigint, right: bigint) => bigint;
  assert.equal(concat(text("ab"), text("cd")), -1n);
  controls.takeStatus();
  controls.setHeap(HEAP, HEAP + 4);
  assert.equal(concat(text("ab"), text("cd")), (4n << 32n) | BigInt(HEAP));
});

test("rows that show one value many times come to more bytes than a memory has", () => {
  next = ROOM;
  const rows = 10_000;
  const index = take(4 * rows);
  arena.view().u32.fill(0, index >>> 2, (index >>> 2) + rows);
  const data = take(8);
  arena.view().u64[data >>> 3] = ref(500_000);
  assert.equal(keyKernels(arena).numericKeyBytes(data, index, 0, rows), 500_000 * rows);
  arena.view().u64[data >>> 3] = listOfLengths([250_000]);
  const each = 2 + 8 + 1 + 2 * 250_000 + 2;
  assert.equal(listBatchKernels(arena).listKeyBytes(data, index, 0, rows, ELEMENT_CODES.list), 16 + each * rows);
});

test("groups that keep one value each come to more bytes than a memory has", () => {
  next = ROOM;
  const groups = 3000;
  const numbers = take(4 * groups);
  const state = take(16 * groups);
  const seen = take(groups);
  const { u32, u64, u8 } = arena.view();
  for (let group = 0; group < groups; group++) {
    u32[(numbers >>> 2) + group] = group;
    u64[(state >>> 3) + 2 * group] = ref(2 ** 21, "");
    u64[(state >>> 3) + 2 * group + 1] = 0n;
    u8[seen + group] = 2;
  }
  assert.equal(hashKernels(arena).refsToKeep(0, groups, numbers, state, seen), 2 ** 21 * groups);
});
