// Key records to key records: when symbol tables of several threads become one, and when a NULL, an integer or a string
// comes for which the layout had no place.

import type { Pointer } from "../arena/arena.ts";
import { fillBytes } from "../arena/bulk-memory.ts";
import type { Region } from "../arena/region.ts";
import { type KeyKernels, keyKernels } from "../kernel/key.ts";
import type { KeyEncoder } from "./key-encoder.ts";
import { isSymbol, type KeyField, type KeyLayout } from "./key-layout.ts";

/** Replaces the ids of strings in `rows` records by remap[id] (u32), when their symbols were merged into another table. */
export function remapSymbols(region: Region, layout: KeyLayout, keys: Pointer, rows: number, remap: Pointer): void {
  const kernels = keyKernels(region.arena);
  for (const field of layout.fields) {
    if (!isSymbol(field)) continue;
    const { word, shift } = field.place;
    kernels.remapIds(keys + 8 * word, 8 * layout.words, shift, rows, remap);
  }
}

/** Records of one layout in the encoder's, of the same keys, which has places for more NULLs and wider values. */
export function relayKeys(
  region: Region,
  from: KeyLayout,
  keys: Pointer,
  encoder: KeyEncoder,
  rows: number,
  out: Pointer,
): void {
  const { layout } = encoder;
  const kernels = keyKernels(region.arena);
  const buffer = region.allocate(17 * rows);
  const [stride, valid] = [8 * layout.words, buffer + 16 * rows];
  const move = { kernels, encoder, rows, buffer, valid };
  if (layout.fields.length === 0) kernels.packZero(rows, out, stride);
  try {
    for (const [at, field] of layout.fields.entries()) {
      const old = from.fields[at] as KeyField;
      const source = { field: old, records: keys, stride: 8 * from.words };
      relayValue(move, source, { field, records: out, stride });
      if (field.flag === undefined) continue;
      const { word, shift, isFirst } = field.flag;
      if (old.flag === undefined) fillBytes(region.arena, 1, valid, valid + rows);
      else kernels.unpackValid(keys + 8 * old.flag.word, source.stride, old.flag.shift, rows, valid);
      kernels.packNulls(0, valid, rows, out + 8 * word, stride, shift, isFirst ? 0 : 1);
    }
  } finally {
    region.free(buffer);
  }
}

interface Move {
  readonly kernels: KeyKernels;
  readonly encoder: KeyEncoder;
  readonly rows: number;
  /** 16 bytes a row. */
  readonly buffer: Pointer;
  /** A byte a row. */
  readonly valid: Pointer;
}

/** A field of records. */
interface FieldOf {
  readonly field: KeyField;
  readonly records: Pointer;
  readonly stride: number;
}

function relayValue({ kernels, encoder, rows, buffer, valid }: Move, from: FieldOf, to: FieldOf): void {
  const { field, stride } = to;
  const { shift, isFirst } = field.place;
  const old = from.field;
  const source = from.records + 8 * old.place.word;
  const target = to.records + 8 * field.place.word;
  const add = isFirst ? 0 : 1;
  switch (field.form) {
    case "bool":
      kernels.unpackBit(source, from.stride, old.place.shift, rows, buffer);
      kernels.packU8(buffer, 0, 0, rows, target, stride, shift, add);
      break;
    case "bytes":
    case "i32":
    case "f32":
    case "trimmed":
    case "canonical":
    case "list":
    case "struct": {
      if (field.isPacked) {
        kernels.unpack128(source, from.stride, rows, buffer);
        kernels.packI128(buffer, 0, 0, rows, target, stride);
        break;
      }
      const values = old.isPacked ? buffer + 8 * rows : buffer;
      if (old.isPacked) {
        kernels.unpackText(source, from.stride, rows, buffer, valid);
        encoder.intern({ data: buffer, index: 0, validity: valid }, rows, values);
      } else {
        kernels.unpack32(source, from.stride, old.place.shift, rows, values);
      }
      const isSigned = field.form === "i32" && field.isAlone;
      const pack = isSigned ? kernels.packI32 : kernels.packU32;
      pack(values, 0, 0, rows, target, stride, shift, add);
      break;
    }
    case "i64": {
      const unpack = old.isNarrow ? kernels.unpackNarrow64 : kernels.unpack64;
      unpack(source, from.stride, old.place.shift, rows, buffer);
      const pack = field.isNarrow ? kernels.packNarrowI64 : kernels.packI64;
      pack(buffer, 0, 0, rows, target, stride, shift, add);
      break;
    }
    case "f64":
      kernels.unpack64(source, from.stride, old.place.shift, rows, buffer);
      kernels.packI64(buffer, 0, 0, rows, target, stride, shift, add);
      break;
    case "i128":
    case "interval":
      kernels.unpack128(source, from.stride, rows, buffer);
      kernels.packI128(buffer, 0, 0, rows, target, stride);
      break;
  }
}
