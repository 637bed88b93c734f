import assert from "node:assert/strict";
import { test } from "node:test";
import { FfqError } from "../common/error.ts";
import { joinFrames, splitFrames } from "./frame-list.ts";

const cases: readonly { readonly name: string; readonly lengths: readonly number[] }[] = [
  { name: "none", lengths: [] },
  { name: "an empty one", lengths: [0] },
  { name: "several", lengths: [1, 15, 16, 17, 0, 1000] },
];

for (const { name, lengths } of cases) {
  test(`messages come back as they were: ${name}`, () => {
    const messages = lengths.map((length, at) => new Uint8Array(length).fill(at + 1));
    assert.deepEqual([...splitFrames(joinFrames(messages))], messages);
  });
}

test("bytes that end within a message are refused", () => {
  const joined = joinFrames([new Uint8Array(40).fill(7)]);
  for (let length = 1; length < joined.length - 8; length++) {
    assert.throws(
      () => [...splitFrames(joined.subarray(0, length))],
      (error: FfqError) => error.code === "BAD_FILE" && error.message === "the rows of a table end within a batch",
    );
  }
});
