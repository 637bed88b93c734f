const LENGTH_BYTES = 4;
/** One file out of several. */
export function packFiles(files) {
  const sizes = Object.fromEntries([...files].map(([name, { length }]) => [name, length]));
  const table = new TextEncoder().encode(JSON.stringify(sizes));
  const total = [...files.values()].reduce((sum, { length }) => sum + length, LENGTH_BYTES + table.length);
  const packed = new Uint8Array(total);
  new DataView(packed.buffer).setUint32(0, table.length, true);
  packed.set(table, LENGTH_BYTES);
  let at = LENGTH_BYTES + table.length;
  for (const bytes of files.values()) {
    packed.set(bytes, at);
    at += bytes.length;
  }
  return packed;
}
/** The files, as views. */
export function unpackFiles(packed) {
  const length = new DataView(packed.buffer, packed.byteOffset).getUint32(0, true);
  const end = LENGTH_BYTES + length;
  const sizes = JSON.parse(new TextDecoder().decode(packed.subarray(LENGTH_BYTES, end)));
  let at = end;
  return new Map(Object.entries(sizes).map(([name, size]) => [name, packed.subarray(at, (at += size))]));
}
