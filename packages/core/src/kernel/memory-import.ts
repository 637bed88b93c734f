// Kernel modules are built once, for shared memory. For unshared memory they differ in the import of that memory and
// in nothing else: it must not say "shared", nor a maximum that a memory without one would fall short of.
import { internal } from "../common/error.ts";

const HEADER_BYTES = 8;
const IMPORT_SECTION = 2;
/** Limits in the binary format: a minimum; a minimum and a maximum, shared. */
const MINIMUM = 0x00;
const SHARED = 0x03;
/** One import: "env" "memory", a memory. */
const MEMORY_IMPORT: readonly number[] = [1, 3, ...codes("env"), 6, ...codes("memory"), 2];

function codes(name: string): readonly number[] {
  return [...name].map((letter) => letter.charCodeAt(0));
}

/** The module for unshared memory, of one for shared memory. @throws FfqError INTERNAL for one that is not built so */
export function unsharedBuild(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  let at = HEADER_BYTES;
  while (bytes[at] !== IMPORT_SECTION) {
    const size = readU32(bytes, at + 1);
    at = size.end + size.value;
    if (at >= bytes.length) throw internal("a kernel module without imports");
  }
  const size = readU32(bytes, at + 1);
  const end = size.end + size.value;
  const limits = size.end + MEMORY_IMPORT.length;
  const isMemory = MEMORY_IMPORT.every((code, position) => bytes[size.end + position] === code);
  if (!isMemory || bytes[limits] !== SHARED) throw internal("a kernel module that does not import shared memory alone");
  const minimum = bytes.subarray(limits + 1, readU32(bytes, limits + 1).end);
  const body = [...MEMORY_IMPORT, MINIMUM, ...minimum]; // shorter than 128 bytes, so its size is one
  const built = new Uint8Array(at + 2 + body.length + bytes.length - end);
  built.set(bytes.subarray(0, at));
  built.set([IMPORT_SECTION, body.length, ...body], at);
  built.set(bytes.subarray(end), at + 2 + body.length);
  return built;
}

/** An unsigned LEB128 number, and where it ends. */
function readU32(bytes: Uint8Array, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let at = start, shift = 0; ; at++, shift += 7) {
    const byte = bytes[at];
    if (byte === undefined) throw internal("a kernel module that ends too soon");
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return { value, end: at + 1 };
  }
}
