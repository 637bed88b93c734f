// What taking lists and structs of results apart shares: which rows are there, and slots in the form that results have.
import { isFixedNumeric, type LogicalType } from "../type/logical-type.ts";

export const isValidRow = (validity: Uint8Array | undefined, row: number): boolean =>
  validity === undefined || (((validity[row >>> 3] as number) >>> (row & 7)) & 1) === 1;

/** Slots as results have them: bits, 16-bit integers and numerics of 16 bytes lie otherwise than in the arena. */
export function resultSlots(type: LogicalType, slots: Uint8Array<ArrayBuffer>, rows: number): Uint8Array<ArrayBuffer> {
  switch (type.kind) {
    case "bool": {
      const bits = new Uint8Array((rows + 7) >>> 3);
      for (let row = 0; row < rows; row++) {
        bits[row >>> 3] = (bits[row >>> 3] as number) | ((slots[row] as number) << (row & 7));
      }
      return bits;
    }
    case "int2":
      return new Uint8Array(Int16Array.from(new Int32Array(slots.buffer, 0, rows)).buffer);
    case "numeric": {
      if (!isFixedNumeric(type) || slots.length === rows * 16) return slots;
      const wide = new BigInt64Array(rows * 2);
      for (const [row, value] of new BigInt64Array(slots.buffer, 0, rows).entries()) {
        wide[row * 2] = value;
        wide[row * 2 + 1] = value < 0n ? -1n : 0n;
      }
      return new Uint8Array(wide.buffer);
    }
    default:
      return slots;
  }
}

/** Bytes up to which words are copied one by one: a call for each value would cost more. */
const FEW_BYTES = 64;

/** Bytes to copy from, and the same as a view. */
export interface ReadBytes {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** Copies bytes; `target` is a view of `to`. */
export function copyBytes(
  { bytes, view }: ReadBytes,
  from: number,
  to: Uint8Array,
  target: DataView,
  at: number,
  length: number,
): void {
  if (length > FEW_BYTES) {
    to.set(bytes.subarray(from, from + length), at);
    return;
  }
  let done = 0;
  for (; done + 4 <= length; done += 4) target.setInt32(at + done, view.getInt32(from + done, true), true);
  for (; done < length; done++) to[at + done] = bytes[from + done] as number;
}
