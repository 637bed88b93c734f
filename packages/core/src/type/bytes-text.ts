// Byte strings and uuids as PostgreSQL prints them, for plain rows, plans and constants. Rows in bulk are converted
// by kernels (kernel/assembly/bytes), not here; what a user wrote is read by them too.

const DIGITS = Uint8Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));
const BACKSLASH = 0x5c;
const LETTER_X = 0x78;
const ascii = new TextDecoder();

/** `\x` and two hexadecimal digits a byte. */
export function bytesText(bytes: Uint8Array): string {
  // As one run of characters: a string that grows by two is a tree of them, of which megabytes take the collector seconds.
  const codes = new Uint8Array(2 + 2 * bytes.length);
  codes[0] = BACKSLASH;
  codes[1] = LETTER_X;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    codes[2 + 2 * at] = DIGITS[byte >>> 4] as number;
    codes[3 + 2 * at] = DIGITS[byte & 15] as number;
  }
  return ascii.decode(codes);
}

/** The bytes of a text that `bytesText` made. */
export function bytesOfText(text: string): Uint8Array {
  const bytes = new Uint8Array((text.length - 2) / 2);
  for (let at = 0; at < bytes.length; at++) {
    bytes[at] = (digitAt(text, 2 + 2 * at) << 4) | digitAt(text, 3 + 2 * at);
  }
  return bytes;
}

const DIGIT_0 = 0x30;
const LETTER_A = 0x61;

function digitAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < LETTER_A ? code - DIGIT_0 : code - LETTER_A + 10;
}

const HIGHEST = 1n << 127n;

/** @param value as storage.ts lays it out */
export function uuidText(value: bigint): string {
  const hex = (BigInt.asUintN(128, value) ^ HIGHEST).toString(16).padStart(32, "0");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
