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
