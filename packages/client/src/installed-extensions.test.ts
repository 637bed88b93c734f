import assert from "node:assert/strict";
import { test } from "node:test";
import { remedyOf } from "./cli/missing-extension.ts";
import { FfqError } from "./index.ts";
import { offerOf } from "./installed-extensions.ts";

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

for (const [context, remedy] of [
  [{ option: "coordinator" }, "@ffq/distributed has it: npm install @ffq/distributed"],
  [{ scheme: "s3" }, "@ffq/s3 has it: npm install @ffq/s3"],
  [{ function: "knn_search" }, "@ffq/vector has it: npm install @ffq/vector"],
  [{ scheme: "gopher" }, undefined],
  [{}, undefined],
] as const) {
  test(`the remedy for ${JSON.stringify(context)}`, () => {
    assert.equal(remedyOf(new FfqError("MISSING_EXTENSION", "missing", { context })), remedy);
  });
}
