// Partitioning of rows by hash, for exchanges and for tables larger than a cache. Partition numbers depend on
// the values alone, so every node computes the same: strings hash by their bytes, not by symbol ids.

import {  } from "./hash-form.part";
import { slotAt } from "./slot.part";
import { finish, hashBytes, mixWord } from "./hash-mix.part";

const NULL_WORD: u64 = 0x6e756c6c;

/** hashes[r] = hashes[r] combined with the bytes of row r's string. */
export function hashRefs(refs: usize, index: usize, validity: usize, rows: u32, hashes: usize): void {
  for (let row: u32 = 0; row < rows; row++) {
    const slot = slotAt(index, <usize>row);
    let word = NULL_WORD;
    if (validity == 0 || load<u8>(validity + slot) != 0) {
      const ref = load<u64>(refs + (slot << 3));
      word = hashBytes(<usize>(ref & 0xffffffff), <u32>(ref >> 32));
    }
    const at = hashes + ((<usize>row) << 3);
    store<u64>(at, finish(mixWord(load<u64>(at), word)));
  }
}

/** out[r] = partition of row r, and adds to counts (u32 per partition, zeroed by the caller). */
export function partitionOf(hashes: usize, rows: u32, partitions: u32, out: usize, counts: usize): void {
  for (let row: u32 = 0; row < rows; row++) {
    const partition = <u32>((<u64>load<u32>(hashes + ((<usize>row) << 3)) * <u64>partitions) >> 32);
    store<u32>(out + ((<usize>row) << 2), partition);
    const count = counts + ((<usize>partition) << 2);
    store<u32>(count, load<u32>(count) + 1);
  }
}

/**
 * Row numbers by partition, in row order within each: out holds partition 0's rows, then 1's. counts is
 * turned into each partition's end.
 */
export function partitionScatter(partitionIds: usize, rows: u32, partitions: u32, counts: usize, out: usize): void {
  let start: u32 = 0;
  for (let partition: u32 = 0; partition < partitions; partition++) {
    const at = counts + ((<usize>partition) << 2);
    const count = load<u32>(at);
    store<u32>(at, start);
    start += count;
  }
  for (let row: u32 = 0; row < rows; row++) {
    const at = counts + ((<usize>load<u32>(partitionIds + ((<usize>row) << 2))) << 2);
    const place = load<u32>(at);
    store<u32>(out + ((<usize>place) << 2), row);
    store<u32>(at, place + 1);
  }
}
