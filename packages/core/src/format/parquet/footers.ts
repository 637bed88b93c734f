// Footers that were read before, for who opens the same files again and again, as a worker of a cluster does with each
// query. One counts only while its file's version is the one it was read of: what makes a version is what reading
// compares anyway. Files without versions are read anew each time.
import type { ByteSource } from "../../io/byte-store.ts";
import { readMetadata } from "./footer.ts";
import type { FileMetadata } from "./metadata.ts";
import { type ParquetColumn, readColumns } from "./schema.ts";

/** A file as its footer says it is. */
export interface TableFile {
  readonly metadata: FileMetadata;
  readonly columns: readonly ParquetColumn[];
}

/** Column chunks of all footers that are kept, about half a kilobyte each. */
const MOST_CHUNKS = 1 << 16;

export class Footers {
  /** By file and version, in the order of their last use. */
  readonly #known = new Map<string, TableFile>();
  #chunks = 0;

  /** @throws FfqError BAD_FILE, or whatever the source throws */
  async read(source: ByteSource, signal?: AbortSignal): Promise<TableFile> {
    const version = await source.version?.();
    const key = `${version}\n${source.name}`;
    const known = version === undefined ? undefined : this.#known.get(key);
    if (known !== undefined) {
      this.#known.delete(key);
      this.#known.set(key, known);
      return known;
    }
    const file = await readFile(source, signal);
    if (file.metadata.version !== undefined) this.#keep(`${file.metadata.version}\n${source.name}`, file);
    return file;
  }

  #keep(key: string, file: TableFile): void {
    this.#forget(key);
    this.#known.set(key, file);
    this.#chunks += chunksOf(file);
    for (const oldest of this.#known.keys()) {
      if (this.#chunks <= MOST_CHUNKS) return;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    const file = this.#known.get(key);
    if (file === undefined) return;
    this.#known.delete(key);
    this.#chunks -= chunksOf(file);
  }
}

/** @throws FfqError BAD_FILE, or whatever the source throws */
export async function readFile(source: ByteSource, signal?: AbortSignal): Promise<TableFile> {
  const metadata = await readMetadata(source, signal);
  return { metadata, columns: readColumns(metadata) };
}

function chunksOf({ metadata, columns }: TableFile): number {
  return (metadata.rowGroups.length + 1) * columns.length;
}
