// Byte strings and uuids as PostgreSQL prints them, for plain rows, plans and constants. Rows in bulk are converted
// by kernels (kernel/assembly/bytes), not here; what a user wrote is read by them too.

const digits = "0123456789abcdef";

/** `\x` and two hexadecimal digits a byte. */
export function bytesText(bytes: Uint8Array): string {
  let text = "\\x";
  for (const byte of bytes) text += (digits[byte >>> 4] as string) + (digits[byte & 15] as string);
  return text;
}

/** The bytes of a text that `bytesText` made. */
export function bytesOfText(text: string): Uint8Array {
  const bytes = new Uint8Array((text.length - 2) / 2);
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(text.slice(2 + at * 2, 4 + at * 2), 16);
  return bytes;
}

const HIGHEST = 1n << 127n;

/** @param value as storage.ts lays it out */
export function uuidText(value: bigint): string {
  const hex = (BigInt.asUintN(128, value) ^ HIGHEST).toString(16).padStart(32, "0");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
