// Finds the distinct values of a column and writes each row as a code. Gives up as soon as a dictionary would not
// pay: too many entries, too many bytes, or nearly every one of the first values different.
import type { DenseValues } from "./encode-values.ts";

export interface DictionaryLimits {
  readonly entries: number;
  /** Of the entries in PLAIN encoding. */
  readonly bytes: number;
}

export interface Dictionary {
  /** The distinct values in the order of their first appearance. */
  readonly entries: DenseValues;
  /** One per value: the position of its entry. */
  readonly codes: Int32Array;
}

/** After this many values a look decides whether to go on. */
const PROBE_VALUES = 4096;
/** More distinct values than this among the first ones, and the limit would be passed anyway. */
const PROBE_DISTINCT = 3850;

/** The dictionary of the values, or undefined when it passes the limits. */
export function buildDictionary(values: DenseValues, limits: DictionaryLimits): Dictionary | undefined {
  switch (values.kind) {
    case "bits":
      return undefined;
    case "words": {
      const entries = Math.min(limits.entries, Math.floor(limits.bytes / (values.width * 4)));
      if (values.width === 1) return dictionary1(values.words, values.count, entries);
      if (values.width === 2) return dictionary2(values.words, values.count, entries);
      return dictionary4(values.words, values.count, entries);
    }
    case "bytes":
      return dictionaryBytes(values.offsets, values.bytes, values.count, limits);
  }
}

/** Slots hold code + 1; twice as many as entries at least, so probes are short. */
function makeTable(entries: number, count: number): { table: Int32Array; shift: number } {
  const wanted = Math.min(entries, count) * 2;
  const bits = Math.max(8, 32 - Math.clz32(wanted));
  return { table: new Int32Array(1 << bits), shift: 32 - bits };
}

function hopeless(distinct: number, seen: number, limit: number): boolean {
  return seen === PROBE_VALUES && distinct > PROBE_DISTINCT && limit < PROBE_VALUES * 16;
}

function dictionary1(words: Int32Array, count: number, limit: number): Dictionary | undefined {
  const { table, shift } = makeTable(limit, count);
  const mask = table.length - 1;
  const codes = new Int32Array(count);
  const entries = new Int32Array(Math.min(limit, count));
  let distinct = 0;
  let last = 0;
  let code = -1;
  for (let i = 0; i < count; i++) {
    const value = words[i] as number;
    if (value !== last || code < 0) {
      let slot = Math.imul(value, 0x9e3779b1 | 0) >>> shift;
      for (;;) {
        code = (table[slot] as number) - 1;
        if (code < 0) {
          if (distinct === limit || hopeless(distinct, i, limit)) return undefined;
          code = distinct++;
          entries[code] = value;
          table[slot] = distinct;
          break;
        }
        if (entries[code] === value) break;
        slot = (slot + 1) & mask;
      }
      last = value;
    }
    codes[i] = code;
  }
  return { entries: { kind: "words", count: distinct, width: 1, words: entries.subarray(0, distinct) }, codes };
}

function dictionary2(words: Int32Array, count: number, limit: number): Dictionary | undefined {
  const { table, shift } = makeTable(limit, count);
  const mask = table.length - 1;
  const codes = new Int32Array(count);
  const entries = new Int32Array(Math.min(limit, count) * 2);
  let distinct = 0;
  let lastLow = 0;
  let lastHigh = 0;
  let code = -1;
  for (let i = 0; i < count; i++) {
    const low = words[i * 2] as number;
    const high = words[i * 2 + 1] as number;
    if (low !== lastLow || high !== lastHigh || code < 0) {
      let slot = Math.imul(low ^ Math.imul(high, 0x85ebca6b | 0), 0x9e3779b1 | 0) >>> shift;
      for (;;) {
        code = (table[slot] as number) - 1;
        if (code < 0) {
          if (distinct === limit || hopeless(distinct, i, limit)) return undefined;
          code = distinct++;
          entries[code * 2] = low;
          entries[code * 2 + 1] = high;
          table[slot] = distinct;
          break;
        }
        if (entries[code * 2] === low && entries[code * 2 + 1] === high) break;
        slot = (slot + 1) & mask;
      }
      lastLow = low;
      lastHigh = high;
    }
    codes[i] = code;
  }
  return { entries: { kind: "words", count: distinct, width: 2, words: entries.subarray(0, distinct * 2) }, codes };
}

function dictionary4(words: Int32Array, count: number, limit: number): Dictionary | undefined {
  const { table, shift } = makeTable(limit, count);
  const mask = table.length - 1;
  const codes = new Int32Array(count);
  const entries = new Int32Array(Math.min(limit, count) * 4);
  let distinct = 0;
  for (let i = 0; i < count; i++) {
    const from = i * 4;
    const a = words[from] as number;
    const b = words[from + 1] as number;
    const c = words[from + 2] as number;
    const d = words[from + 3] as number;
    const low = Math.imul(a ^ Math.imul(b, 0x85ebca6b | 0), 0x9e3779b1 | 0);
    let slot = Math.imul(low ^ c ^ Math.imul(d, 0x85ebca6b | 0), 0x9e3779b1 | 0) >>> shift;
    let code = -1;
    for (;;) {
      code = (table[slot] as number) - 1;
      if (code < 0) {
        if (distinct === limit || hopeless(distinct, i, limit)) return undefined;
        code = distinct++;
        entries.set(words.subarray(from, from + 4), code * 4);
        table[slot] = distinct;
        break;
      }
      const at = code * 4;
      if (entries[at] === a && entries[at + 1] === b && entries[at + 2] === c && entries[at + 3] === d) break;
      slot = (slot + 1) & mask;
    }
    codes[i] = code;
  }
  return { entries: { kind: "words", count: distinct, width: 4, words: entries.subarray(0, distinct * 4) }, codes };
}

