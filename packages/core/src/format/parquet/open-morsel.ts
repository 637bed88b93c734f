// The worker's side of a Parquet scan: opens a morsel, and reads its bytes first where that was left to it.
import type { Arena, Pointer } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import type { MorselReader } from "../../catalog/table-provider.ts";
import type { Batch } from "../../column/vector.ts";
import { readLocal } from "../../io/local-read.ts";
import type { DecodeKernels } from "./chunk-context.ts";
import { columnInputs, type ParquetFileShape, type ParquetMorsel, type UnreadBytes } from "./chunk-input.ts";
import { RowGroupReader } from "./row-group-reader.ts";

export interface MorselContext {
  readonly arena: Arena;
  /** Everything that reading and decoding allocate belongs to it. */
  readonly region: Region;
  readonly kernels: DecodeKernels;
  /** Throws when the query was stopped. */
  readonly checkCancelled: () => void;
}

/** Decodes one morsel. @param deciding the columns that are decoded first (RowGroupInput) @throws FfqError BAD_FILE, IO, UNSUPPORTED or MEMORY_LIMIT */
export function openParquetMorsel(
  context: MorselContext,
  shape: ParquetFileShape,
  morsel: ParquetMorsel,
  deciding?: readonly number[],
): MorselReader {
  const { rowGroup, chunks, ranges, bytes } = morsel;
  const decides = deciding === undefined ? {} : { deciding };
  const open = (starts: readonly Pointer[]): RowGroupReader => {
    const columns = columnInputs(shape, chunks, starts);
    return new RowGroupReader({ ...context, file: shape.file, rowGroup, columns, ranges, ...decides });
  };
  if (bytes.kind === "held") return open(bytes.starts);
  return new OwnedBytes(context, bytes, open);
}

/** A reader over bytes that are read when it is made, and freed when it is closed. */
class OwnedBytes implements MorselReader {
  readonly #region: Region;
  readonly #starts: Pointer[] = [];
  #reader: RowGroupReader | undefined;

  constructor(context: MorselContext, { from }: UnreadBytes, open: (starts: readonly Pointer[]) => RowGroupReader) {
    const { arena, region, checkCancelled } = context;
    this.#region = region;
    try {
      for (const { length } of from.parts) this.#starts.push(region.allocate(length));
      readLocal(from, (part) => {
        checkCancelled();
        const start = this.#starts[part] as Pointer;
        return arena.view().u8.subarray(start, start + (from.parts[part] as { readonly length: number }).length);
      });
      this.#reader = open(this.#starts);
    } catch (thrown) {
      this.close();
      throw thrown;
    }
  }

  next(maximumRows: number): Batch | undefined {
    return this.#reader?.next(maximumRows);
  }

  close(): void {
    this.#reader?.close();
    this.#reader = undefined;
    for (const start of this.#starts.splice(0)) this.#region.free(start);
  }
}
