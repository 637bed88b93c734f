// Several files in one, for what a package reads at each start (core's kernel/packed-files.ts takes them out again): the
// length of a table, 32 bits with the least byte first, the table as JSON (name to bytes), then the files in its order.

const LENGTH_BYTES = 4;

/** One file out of several. */
export function packFiles(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const table = Buffer.from(JSON.stringify(Object.fromEntries([...files].map(([name, { length }]) => [name, length]))));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(table.length);
  return Buffer.concat([length, table, ...files.values()]);
}
