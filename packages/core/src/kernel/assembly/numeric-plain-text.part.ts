// Decimals that are written plainly, as files and most people do: perhaps a minus, at most 18 digits, perhaps a point
// among them. Whatever else a number may be spelled like is left to who reads all of it.

/** Of the last scan that succeeded: the digits, without their point. */
let digits: u64 = 0;
let isNegative = false;
/** How many digits are behind the point. */
let fraction: i32 = 0;

export function plainDigits(): u64 {
  return digits;
}

export function plainIsNegative(): bool {
  return isNegative;
}

export function plainFraction(): i32 {
  return fraction;
}

/** More might not fit 64 bits. */
const MOST_DIGITS: i32 = 18;

/** Whether the text is such a decimal. */
export function scanPlain(text: usize, length: i32): bool {
  // Digits, a minus and a point.
  if (<u32>(length - 1) > <u32>(MOST_DIGITS + 1)) return false;
  const end = text + <usize>length;
  let at = text;
  isNegative = load<u8>(at) == 0x2d;
  if (isNegative) at++;
  let value: u64 = 0;
  let count: i32 = 0;
  let point: i32 = -1;
  for (; at < end; at++) {
    const byte = load<u8>(at);
    const digit = <u32>byte - 48;
    if (digit < 10) {
      value = value * 10 + <u64>digit;
      count++;
    } else if (byte == 0x2e && point < 0) {
      point = count;
    } else {
      return false;
    }
  }
  digits = value;
  fraction = point < 0 ? 0 : count - point;
  return count > 0 && count <= MOST_DIGITS;
}
