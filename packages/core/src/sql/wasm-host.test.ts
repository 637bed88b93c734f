import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { EXPORTS, IMPORTS } from "./wasm-host.ts";

// The names are of one build of the package. Its own JavaScript holds the same table: an upgrade that moves a
// name fails here and not in a user's query.
const glue = readFileSync(createRequire(import.meta.url).resolve("libpg-query/wasm/libpg-query.js"), "utf8");

test("the exports mean what the package says they mean", () => {
  for (const [meaning, name] of Object.entries(EXPORTS)) {
    if (meaning === "initialize") {
      assert.ok(glue.includes(`TTY.init();wasmExports["${name}"]()`));
    } else {
      const assigned = new RegExp(`\\b${meaning}=(\\w+\\["${meaning}"\\]=)?wasmExports\\["${name}"\\]`);
      assert.ok(assigned.test(glue), meaning);
    }
  }
});

test("the imports mean what the package says they mean", () => {
  const listed = /wasmImports=\{([^}]*)\}/.exec(glue)?.[1] ?? "";
  const theirs = Object.fromEntries(listed.split(",").map((entry) => entry.split(":")));
  assert.deepEqual({ ...IMPORTS }, theirs);
});
