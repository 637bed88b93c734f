// CRC-32 of pages. The platform's is many times faster, and takes a few milliseconds to load (platform-zlib.ts): until it is
// there, and where there is none, bytes are summed here, by a table.
import { loadedZlib, zlibIfAny } from "./platform-zlib.ts";

/** Fewer bytes than these are summed by the table in less time than loading takes, however cold it is. */
const BY_TABLE = 1 << 13;

/** The reversed polynomial. */
const POLYNOMIAL = 0xedb88320;

let left = BY_TABLE;
let table: Int32Array | undefined;

/** The checksum of all of the bytes, unsigned. */
export function crc32(bytes: Uint8Array): number {
  const zlib = bytes.length > left ? zlibIfAny() : loadedZlib();
  if (zlib !== undefined) return zlib.crc32(bytes);
  left = Math.max(0, left - bytes.length);
  return crc32ByTable(bytes);
}

/** The same, whatever is loaded. */
export function crc32ByTable(bytes: Uint8Array): number {
  table ??= Int32Array.from({ length: 256 }, (_, byte) => remainderOf(byte));
  let sum = -1;
  for (let at = 0; at < bytes.length; at++) {
    sum = (sum >>> 8) ^ (table[(sum ^ (bytes[at] as number)) & 0xff] as number);
  }
  return ~sum >>> 0;
}

function remainderOf(byte: number): number {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ POLYNOMIAL : sum >>> 1;
  return sum;
}
