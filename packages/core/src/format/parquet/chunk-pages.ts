// A chunk's pages, all of which can be read: what the footer and the headers say is checked before anything is decoded.
import { unsupported } from "../../common/error.ts";
import type { ChunkContext } from "./chunk-context.ts";
import type { ChunkInput } from "./chunk-input.ts";
import { codecName, isReadableCodec } from "./decompress.ts";
import { type ChunkPages, listPages } from "./page-header.ts";
import { checkEncoding } from "./page-values.ts";
import { ThriftProblem } from "./thrift.ts";

/** @throws FfqError BAD_FILE or UNSUPPORTED */
export function chunkPages(context: ChunkContext, { codec, segments, values, pageRows }: ChunkInput): ChunkPages {
  if (!isReadableCodec(codec)) {
    throw unsupported(`Parquet compression ${codecName(codec)}`, { context: { ...context.place } });
  }
  let pages: ChunkPages;
  try {
    pages = listPages(context.region.arena.view().u8, segments, values);
  } catch (thrown) {
    if (thrown instanceof ThriftProblem) throw context.bad(thrown.message);
    throw thrown;
  }
  if (pageRows !== undefined && pages.data.length !== pageRows.length) {
    throw context.bad(`${pages.data.length} pages where the page index has ${pageRows.length}`);
  }
  for (const page of pages.data) checkEncoding(context, page);
  return pages;
}
