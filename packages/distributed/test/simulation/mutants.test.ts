import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { mutants } from "./mutants.ts";

for (const { name, file, find } of mutants) {
  test(`the place of ${name} is in the sources, once`, () => {
    const source = readFileSync(new URL(`../../src/${file}`, import.meta.url), "utf8");
    assert.equal(source.split(find).length - 1, 1);
  });
}
