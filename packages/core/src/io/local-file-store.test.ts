import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { FfqError } from "../common/error.ts";
import { isFileName } from "./file-store.ts";
import { localFileStore } from "./local-file-store.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (read: Uint8Array): string => new TextDecoder().decode(read);

test("a file is appended to, read in ranges, renamed and removed", async () => {
  const root = mkdtempSync(join(tmpdir(), "ffq-store-"));
  try {
    const store = localFileStore(root);
    const file = await store.append("q1/a.part");
    await file.append(bytes("hello "));
    await file.append(bytes("world"));
    assert.equal(file.size, 11);
    await file.sync();
    await file.close();
    const again = await store.append("q1/a.part");
    assert.equal(again.size, 11);
    await again.close();
    assert.equal(text(await store.read("q1/a.part", 6, 100)), "world");
    await store.rename("q1/a.part", "q1/a");
    assert.equal(await store.size("q1/a.part"), undefined);
    assert.equal(await store.size("q1/a"), 11);
    assert.deepEqual(await store.list("q1"), ["q1/a"]);
    assert.deepEqual(await store.list("q2"), []);
    assert.equal(text(await store.read("q1/a", 0, 5)), "hello");
    await store.remove("q1");
    await store.remove("q1");
    await assert.rejects(store.read("q1/a", 0, 5), (thrown) => {
      assert.ok(thrown instanceof FfqError);
      assert.equal(thrown.code, "FILE_NOT_FOUND");
      return true;
    });
  } finally {
    rmSync(root, { recursive: true });
  }
});

test("many files can be read one after the other", async () => {
  const root = mkdtempSync(join(tmpdir(), "ffq-store-"));
  try {
    const store = localFileStore(root);
    const names = Array.from({ length: 200 }, (_, number) => `many/${number}`);
    for (const name of names) {
      const file = await store.append(name);
      await file.append(bytes(name));
      await file.close();
    }
    for (let round = 0; round < 2; round++) {
      const read = await Promise.all(names.map((name) => store.read(name, 0, 100)));
      assert.deepEqual(read.map(text), names);
    }
    await store.remove("many");
  } finally {
    rmSync(root, { recursive: true });
  }
});

test("names stay inside the store", () => {
  for (const name of ["a", "a/b.c", "a-b/_c"]) assert.ok(isFileName(name), name);
  for (const name of ["", "/a", "a/", "a//b", "..", "a/../b", "./a", "a\\b", "a b", "a\0"]) {
    assert.ok(!isFileName(name), name);
  }
});
