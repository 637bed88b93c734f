import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { FfqError } from "./index.ts";
import { offerOf } from "./installed-extensions.ts";
import { providers } from "./providers.ts";

test("what a package would make work and is not installed says how to get it", async () => {
  const offer = offerOf({ package: "@ffq/not-there", options: ["coordinator"] });
  await assert.rejects(offer.load(), (error: FfqError) => {
    assert.equal(error.code, "MISSING_EXTENSION");
    assert.equal(error.message, "the option coordinator needs the package @ffq/not-there, which is not installed");
    assert.equal(error.hint, "npm install @ffq/not-there");
    assert.deepEqual(error.context, { option: "coordinator", package: "@ffq/not-there" });
    return true;
  });
});

test("a package that is installed and offers nothing is of another version", async () => {
  const offer = offerOf({ package: "@ffq/core", options: ["coordinator"] });
  await assert.rejects(offer.load(), (error: FfqError) => error.code === "CONFIG");
});

test("a hint names only packages that are there", () => {
  for (const { package: name } of providers) {
    const manifest = new URL(`../../${name.replace("@ffq/", "")}/package.json`, import.meta.url);
    assert.equal((JSON.parse(readFileSync(manifest, "utf8")) as { name: string }).name, name);
  }
});
