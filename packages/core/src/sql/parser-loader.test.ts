import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { FfqError } from "../common/error.ts";
import type * as Loader from "./parser-loader.ts";

const utf8 = new TextEncoder().encode("SELECT 1");
const file = new URL("./gen/libpg-query.wasm", import.meta.url);
const original = createRequire(import.meta.url).resolve("libpg-query/wasm/libpg-query.wasm");

/** The module anew, as a process sees it that has not used it yet. */
let copies = 0;
async function fresh(): Promise<typeof Loader> {
  return (await import(new URL(`./parser-loader.ts?copy=${copies++}`, import.meta.url).href)) as typeof Loader;
}

function isTree(loader: typeof Loader): boolean {
  return loader.rawParse(utf8).kind === "tree";
}

test("importing loads nothing", async () => {
  const loader = await fresh();
  assert.throws(() => loader.rawParse(utf8), { code: "INTERNAL", message: "parseSql was called before loadParser" });
});

test("loads the package's file, once", async () => {
  const loader = await fresh();
  const first = loader.loadParser();
  assert.equal(loader.loadParser(), first);
  await first;
  assert.ok(isTree(loader));
});

test("takes bytes, a promise of bytes, and a compiled module", async () => {
  const bytes = new Uint8Array(readFileSync(file));
  for (const wasm of [bytes, bytes.buffer, Promise.resolve(bytes), WebAssembly.compile(bytes)]) {
    const loader = await fresh();
    await loader.loadParser({ wasm });
    assert.ok(isTree(loader));
  }
});

test("bytes that are not the parser are refused, and the next load may succeed", async () => {
  const loader = await fresh();
  const empty = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  for (const wasm of [new Uint8Array([1, 2, 3]), empty]) {
    await assert.rejects(loader.loadParser({ wasm }), (error) => {
      assert.ok(error instanceof FfqError);
      assert.equal(error.code, "CONFIG");
      assert.equal(error.message, "the SQL parser's WebAssembly file cannot be used");
      return true;
    });
  }
  await loader.loadParser();
  assert.ok(isTree(loader));
});

test("the original of the parser's file can be handed over too", async () => {
  const loader = await fresh();
  await loader.loadParser({ wasm: new Uint8Array(readFileSync(original)) });
  assert.ok(isTree(loader));
});
