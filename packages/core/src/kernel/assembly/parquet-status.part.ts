// What the kernels answer where a page is not as it should be; the door, kernel/parquet.ts, says it in words.

export const TRUNCATED: i32 = -1;
export const BAD_INDEX: i32 = -2;
export const BAD_TEXT: i32 = -3;
export const TOO_LARGE: i32 = -4;
export const OUT_OF_RANGE: i32 = -5;
export const BAD_RUN: i32 = -6;
export const TOO_LONG: i32 = -7;
