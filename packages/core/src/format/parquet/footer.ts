// Reads a file's footer through the byte port: the tail first, the rest only when the tail was too short.
import type { ByteSource } from "../../io/byte-store.ts";
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
  return { ...parseMetadata(footer, fileBytes, source.name), ...(version === undefined ? {} : { version }) };
}
