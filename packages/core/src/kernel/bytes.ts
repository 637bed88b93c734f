// The typed door of the row functions over byte strings and uuids (assembly/bytes.ts): what emitted code calls, by
// name. A ref is `byteLength << 32 | address`; uuids are 16 bytes that travel by address. Failures as in text.ts.
import type { Arena } from "../arena/arena.ts";
import { entropy64 } from "../common/entropy.ts";
import { instantiateModule } from "./instantiate.ts";

/** By the negative status code. -1: the byte heap is full. */
export const BYTES_FAILURES: Readonly<Record<number, { readonly sqlstate: string; readonly message: string }>> = {
  [-2]: { sqlstate: "22023", message: 'invalid hexadecimal digit in "{0}"' },
  [-3]: { sqlstate: "22023", message: "invalid hexadecimal data: odd number of digits" },
  [-4]: { sqlstate: "22P02", message: "invalid input syntax for type bytea" },
  [-5]: { sqlstate: "22023", message: "invalid symbol found while decoding base64 sequence" },
  [-6]: { sqlstate: "22023", message: "invalid base64 end sequence" },
  [-8]: { sqlstate: "22023", message: 'unrecognized encoding: "{n}"' },
  [-7]: { sqlstate: "22P02", message: 'invalid input syntax for type uuid: "{0}"' },
  [-9]: { sqlstate: "22003", message: "integer out of range" },
  [-10]: { sqlstate: "22003", message: "smallint out of range" },
  [-11]: { sqlstate: "22003", message: "bigint out of range" },
  [-12]: { sqlstate: "22011", message: "negative substring length not allowed" },
  [-13]: { sqlstate: "2202E", message: "index {n} out of valid range" },
  [-14]: { sqlstate: "22023", message: "new bit must be 0 or 1" },
  [-15]: { sqlstate: "22021", message: 'invalid byte sequence for encoding "UTF8"' },
  [-17]: { sqlstate: "22025", message: "LIKE pattern must not end with escape character" },
  [-16]: { sqlstate: "22021", message: 'invalid byte sequence for encoding "UTF8": 0x00' },
};

/** Functions that report nothing. */
export const INFALLIBLE_BYTES_FUNCTIONS: ReadonlySet<string> = new Set([
  "byteLength",
  "bitCount",
  "sliceFrom",
  "position",
  "trimBytes",
  "uuidVersion",
  "uuidMicros",
  "uuidRandom",
  "uuidOfMoment",
]);

/** What assembly/bytes.ts exports and JavaScript calls; emitted code reaches the rest by name. */
export interface BytesKernels {
  setHeap(next: number, end: number): void;
  getHeapNext(): number;
  takeStatus(): number;
  bytesFromText(ref: bigint): bigint;
  bytesToText(ref: bigint): bigint;
  uuidFromText(ref: bigint, out: number): void;
  uuidToText(uuid: number): bigint;
  seedUuids(first: bigint, second: bigint): void;
}

/** An instance of the byte kernels over the arena, for one thread. */
export function bytesKernels(arena: Arena): BytesKernels {
  const kernels = instantiateModule(arena, "bytes") as unknown as BytesKernels;
  // Each thread's instance makes its own uuids.
  kernels.seedUuids(entropy64(), entropy64());
  return kernels;
}
