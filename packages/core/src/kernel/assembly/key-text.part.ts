// Short texts as two words of a key record: their bytes, padded with zeros, and in the last byte their length, so that
// equal words are equal texts. A NULL has a length that no text has. Read back, a text lies in its record.

import {  } from "./hash-form.part";
import { slotAt } from "./slot.part";

/** The most bytes of a text that fit beside its length. */
const MOST_BYTES: u32 = 15;
const LENGTH_SHIFT: u64 = 56;
const NULL_WORD: u64 = 0xff << LENGTH_SHIFT;

/** 1 when every text fits two words. */
export function fitsText(data: usize, index: usize, validity: usize, rows: i32): i32 {
  let longest: u64 = 0;
  if (index == 0 && validity == 0) {
    for (let row: i32 = 0; row < rows; row++) longest = max(longest, load<u64>(data + ((<usize>row) << 3)));
  } else {
    for (let row: i32 = 0; row < rows; row++) {
      const slot = slotAt(index, <usize>row);
      if (validity == 0 || load<u8>(validity + slot) != 0) longest = max(longest, load<u64>(data + (slot << 3)));
    }
  }
  return <i32>(<u32>(longest >> 32) <= MOST_BYTES);
}

// @ts-ignore: decorator
@inline
function putText(ref: u64, at: usize): void {
  const address = <usize>(ref & 0xffffffff);
  const length = ref >> 32;
  let first: u64 = 0;
  let second = length << LENGTH_SHIFT;
  if (length > 8) {
    first = load<u64>(address);
    second |= load<u64>(address + <usize>length - 8) >> ((16 - length) << 3);
  } else if (length != 0) {
    first = load<u64>(address) & (~(<u64>0) >> ((8 - length) << 3));
  }
  store<u64>(at, first);
  store<u64>(at, second, 8);
}

/** The two words of texts that fit them. */
export function packText(data: usize, index: usize, validity: usize, rows: i32, out: usize, stride: usize): void {
  let at = out;
  if (index == 0 && validity == 0) {
    for (let row: i32 = 0; row < rows; row++) {
      putText(load<u64>(data + ((<usize>row) << 3)), at);
      at += stride;
    }
    return;
  }
  for (let row: i32 = 0; row < rows; row++) {
    const slot = slotAt(index, <usize>row);
    if (validity == 0 || load<u8>(validity + slot) != 0) {
      putText(load<u64>(data + (slot << 3)), at);
    } else {
      store<u64>(at, 0);
      store<u64>(at, NULL_WORD, 8);
    }
    at += stride;
  }
}

/** Refs of the texts where they lie in the records, and a byte per row to `valid`: 0 for NULL, whose ref is empty. */
export function unpackText(words: usize, stride: usize, rows: i32, out: usize, valid: usize): void {
  let at = words;
  for (let row: i32 = 0; row < rows; row++) {
    const length = load<u64>(at, 8) >> LENGTH_SHIFT;
    const isText = length <= MOST_BYTES;
    store<u64>(out + ((<usize>row) << 3), isText ? (length << 32) | <u64>at : 0);
    store<u8>(valid + <usize>row, <u8>isText);
    at += stride;
  }
}
