// Kernels that decode Parquet pages: RLE/bit-packed hybrids, PLAIN values, UTF-8 checks. They read bytes of a
// file, so nothing there is trusted: each takes a cursor that names the end of its input, checks every read
// against it and returns a negative status instead of a value. Buffers have 16 bytes of padding, so a whole
// SIMD word may be loaded past the end as long as what counts lies before it.
//
// The cursor is 80 bytes that the caller owns:
//    0 u32  next unread byte            4 u32  end of the input
//    8 u32  bits per value (hybrids)   12 u32  kind of the current run: 0 RLE, 1 bit-packed
//   16 u32  values left in the run     20 u32  RLE: the value; packed: first byte of the run
//   24 u32  packed: values consumed    28 u32  PLAIN booleans: bits consumed of the byte at 0
//   32 u32  bytes of a fixed-length value
//   48 i128 decimals: 10^precision (the magnitude must be below)

export * from "./parquet-convert.part";
export * from "./parquet-decimal.part";
export * from "./parquet-delta.part";
export * from "./parquet-find.part";
export * from "./parquet-hybrid.part";
export * from "./parquet-levels.part";
export * from "./parquet-numeric.part";
export * from "./parquet-plain.part";
export * from "./parquet-reference.part";
export * from "./parquet-split.part";
export * from "./parquet-spread.part";
export * from "./parquet-text.part";
