// Footers that were read before: not read again while the file's version is the same, read anew when it is another one.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ByteSource } from "../../io/byte-store.ts";
import { Footers } from "./footers.ts";
import { SAMPLE_ROWS, samples } from "./samples.fixture.ts";

const [snappy, zstd] = ["snappy", "zstd"].map((name) => Buffer.from(samples[name] ?? "", "base64"));

/** A file in memory; counts reads. */
function fileOf(bytes: Buffer, version: string | undefined): ByteSource & { readonly reads: number } {
  let reads = 0;
  return {
    name: "file.parquet",
    get reads() {
      return reads;
    },
    size: async () => bytes.length,
    ...(version === undefined ? {} : { version: async () => version }),
    read: async (offset, length, into) => {
      reads++;
      into.set(bytes.subarray(offset, offset + length));
    },
    close: async () => undefined,
  };
}

test("the same version is read once", async () => {
  const footers = new Footers();
  const first = await footers.read(fileOf(snappy as Buffer, "1"));
  assert.equal(first.metadata.rows, SAMPLE_ROWS);
  const again = fileOf(snappy as Buffer, "1");
  assert.equal(await footers.read(again), first);
  assert.equal(again.reads, 0);
});

test("another version is another file", async () => {
  const footers = new Footers();
  const first = await footers.read(fileOf(snappy as Buffer, "1"));
  const second = await footers.read(fileOf(zstd as Buffer, "2"));
  assert.notEqual(second, first);
  assert.equal(second.metadata.fileBytes, (zstd as Buffer).length);
  assert.equal(await footers.read(fileOf(snappy as Buffer, "1")), first);
});

test("files without versions are read each time", async () => {
  const footers = new Footers();
  for (let time = 0; time < 2; time++) {
    const source = fileOf(snappy as Buffer, undefined);
    await footers.read(source);
    assert.ok(source.reads > 0);
  }
});

test("a file that cannot be read is tried again", async () => {
  const footers = new Footers();
  await assert.rejects(footers.read(fileOf(Buffer.from("no parquet file"), "1")), { code: "BAD_FILE" });
  assert.equal((await footers.read(fileOf(snappy as Buffer, "1"))).metadata.rows, SAMPLE_ROWS);
});
