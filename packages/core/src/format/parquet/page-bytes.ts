// A page's bytes as they were before compression. The checksum, where there is one, is of the bytes as stored.

import type { Pointer } from "../../arena/arena.ts";
import { copyBytes } from "../../arena/bulk-memory.ts";
import { crc32 } from "./checksum.ts";
import type { ChunkContext } from "./chunk-context.ts";
import { CODEC, codecName, decompress, isPlausible } from "./decompress.ts";
import type { Page } from "./page-header.ts";

export interface PageBytes {
  readonly address: Pointer;
  readonly length: number;
  /** An allocation of the caller's that holds the bytes; 0 when they are read in place. */
  readonly buffer: Pointer;
}

/** The page's bytes, decompressed, levels included. @throws FfqError BAD_FILE */
export function pageBytes(context: ChunkContext, page: Page): PageBytes {
  verify(context, page);
  const { codec, region, kernels } = context;
  const length = page.uncompressedLength;
  if (codec === CODEC.none || !page.compressed) {
    if (page.compressedLength !== length) throw context.bad("an uncompressed page has two lengths");
    return { address: page.address, length, buffer: 0 };
  }
  const { levelBytes } = page;
  const source = { address: page.address + levelBytes, length: page.compressedLength - levelBytes };
  if (!isPlausible(codec, source.length, length - levelBytes))
    throw context.bad("a page's uncompressed length is not possible");
  const buffer = region.allocate(length + 16);
  copyBytes(region.arena, buffer, page.address, levelBytes);
  const target = { address: buffer + levelBytes, length: length - levelBytes };
  // Writers may leave out the values of a page that has none.
  const isEmpty = source.length === 0 && target.length === 0;
  if (!isEmpty && !decompress(region.arena, kernels.codec, codec, source, target)) {
    region.free(buffer);
    throw context.bad(`a page cannot be decompressed (${codecName(codec)})`);
  }
  return { address: buffer, length, buffer };
}

function verify(context: ChunkContext, page: Page): void {
  if (page.checksum === undefined) return;
  const bytes = context.region.arena.view().u8.subarray(page.address, page.address + page.compressedLength);
  if (crc32(bytes) !== page.checksum) throw context.bad("a page's checksum is wrong");
}
