import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { FfqError } from "../common/error.ts";
import { ByteStores } from "./byte-store.ts";
import { localFiles } from "./local-files.ts";

const codeOf =
  (code: string) =>
  (thrown: unknown): boolean =>
    thrown instanceof FfqError && thrown.code === code;

test("local files: reads ranges, lists patterns, and names what is wrong", async () => {
  const directory = mkdtempSync(join(tmpdir(), "ffq-io-"));
  try {
    for (const name of ["a.bin", "b.bin", "c.txt"]) writeFileSync(join(directory, name), "0123456789");
    const stores = new ByteStores();
    stores.register("file", localFiles());
    assert.deepEqual(
      await stores.list(join(directory, "*.bin")),
      ["a.bin", "b.bin"].map((name) => join(directory, name)),
    );
    const source = await stores.open(pathToFileURL(join(directory, "a.bin")).href);
    assert.equal(await source.size(), 10);
    const into = new Uint8Array(new SharedArrayBuffer(4));
    await source.read(3, 4, into);
    assert.equal(String.fromCharCode(...into), "3456");
    await assert.rejects(source.read(8, 4, into), codeOf("BAD_FILE"));
    await assert.rejects(source.read(0, 4, into, AbortSignal.abort()), { name: "AbortError" });
    await source.close();
    await assert.rejects(stores.open(join(directory, "none")), codeOf("FILE_NOT_FOUND"));
    assert.throws(() => stores.open("s3://bucket/key"), {
      code: "MISSING_EXTENSION",
      message: "nothing here can read s3:// addresses",
      // Names no package: somebody else could publish one under a name that we only plan.
      hint: "FFQ has no package for them yet; the option stores of Engine.create takes a store of your own.",
      context: { scheme: "s3", address: "s3://bucket/key" },
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("local files: what is longer than a short read, and what is no plain file", async () => {
  const directory = mkdtempSync(join(tmpdir(), "ffq-io-"));
  try {
    const files = localFiles();
    const bytes = Uint8Array.from({ length: 300_000 }, (_, at) => at % 251);
    writeFileSync(join(directory, "long"), bytes);
    const long = await files.open(join(directory, "long"));
    const into = new Uint8Array(299_990);
    await long.read(10, into.length, into);
    assert.deepEqual(into, bytes.subarray(10));
    await assert.rejects(long.read(10, 300_000, new Uint8Array(300_000)), codeOf("BAD_FILE"));
    await long.close();
    const folder = await files.open(directory);
    await assert.rejects(folder.size(), codeOf("IO"));
    await folder.close();
    // Opening a pipe waits for who writes to it, which may be this very thread.
    execFileSync("mkfifo", [join(directory, "pipe")]);
    const opened = files.open(join(directory, "pipe"));
    const writer = await open(join(directory, "pipe"), "w");
    await (await opened).close();
    await writer.close();
  } finally {
    rmSync(directory, { recursive: true });
  }
});
