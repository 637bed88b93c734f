// Reads a file's footer through the byte port: the tail first, the rest only when the tail was too short. Page indexes lie
// before the footer, and mostly come with it: they are kept, so that nothing is opened or asked of an object store for them.
import type { ByteSource } from "../../io/byte-store.ts";
import type { KnownBytes } from "../../io/late-source.ts";
import { type FileMetadata, footerLength, parseMetadata, TAIL_BYTES } from "./metadata.ts";

/** Most footers fit: one read instead of two. */
const FIRST_READ = 64 << 10;

/** @throws FfqError BAD_FILE, or whatever the source throws */
export async function readMetadata(source: ByteSource, signal?: AbortSignal): Promise<FileMetadata> {
  const version = await source.version?.();
  const fileBytes = await source.size();
  const first = Math.min(fileBytes, FIRST_READ);
  let tail = new Uint8Array(first);
  await source.read(fileBytes - first, first, tail, signal);
  const length = footerLength(tail, fileBytes, source.name);
  if (length + TAIL_BYTES > first) {
    tail = new Uint8Array(length + TAIL_BYTES);
    await source.read(fileBytes - tail.length, tail.length, tail, signal);
  }
  const footer = tail.subarray(tail.length - TAIL_BYTES - length, tail.length - TAIL_BYTES);
  const metadata = parseMetadata(footer, fileBytes, source.name);
  const indexes = indexesIn(tail.subarray(0, tail.length - TAIL_BYTES - length), metadata);
  return {
    ...metadata,
    ...(version === undefined ? {} : { version }),
    ...(indexes === undefined ? {} : { indexes }),
  };
}

/** From the first page index on that lies wholly in what was read before the footer. */
function indexesIn(before: Uint8Array, { rowGroups, dataEnd }: FileMetadata): KnownBytes | undefined {
  const start = dataEnd - before.length;
  let first = dataEnd;
  for (const { columns } of rowGroups) {
    for (const { offsetIndex, columnIndex } of columns) {
      for (const index of [offsetIndex, columnIndex]) {
        if (index !== undefined && index.offset >= start && index.offset < first) first = index.offset;
      }
    }
  }
  return first === dataEnd ? undefined : { offset: first, bytes: before.slice(first - start) };
}
