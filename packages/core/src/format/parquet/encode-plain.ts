// PLAIN encoding: fixed-width values as they lie in memory (16-byte ones in big endian), texts with their length
// before them, booleans as bits.
import { unreachable } from "../../common/unreachable.ts";
import type { EncodeSpace } from "../encode-space.ts";
import type { DenseValues } from "./encode-values.ts";

/** Where values lie in the encoding memory: of texts the offsets and the bytes. Bits are not there. */
export interface ValuesPlace {
  readonly values: number;
  readonly bytes: number;
}

/** The exact bytes of values `from` to `to` in PLAIN encoding. */
export function plainSize(values: DenseValues, from: number, to: number): number {
  switch (values.kind) {
    case "bits":
      return (to - from + 7) >>> 3;
    case "words":
      return (to - from) * values.width * 4;
    case "bytes":
      return (to - from) * 4 + ((values.offsets[to] as number) - (values.offsets[from] as number));
    default:
      return unreachable(values);
  }
}

/** Writes values `from` to `to` to an address of the encoding memory. */
export function encodePlain(
  space: EncodeSpace,
  values: DenseValues,
  place: ValuesPlace,
  from: number,
  to: number,
  target: number,
): void {
  switch (values.kind) {
    case "bits":
      return plainBits(values.values, from, to, space.u8(target, plainSize(values, from, to)));
    case "words": {
      if (values.width === 4) {
        return space.kernels.plain16(place.values, from, to, target, values.turned === true ? 1 : 0);
      }
      const size = values.width * 4;
      return space.copy(place.values + from * size, (to - from) * size, target);
    }
    case "bytes":
      space.kernels.plainTexts(place.values, place.bytes, from, to, target);
      return;
    default:
      return unreachable(values);
  }
}

function plainBits(values: Uint8Array, from: number, to: number, out: Uint8Array): void {
  let at = 0;
  for (let i = from; i < to; i += 8) {
    let byte = 0;
    const width = Math.min(8, to - i);
    for (let bit = 0; bit < width; bit++) byte |= (values[i + bit] === 0 ? 0 : 1) << bit;
    out[at++] = byte;
  }
}
