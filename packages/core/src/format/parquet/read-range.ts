// Reading a file's bytes into the arena, or into a buffer of their own for small things.
import type { Pointer } from "../../arena/arena.ts";
import type { ScanContext } from "../../catalog/table-provider.ts";
import type { ByteSource } from "../../io/byte-store.ts";
import type { FileRange } from "./row-group.ts";

/** Fills the arena's bytes from `address` on. */
export async function readInto(
  source: ByteSource,
  { offset, length }: FileRange,
  address: Pointer,
  { arena, signal }: ScanContext,
): Promise<void> {
  if (arena.shared) {
    await source.read(offset, length, arena.view().u8.subarray(address, address + length), signal);
    return;
  }
  // Unshared memory may grow, and detach the view, while the read is under way.
  arena.view().u8.set(await readRange(source, { offset, length }, signal), address);
}

export async function readRange(
  source: ByteSource,
  { offset, length }: FileRange,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  await source.read(offset, length, bytes, signal);
  return bytes;
}
