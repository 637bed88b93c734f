// Whether a chunk's dictionary has one of some values. For chunks whose pages all hold dictionary codes.
import type { Region } from "../../arena/region.ts";
import { FfqError } from "../../common/error.ts";
import { ChunkContext, decodeKernels } from "./chunk-context.ts";
import { isReadableCodec } from "./decompress.ts";
import { pageBytes } from "./page-bytes.ts";
import { listPages } from "./page-header.ts";
import { wellFormed } from "./page-index.ts";
import { plainWidth } from "./page-values.ts";
import type { FlatColumn } from "./schema.ts";

/** True when it cannot be told: whoever reads the chunk will say what is wrong. */
export function dictionaryHolds(
  region: Region,
  column: FlatColumn,
  codec: number,
  bytes: Uint8Array,
  literals: readonly Uint8Array[],
): boolean {
  if (!isReadableCodec(codec)) return true;
  const context = new ChunkContext(region, decodeKernels(region.arena), column, codec, { file: "" });
  const address = region.allocate(bytes.length);
  let buffer = 0;
  let wanted = 0;
  try {
    region.arena.view().u8.set(bytes, address);
    const pages = wellFormed(() => listPages(region.arena.view().u8, [{ address, length: bytes.length }], undefined));
    const page = pages?.dictionary;
    if (page === undefined || pages?.data.length !== 0) return true;
    const plain = pageBytes(context, page);
    ({ buffer } = plain);
    wanted = region.allocate(Math.max(1, ...literals.map(({ length }) => length)));
    return literals.some((literal) => {
      region.arena.view().u8.set(literal, wanted);
      const { parquet } = context.kernels;
      const end = plain.address + plain.length;
      return parquet.findPlain(plain.address, end, page.values, plainWidth(context), wanted, literal.length) !== 0;
    });
  } catch (thrown) {
    if (thrown instanceof FfqError && thrown.code === "BAD_FILE") return true;
    throw thrown;
  } finally {
    for (const pointer of [address, buffer, wanted]) region.free(pointer);
  }
}
