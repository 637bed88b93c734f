// SQL's regular expressions (SIMILAR TO, substring(... similar ... escape ...)) as PostgreSQL's: percent signs,
// underscores and the escape character are translated; escaped double quotes cut the pattern into three parts, of which the
// middle one is a capture.
import { NO_ROOM, addressOf, commit, fail, lengthOf, reserve } from "./bump.part";

const ESCAPE_LONG: i32 = -19;
const MANY_SEPARATORS: i32 = -20;

let out: usize = 0;

function put(byte: u32): void {
  store<u8>(out++, <u8>byte);
}

/** ){1,1}?( and ){1,1}(?: */
function putSeparator(first: bool): void {
  put(41);
  put(123);
  put(49);
  put(44);
  put(49);
  put(125);
  if (first) {
    put(63);
    put(40);
  } else {
    put(40);
    put(63);
    put(58);
  }
}

let brackets: i32 = 0;
let inClass: i32 = 0;

/** A byte inside brackets: their end is found as PostgreSQL finds it. */
function putInBrackets(byte: u32): void {
  if (byte == 92) put(92);
  put(byte);
  if (byte == 93 && inClass > 2) brackets--;
  else if (byte == 91) {
    brackets++;
    inClass = 3;
  } else if (byte == 94) inClass++;
  else inClass = 3;
}

function putOutside(byte: u32): void {
  switch (byte) {
    case 91:
      put(byte);
      brackets = 1;
      inClass = 1;
      return;
    case 37:
      put(46);
      put(42);
      return;
    case 95:
      put(46);
      return;
    case 40:
      put(40);
      put(63);
      put(58);
      return;
    case 92:
    case 46:
    case 94:
    case 36:
      put(92);
      put(byte);
      return;
    default:
      put(byte);
  }
}

/** An SQL regular expression with its escape character (none: an empty text) as a pattern of this module. */
export function similarPattern(pattern: i64, escape: i64): i64 {
  const escapeBytes = lengthOf(escape);
  const escapeAt = addressOf(escape);
  for (let i: usize = 1; i < escapeBytes; i++) if ((load<u8>(escapeAt + i) & 0xc0) != 0x80) return fail(ESCAPE_LONG);
  const bytes = lengthOf(pattern);
  const start = reserve(<u64>bytes * 9 + 16);
  if (start == 0) return fail(<i32>NO_ROOM);
  out = start;
  brackets = 0;
  inClass = 0;
  let separators = 0;
  let escaped = false;
  put(94);
  put(40);
  put(63);
  put(58);
  let at = addressOf(pattern);
  const end = at + bytes;
  while (at < end) {
    const byte = <u32>load<u8>(at);
    if (escaped) {
      escaped = false;
      if (byte == 34 && brackets < 1) {
        if (separators == 2) return fail(MANY_SEPARATORS);
        putSeparator(separators++ == 0);
      } else {
        put(92);
        put(byte);
        inClass = 3;
      }
    } else if (escapeBytes != 0 && at + escapeBytes <= end && memory.compare(at, escapeAt, escapeBytes) == 0) {
      escaped = true;
      at += escapeBytes;
      continue;
    } else if (brackets > 0) putInBrackets(byte);
    else putOutside(byte);
    at++;
  }
  put(41);
  put(36);
  return commit(out);
}
