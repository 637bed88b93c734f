import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { FfqError } from "@ffq/core/physical";
import type { FileStore } from "./file-store.ts";
import { localFileStore } from "./local-file-store.ts";

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
const bytes = (content: string): Uint8Array => Buffer.from(content);

async function within(body: (store: FileStore) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "ffq-store-"));
  try {
    await body(localFileStore(join(folder, "deep", "root")));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function contentOf(store: FileStore, path: string): Promise<string | undefined> {
  const reader = await store.open(path);
  if (reader === undefined) return undefined;
  const content = text(await reader.read(0, reader.size));
  await reader.close();
  return content;
}

test("appends in order, over several openings", () =>
  within(async (store) => {
    const first = await store.append("a/b/file.log");
    await Promise.all([first.append(bytes("one ")), first.append(bytes("two ")), first.sync()]);
    assert.equal(first.size, 8);
    await first.close();
    const second = await store.append("a/b/file.log");
    assert.equal(second.size, 8);
    await second.append(bytes("three"));
    await second.close();
    assert.equal(await contentOf(store, "a/b/file.log"), "one two three");
  }));

test("reads ranges; past the end is an error", () =>
  within(async (store) => {
    const file = await store.append("file");
    await file.append(bytes("0123456789"));
    await file.close();
    const reader = await store.open("file");
    assert.ok(reader !== undefined);
    assert.equal(text(await reader.read(3, 4)), "3456");
    await assert.rejects(
      reader.read(8, 4),
      (error: FfqError) => error.code === "IO" && /ends at 10/.test(error.message),
    );
    await reader.close();
  }));

test("renames over what is there, lists, removes", () =>
  within(async (store) => {
    for (const [path, content] of [
      ["x/new", "new"],
      ["x/old", "old"],
      ["y/other", "other"],
    ] as const) {
      const file = await store.append(path);
      await file.append(bytes(content));
      await file.sync();
      await file.close();
    }
    await store.rename("x/new", "x/old");
    assert.equal(await contentOf(store, "x/old"), "new");
    assert.equal(await contentOf(store, "x/new"), undefined);
    assert.deepEqual(
      (await store.list("")).map(({ path, size }) => [path, size]),
      [
        ["x/old", 3],
        ["y/other", 5],
      ],
    );
    assert.deepEqual(
      (await store.list("x")).map(({ path }) => path),
      ["x/old"],
    );
    assert.deepEqual(await store.list("nothing"), []);
    await store.remove("x");
    await store.remove("y/other");
    await store.remove("y/other");
    assert.deepEqual(await store.list(""), []);
  }));

for (const path of ["../out", "/etc/passwd", "a/../../b", "a//b", "", "a/.", "a\0b", "a\\b"]) {
  test(`refuses the path ${JSON.stringify(path)}`, () =>
    within(async (store) => {
      await assert.rejects(store.open(path), (error: FfqError) => error.code === "INTERNAL");
    }));
}
