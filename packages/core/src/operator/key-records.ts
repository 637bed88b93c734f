// Key records to key records: when symbol tables of several threads become one, and when a NULL or an integer comes
// for which the layout had no place.

import type { Pointer } from "../arena/arena.ts";
import { fillBytes } from "../arena/fill.ts";
import type { Region } from "../arena/region.ts";
import { keyKernels } from "../kernel/key.ts";
import { isSymbol, type KeyField, type KeyLayout } from "./key-layout.ts";

/** Replaces the ids of strings in `rows` records by remap[id] (u32), when their symbols were merged into another table. */
export function remapSymbols(region: Region, layout: KeyLayout, keys: Pointer, rows: number, remap: Pointer): void {
  const kernels = keyKernels(region.arena);
  for (const { form, place } of layout.fields) {
    if (!isSymbol(form)) continue;
    kernels.remapIds(keys + 8 * place.word, 8 * layout.words, place.shift, rows, remap);
  }
}

/** Records of one layout in another of the same keys, which has places for more NULLs and wider integers. */
export function relayKeys(
  region: Region,
  from: KeyLayout,
  keys: Pointer,
  to: KeyLayout,
  rows: number,
  out: Pointer,
): void {
  const kernels = keyKernels(region.arena);
  const buffer = region.allocate(17 * rows);
  const valid = buffer + 16 * rows;
  const fromStride = 8 * from.words;
  const stride = 8 * to.words;
  if (to.fields.length === 0) kernels.packZero(rows, out, stride);
  try {
    for (const [at, field] of to.fields.entries()) {
      const old = from.fields[at] as KeyField;
      const source = keys + 8 * old.place.word;
      const target = out + 8 * field.place.word;
      const add = field.place.isFirst ? 0 : 1;
      switch (field.form) {
        case "bool":
          kernels.unpackBit(source, fromStride, old.place.shift, rows, buffer);
          kernels.packU8(buffer, 0, 0, rows, target, stride, field.place.shift, add);
          break;
        case "i32":
        case "f32":
        case "bytes":
        case "trimmed":
        case "canonical":
        case "list":
        case "struct": {
          kernels.unpack32(source, fromStride, old.place.shift, rows, buffer);
          const isSigned = field.form === "i32" && field.isAlone;
          const pack = isSigned ? kernels.packI32 : kernels.packU32;
          pack(buffer, 0, 0, rows, target, stride, field.place.shift, add);
          break;
        }
        case "i64": {
          const unpack = old.isNarrow ? kernels.unpackNarrow64 : kernels.unpack64;
          unpack(source, fromStride, old.place.shift, rows, buffer);
          const pack = field.isNarrow ? kernels.packNarrowI64 : kernels.packI64;
          pack(buffer, 0, 0, rows, target, stride, field.place.shift, add);
          break;
        }
        case "f64":
          kernels.unpack64(source, fromStride, old.place.shift, rows, buffer);
          kernels.packI64(buffer, 0, 0, rows, target, stride, field.place.shift, add);
          break;
        case "i128":
        case "interval":
          kernels.unpack128(source, fromStride, rows, buffer);
          kernels.packI128(buffer, 0, 0, rows, target, stride);
          break;
      }
      if (field.flag === undefined) continue;
      if (old.flag === undefined) fillBytes(region.arena, 1, valid, valid + rows);
      else kernels.unpackValid(keys + 8 * old.flag.word, fromStride, old.flag.shift, rows, valid);
      kernels.packNulls(
        0,
        valid,
        rows,
        out + 8 * field.flag.word,
        stride,
        field.flag.shift,
        field.flag.isFirst ? 0 : 1,
      );
    }
  } finally {
    region.free(buffer);
  }
}
