// Lists made of another's entries by chance: all of them in another order, or some. A seed decides which.
import { NO_ROOM, addressOf, fail, keep, reserve } from "./bump.part";
import { entrySize, shapeOf } from "./list-change.part";
import { bytesBetween, closeValue, codeOf, copyElements, countOf, dimensionsOf, hasNullBetween, isBytes, lowerBound, openValue } from "./list-layout.part";
import { emptyList } from "./list-make.part";
import { beginChance, chooseBelow } from "./seeded-chance.part";

const SAMPLE_SIZE: i32 = -30;

/** array_shuffle: the entries of the first dimension in another order. */
export function shuffled(list: i64, seed: i64): i64 {
  const from = addressOf(list);
  const entries = countOf(from) == 0 ? 0 : countOf(from) / entrySize(from);
  return entries < 2 ? list : drawn(from, entries, entries, lowerBound(from, 0), seed);
}

/** array_sample: `size` of the `entries` that the first dimension has. Its lower bound becomes 1, the other ones stay. */
export function sampled(list: i64, entries: i32, size: i32, seed: i64): i64 {
  const from = addressOf(list);
  if (size < 0 || size > entries) return fail(SAMPLE_SIZE);
  return size == 0 ? emptyList(codeOf(from)) : drawn(from, <u32>entries, <u32>size, 1, seed);
}

/** The first `wanted` numbers of 0 up to `entries` in an order of chance; 0 when there is no room. */
function drawNumbers(entries: u32, wanted: u32): usize {
  const numbers = reserve((<u64>entries) << 2);
  if (numbers == 0) return 0;
  keep(numbers + ((<usize>entries) << 2));
  for (let at: u32 = 0; at < entries; at++) store<u32>(numbers + ((<usize>at) << 2), at);
  for (let at: u32 = 0; at < wanted; at++) {
    const here = numbers + ((<usize>at) << 2);
    const there = here + ((<usize>chooseBelow(entries - at)) << 2);
    const number = load<u32>(there);
    store<u32>(there, load<u32>(here));
    store<u32>(here, number);
  }
  return numbers;
}

function drawn(from: usize, entries: u32, wanted: u32, lower: i32, seed: i64): i64 {
  beginChance(seed);
  const numbers = drawNumbers(entries, wanted);
  if (numbers == 0) return fail(<i32>NO_ROOM);
  const shape = shapeOf(from);
  if (shape == 0) return fail(<i32>NO_ROOM);
  store<u32>(shape, wanted);
  store<i32>(shape, lower, 32);
  const size = entrySize(from);
  let nulls = false;
  let bytes: u64 = 0;
  for (let at: u32 = 0; at < wanted; at++) {
    const first = load<u32>(numbers + ((<usize>at) << 2)) * size;
    nulls = nulls || hasNullBetween(from, first, size);
    if (isBytes(codeOf(from))) bytes += bytesBetween(from, first, size);
  }
  const to = openValue(codeOf(from), wanted * size, dimensionsOf(from), shape, shape + 32, nulls, bytes);
  if (to == 0) return fail(<i32>NO_ROOM);
  for (let at: u32 = 0; at < wanted; at++) {
    copyElements(to, at * size, from, load<u32>(numbers + ((<usize>at) << 2)) * size, size);
  }
  return closeValue(to);
}
