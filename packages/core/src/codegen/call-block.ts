// How an emitted function and its caller pass what does not fit parameters.
//
// The call block (bytes): 0 failure number; 4 row of the failure; 8 status of the call that failed; 16, 24 its
// first two arguments; then 16-byte scratch slots; per input data,
// validity, index (u32 each, 16 bytes an input); per output data, validity (16 bytes an output; of an update state,
// seen, and two outputs more: the rows' groups, u32 each, and the parts of sums); of a filter how many rows each
// expression but the last let through (u32 each); then what helpers keep for a batch (24 bytes each: whether it is there,
// whether it is NULL, u32 each, and the value); then the refs of the constant byte strings (8 bytes each).
//
// The parts of a batch's sums lie by update: 64 bits for each of so many groups.

/** Groups that have parts of sums: few enough for a near cache. */
export const MOST_PARTS = 1000;

/** Bytes from one update's parts to the next one's: no multiple of a page, whose places stand in each other's way. */
export const PARTS_STRIDE: number = 8 * MOST_PARTS;

/** Failure numbers from here on are of calls: this plus the position in `calls`. */
export const CALL_FAILURE = 0x40000000;

export const BLOCK_FAILURE = 0;
export const BLOCK_ROW = 4;
export const BLOCK_STATUS = 8;
export const BLOCK_ARGUMENTS = 16;
export const BLOCK_SCRATCH = 32;

/** What helpers keep for a batch: from one to the next, and what is where in it. */
export const KEPT_BYTES = 24;
export const KEPT_NULL = 4;
export const KEPT_VALUE = 8;

/** Byte offsets in the call block. */
export interface BlockLayout {
  readonly inputs: number;
  readonly outputs: number;
  readonly counts: number;
  /** To be zeroed for each batch, up to the literals. */
  readonly kept: number;
  readonly literals: number;
  readonly bytes: number;
}
