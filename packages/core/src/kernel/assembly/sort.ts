// Sort kernels. Rows are sorted as records of `words` u64 words that compare as unsigned numbers, most
// significant word first (sort-encode.part.ts builds them, with direction and NULL placement inside). A word
// may be a string's first eight bytes: then `ties` (u32 per word; 0 = 0 | address of a ref per row | 1 when
// descending) says where the whole strings lie. All sorts are stable and resumable in slices.
export * from "./sort-bounds.part";
export * from "./sort-encode.part";
export { compareRecords, elementRows, mergeNext, mergeStart, rowsBefore } from "./sort-merge.part";
export * from "./sort-numeric.part";
export * from "./sort-radix.part";
export { sortTies } from "./sort-ties.part";