/** Texts up to this long are compared as four masked words, without loops or branches on their length. */
const SHORT = 16;

/** For each length up to SHORT the masks of its four words. */
const SHORT_MASKS = Int32Array.from({ length: (SHORT + 1) * 4 }, (_, i) => {
  const bytes = Math.min(4, Math.max(0, (i >>> 2) - (i & 3) * 4));
  return bytes === 4 ? -1 : (1 << (bytes * 8)) - 1;
});

function dictionaryBytes(
  offsets: Int32Array | Uint32Array,
  bytes: Uint8Array,
  count: number,
  limits: DictionaryLimits,
): Dictionary | undefined {
  const { entries: limit } = limits;
  const { table, shift } = makeTable(limit, count);
  const mask = table.length - 1;
  const codes = new Int32Array(count);
  const room = Math.min(limit, count);
  // Where each entry first appears, its length and its words: a short text's own, or a long one's hash.
  const starts = new Int32Array(room);
  const lengths = new Int32Array(room);
  const words = new Int32Array(room * 4);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const safe = bytes.length - SHORT;
  let distinct = 0;
  let size = 0;
  let start = count > 0 ? (offsets[0] as number) : 0;
  for (let i = 0; i < count; i++) {
    const end = offsets[i + 1] as number;
    const length = end - start;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    if (length > SHORT) {
      a = hashBytes(view, start, end);
    } else if (start <= safe) {
      a = view.getInt32(start, true) & (SHORT_MASKS[length * 4] as number);
      b = view.getInt32(start + 4, true) & (SHORT_MASKS[length * 4 + 1] as number);
      if (length > 8) {
        c = view.getInt32(start + 8, true) & (SHORT_MASKS[length * 4 + 2] as number);
        d = view.getInt32(start + 12, true) & (SHORT_MASKS[length * 4 + 3] as number);
      }
    } else {
      a = tailWord(view, start, Math.min(4, length));
      b = tailWord(view, start + 4, Math.min(4, length - 4));
      c = tailWord(view, start + 8, Math.min(4, length - 8));
      d = tailWord(view, start + 12, length - 12);
    }
    const half = Math.imul(a ^ Math.imul(b, 0x85ebca6b | 0), 0x9e3779b1 | 0) ^ length;
    let slot =
      Math.imul(half ^ (half >>> 15) ^ Math.imul(c ^ Math.imul(d, 0x27d4eb2f), 0x165667b1), 0x9e3779b1 | 0) >>> shift;
    let code = -1;
    for (;;) {
      code = (table[slot] as number) - 1;
      if (code < 0) {
        size += length + 4;
        if (distinct === limit || size > limits.bytes || hopeless(distinct, i, limit)) return undefined;
        code = distinct++;
        starts[code] = start;
        lengths[code] = length;
        words[code * 4] = a;
        words[code * 4 + 1] = b;
        words[code * 4 + 2] = c;
        words[code * 4 + 3] = d;
        table[slot] = distinct;
        break;
      }
      const at = code * 4;
      if (
        words[at] === a &&
        words[at + 1] === b &&
        words[at + 2] === c &&
        words[at + 3] === d &&
        lengths[code] === length &&
        (length <= SHORT || sameBytes(view, starts[code] as number, start, length))
      ) {
        break;
      }
      slot = (slot + 1) & mask;
    }
    codes[i] = code;
    start = end;
  }
  const entryOffsets = new Int32Array(distinct + 1);
  const entryBytes = new Uint8Array(size - distinct * 4);
  let at = 0;
  for (let code = 0; code < distinct; code++) {
    const from = starts[code] as number;
    const length = lengths[code] as number;
    entryBytes.set(bytes.subarray(from, from + length), at);
    at += length;
    entryOffsets[code + 1] = at;
  }
  return { entries: { kind: "bytes", count: distinct, offsets: entryOffsets, bytes: entryBytes }, codes };
}

/** The first `count` bytes (up to 4; none below 1) from `at` as one word, where wide reads might pass the end. */
function tailWord(view: DataView, at: number, count: number): number {
  if (count < 4 && at + 4 <= view.byteLength)
    return count <= 0 ? 0 : view.getInt32(at, true) & ((1 << (count * 8)) - 1);
  let word = 0;
  for (let i = 0; i < count; i++) word |= view.getUint8(at + i) << (i * 8);
  return word;
}

function hashBytes(view: DataView, start: number, end: number): number {
  let hash = Math.imul(end - start, 0x27d4eb2f);
  let at = start;
  for (; at + 4 <= end; at += 4) {
    hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1 | 0);
    hash ^= hash >>> 15;
  }
  if (at < end) hash = Math.imul(hash ^ tailWord(view, at, end - at), 0x9e3779b1 | 0);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x85ebca6b | 0);
}

function sameBytes(view: DataView, left: number, right: number, length: number): boolean {
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    if (view.getInt32(left + i, true) !== view.getInt32(right + i, true)) return false;
  }
  return i === length || tailWord(view, left + i, length - i) === tailWord(view, right + i, length - i);
}
