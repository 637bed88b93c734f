// How an emitted function and its caller pass what does not fit parameters.
//
// The call block (bytes): 0 failure number; 4 row of the failure; 8 status of the call that failed; 16, 24 its
// first two arguments; then 16-byte scratch slots; per input data,
// validity, index (u32 each, 16 bytes an input); per output data, validity (16 bytes an output; of an update state,
// seen, and one output more: the rows' groups, u32 each); of a filter how many rows each expression but the last let
// through (u32 each); then the refs of the constant byte strings (8 bytes each).

/** Failure numbers from here on are of calls: this plus the position in `calls`. */
export const CALL_FAILURE = 0x40000000;

export const BLOCK_FAILURE = 0;
export const BLOCK_ROW = 4;
export const BLOCK_STATUS = 8;
export const BLOCK_ARGUMENTS = 16;
export const BLOCK_SCRATCH = 32;

/** Byte offsets in the call block. */
export interface BlockLayout {
  readonly inputs: number;
  readonly outputs: number;
  readonly counts: number;
  readonly literals: number;
  readonly bytes: number;
}
