// Fields of lines of text as references to where their bytes lie.
import { ESCAPED, FIELD, IS_NULL, joinEscaped, LENGTH } from "./field-text.part";

/**
 * refs[r] and valid[r] of a column's fields. Their bytes lie `shift` bytes behind where the fields say; what is escaped is
 * written anew in its place, so that a column is asked for once. Answers how many rows are valid.
 * @param special of CSV the quote; of TEXT the backslash
 */
export function fieldRefs(
  fields: usize,
  rows: u32,
  columns: u32,
  column: u32,
  shift: u32,
  isCsv: bool,
  special: u32,
  refs: usize,
  valid: usize,
): u32 {
  let count: u32 = 0;
  let field = fields + <usize>column * FIELD;
  for (let row: u32 = 0; row < rows; row++) {
    const from = load<u32>(field) + shift;
    const marked = load<u32>(field, 4);
    let length = marked & LENGTH;
    if (marked & IS_NULL) length = 0;
    else if (marked & ESCAPED) length = <u32>joinEscaped(from, length, from, isCsv, <u8>special) - from;
    store<u64>(refs + (<usize>row << 3), ((<u64>length) << 32) | <u64>from);
    const isValid: u32 = marked & IS_NULL ? 0 : 1;
    store<u8>(valid + <usize>row, isValid);
    count += isValid;
    field += <usize>columns * FIELD;
  }
  return count;
}
