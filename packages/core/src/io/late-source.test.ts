// A late source opens once, when it is first asked, and closes what it opened.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ByteSource } from "./byte-store.ts";
import { LateSource } from "./late-source.ts";

function fake(events: string[]): ByteSource {
  return {
    name: "fake",
    size: async () => 5,
    read: async (offset, length, into) => {
      events.push(`read ${offset} ${length}`);
      into.fill(7);
    },
    close: async () => void events.push("close"),
  };
}

test("what is never asked is never opened", async () => {
  const source = new LateSource("fake", () => assert.fail("opened"));
  await source.close();
});

test("it is opened once and closed once", async () => {
  const events: string[] = [];
  const source = new LateSource("fake", async () => {
    events.push("open");
    return fake(events);
  });
  const into = new Uint8Array(2);
  await Promise.all([source.read(1, 2, into), source.read(3, 2, into)]);
  assert.equal(await source.size(), 5);
  await source.close();
  assert.deepEqual(events, ["open", "read 1 2", "read 3 2", "close"]);
});

test("who reads what cannot be opened has the error, who closes it has not", async () => {
  const source = new LateSource("fake", async () => {
    throw new Error("gone");
  });
  await assert.rejects(source.size(), { message: "gone" });
  await source.close();
});
