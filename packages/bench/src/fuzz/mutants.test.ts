// That each planted defect can be planted: the place that it changes is there, once.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../data.ts";
import { mutants } from "./mutants.ts";

for (const { name, file, from, to } of mutants) {
  test(`a place for: ${name}`, () => {
    assert.equal(readFileSync(join(root, "packages/core/src", file), "utf8").split(from).length, 2);
    assert.notEqual(from, to);
  });
}

test("there are ten and more", () => assert.ok(mutants.length >= 10));
