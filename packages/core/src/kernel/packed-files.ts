// Several files in one, as the build writes them (packages/tooling/pack-files.ts): the length of a table, 32 bits with
// the least byte first, the table as JSON (name to bytes), then the files in its order.

export type PackedFiles = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

const LENGTH_BYTES = 4;

/** The files, as views. */
export function unpackFiles(packed: Uint8Array<ArrayBuffer>): PackedFiles {
  const length = new DataView(packed.buffer, packed.byteOffset).getUint32(0, true);
  let at = LENGTH_BYTES + length;
  const sizes = JSON.parse(new TextDecoder().decode(packed.subarray(LENGTH_BYTES, at))) as Record<string, number>;
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const [name, size] of Object.entries(sizes)) {
    files.set(name, packed.subarray(at, at + size));
    at += size;
  }
  return files;
}
