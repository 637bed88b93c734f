import assert from "node:assert/strict";
import { test } from "node:test";
import { ClusterQueryId, FfqError, StageId } from "@ffq/core/physical";
import {
  decodeIndex,
  encodeIndex,
  extentsOf,
  type OutputIndex,
  outputName,
  partitionBytes,
  readTrailer,
  TRAILER_BYTES,
  unfinishedName,
} from "./layout.ts";

const index: OutputIndex = {
  epoch: 2,
  partitions: 3,
  isBroadcast: false,
  extents: [
    [
      { offset: 0, length: 100 },
      { offset: 150, length: 10 },
    ],
    [],
    [{ offset: 100, length: 50 }],
  ],
};
const FRAMES = 160;

function read(bytes: Uint8Array, fileBytes = FRAMES + bytes.length): OutputIndex {
  const trailer = bytes.subarray(bytes.length - TRAILER_BYTES);
  const length = readTrailer(trailer, fileBytes);
  return decodeIndex(
    bytes.subarray(bytes.length - TRAILER_BYTES - length, bytes.length - TRAILER_BYTES),
    trailer,
    fileBytes,
  );
}

test("the index comes back", () => {
  assert.deepEqual(read(encodeIndex(index)), index);
  const broadcast: OutputIndex = { ...index, isBroadcast: true, extents: index.extents.slice(0, 1) };
  assert.deepEqual(read(encodeIndex(broadcast)), broadcast);
  assert.deepEqual(extentsOf(broadcast, 2), index.extents[0]);
});

test("bytes of streams count their ends", () => {
  assert.deepEqual(partitionBytes(index), [142, 32, 82]);
});

test("a partition that is not there is an error, not an empty one", () => {
  assert.throws(() => extentsOf(index, 3), { code: "BAD_FILE" });
});

test("a damaged index is refused", () => {
  const bytes = encodeIndex(index);
  for (let at = 0; at < bytes.length; at++) {
    const damaged = bytes.slice();
    damaged[at] = (damaged[at] as number) ^ 4;
    assert.throws(
      () => read(damaged),
      (thrown) => thrown instanceof FfqError && thrown.code === "BAD_FILE",
    );
  }
});

test("a file that was cut is refused", () => {
  assert.throws(() => read(encodeIndex(index), 150), { code: "BAD_FILE" });
});

test("names", () => {
  const task = { query: ClusterQueryId("q"), stage: StageId(1), partition: 2, attempt: 3 };
  assert.equal(outputName(task), "shuffle/q/1-2-3.rows");
  assert.equal(unfinishedName(task), "shuffle/q/1-2-3.rows.part");
});
