// Fields of lines of text, as cutting leaves them (encode-fields.part.ts), and the texts that they are.

// A field: where it begins, and its raw length with two marks.
export const FIELD: usize = 8;
export const ESCAPED: u32 = 0x80000000;
export const IS_NULL: u32 = 0x40000000;
export const LENGTH: u32 = 0x3fffffff;

/**
 * Of two quotes one is left; a backslash goes, and the letter behind it may stand for a control character. `target` may be `from`. Answers
 * the end. @param special of CSV the quote; of TEXT the backslash
 */
export function joinEscaped(from: usize, length: u32, target: usize, isCsv: bool, special: u8): usize {
  let to = target;
  const end = from + <usize>length;
  for (let at = from; at < end; at++) {
    let byte = load<u8>(at);
    if (byte == special) {
      byte = load<u8>(++at);
      if (!isCsv) byte = controlOf(byte);
    }
    store<u8>(to++, byte);
  }
  return to;
}

function controlOf(letter: u8): u8 {
  switch (letter) {
    case 98:
      return 8;
    case 116:
      return 9;
    case 110:
      return 10;
    case 118:
      return 11;
    case 102:
      return 12;
    case 114:
      return 13;
    default:
      return letter;
  }
}
