// The worker's side of a Parquet scan: opens a morsel, and reads its bytes first where that was left to it.
import type { Arena, Pointer } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import type { MorselReader } from "../../catalog/table-provider.ts";
import type { Batch } from "../../column/vector.ts";
import { LocalFile } from "../../io/local-read.ts";
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
  const open = (startOf: (read: number) => Pointer): RowGroupReader => {
    const columns = columnInputs(shape, chunks, startOf);
    return new RowGroupReader({ ...context, file: shape.file, rowGroup, columns, ranges, ...decides });
  };
  if (bytes.kind === "held") return open((read) => bytes.starts[read] as Pointer);
  return new OwnedBytes(context, bytes, open);
}

/** A reader over bytes that are read when it is made, or when they are first wanted, and freed when it is closed. */
class OwnedBytes implements MorselReader {
  readonly #context: MorselContext;
  readonly #bytes: UnreadBytes;
  readonly #starts: Pointer[] = [];
  /** As long as something is left to read. */
  #file: LocalFile | undefined;
  #reader: RowGroupReader | undefined;

  constructor(
    context: MorselContext,
    bytes: UnreadBytes,
    open: (startOf: (read: number) => Pointer) => RowGroupReader,
  ) {
    this.#context = context;
    this.#bytes = bytes;
    try {
      this.#file = new LocalFile(bytes.from);
      this.#readTo(bytes.from.parts.length - bytes.late);
      this.#reader = open((read) => this.#startOf(read));
    } catch (thrown) {
      this.close();
      throw thrown;
    }
  }

  #startOf(read: number): Pointer {
    const { parts } = this.#bytes.from;
    if (read >= this.#starts.length) this.#readTo(parts.length);
    return this.#starts[read] as Pointer;
  }

  /** Reads the parts before this one that are not read yet. */
  #readTo(end: number): void {
    const { arena, region, checkCancelled } = this.#context;
    const { parts } = this.#bytes.from;
    for (const { offset, length } of parts.slice(this.#starts.length, end)) {
      checkCancelled();
      const start = region.allocate(length);
      this.#starts.push(start);
      this.#file?.read(offset, arena.view().u8.subarray(start, start + length));
    }
    if (end === parts.length) this.#closeFile();
  }

  #closeFile(): void {
    const file = this.#file;
    this.#file = undefined;
    file?.close();
  }

  next(maximumRows: number): Batch | undefined {
    return this.#reader?.next(maximumRows);
  }

  close(): void {
    this.#reader?.close();
    this.#reader = undefined;
    for (const start of this.#starts.splice(0)) this.#context.region.free(start);
    this.#closeFile();
  }
}
