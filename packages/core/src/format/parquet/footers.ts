// Footers that were read before, for who opens the same files again and again, as a worker of a cluster does with each
// query. One counts only while its file's version is the one it was read of: what makes a version is what reading
// compares anyway. Files without versions are read anew each time.
import { RecentMap } from "../../common/recent-map.ts";
import type { ByteSource } from "../../io/byte-store.ts";
import { readMetadata } from "./footer.ts";
import type { FileMetadata } from "./metadata.ts";
import { type ParquetColumn, readColumns } from "./schema.ts";

/** A file as its footer says it is. */
export interface TableFile {
  readonly metadata: FileMetadata;
  readonly columns: readonly ParquetColumn[];
}

/** Column chunks of all footers that are kept, about so many bytes each. */
const MOST_CHUNKS = 1 << 16;
const CHUNK_BYTES = 512;

export class Footers {
  /** By version and file. */
  readonly #known = new RecentMap<string, TableFile>({ size: MOST_CHUNKS, sizeOf: (_, file) => chunksOf(file) });

  /** @throws FfqError BAD_FILE, or whatever the source throws */
  async read(source: ByteSource, signal?: AbortSignal): Promise<TableFile> {
    const keyOf = (version: string): string => `${version}\n${source.name}`;
    const version = await source.version?.();
    const known = version === undefined ? undefined : this.#known.find(keyOf(version));
    if (known !== undefined) return known;
    const file = await readFile(source, signal);
    if (file.metadata.version !== undefined) this.#known.set(keyOf(file.metadata.version), file);
    return file;
  }
}

/** @throws FfqError BAD_FILE, or whatever the source throws */
export async function readFile(source: ByteSource, signal?: AbortSignal): Promise<TableFile> {
  const metadata = await readMetadata(source, signal);
  return { metadata, columns: readColumns(metadata) };
}

function chunksOf({ metadata, columns }: TableFile): number {
  const indexes = metadata.indexes?.bytes.length ?? 0;
  return (metadata.rowGroups.length + 1) * columns.length + Math.ceil(indexes / CHUNK_BYTES);
}
