// PLAIN texts, and whether bytes are text at all. The cursor is parquet.ts'.
import { BAD_TEXT, TRUNCATED } from "./parquet-status.part";

/** Whether all `length` bytes are below 128. */
export function isAscii(from: usize, length: u32): i32 {
  const end = from + <usize>length;
  let all = i8x16.splat(0);
  while (from + 64 <= end) {
    all = v128.or(
      all,
      v128.or(v128.or(v128.load(from), v128.load(from, 16)), v128.or(v128.load(from, 32), v128.load(from, 48))),
    );
    from += 64;
  }
  while (from + 16 <= end) {
    all = v128.or(all, v128.load(from));
    from += 16;
  }
  if (i8x16.bitmask(all) != 0) return 0;
  while (from < end) if (load<u8>(from++) >= 128) return 0;
  return 1;
}

/** Whether [from, end) is well-formed UTF-8 (Unicode 15, table 3-7). */
export function isUtf8(from: usize, end: usize): bool {
  while (from < end) {
    if (from + 16 <= end && i8x16.bitmask(v128.load(from)) == 0) {
      from += 16;
      continue;
    }
    const lead = <u32>load<u8>(from);
    const left = <u32>(end - from);
    if (lead < 0x80) {
      from += 1;
    } else if (lead < 0xc2) {
      return false;
    } else if (lead < 0xe0) {
      if (left < 2 || (load<u8>(from, 1) & 0xc0) != 0x80) return false;
      from += 2;
    } else if (lead < 0xf0) {
      if (left < 3) return false;
      const second = <u32>load<u8>(from, 1);
      const low: u32 = lead == 0xe0 ? 0xa0 : 0x80;
      const high: u32 = lead == 0xed ? 0x9f : 0xbf;
      if (second < low || second > high || (load<u8>(from, 2) & 0xc0) != 0x80) return false;
      from += 3;
    } else if (lead < 0xf5) {
      if (left < 4) return false;
      const second = <u32>load<u8>(from, 1);
      const low: u32 = lead == 0xf0 ? 0x90 : 0x80;
      const high: u32 = lead == 0xf4 ? 0x8f : 0xbf;
      if (second < low || second > high) return false;
      if ((load<u8>(from, 2) & 0xc0) != 0x80 || (load<u8>(from, 3) & 0xc0) != 0x80) return false;
      from += 4;
    } else {
      return false;
    }
  }
  return true;
}

/** The next `count` PLAIN byte arrays as refs into the page; `ascii`: the page is known to be ASCII. */
export function plainTexts(cursor: usize, out: usize, count: u32, ascii: i32): i32 {
  let at = <usize>load<u32>(cursor);
  const end = <usize>load<u32>(cursor, 4);
  for (let i: u32 = 0; i < count; i++) {
    if (<u32>(end - at) < 4) return TRUNCATED;
    const length = load<u32>(at);
    at += 4;
    if (length > <u32>(end - at)) return TRUNCATED;
    if (!ascii && !isUtf8(at, at + <usize>length)) return BAD_TEXT;
    store<u64>(out, ((<u64>length) << 32) | <u64>at);
    out += 8;
    at += <usize>length;
  }
  store<u32>(cursor, <u32>at);
  return 0;
}
