// Parts of plans go once, and are the same objects each time where they arrive.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Work } from "../pipeline/protocol.ts";
import { ReceivedParts, SentParts, type SentWork } from "./sent-parts.ts";

const plan = (name: string): object => ({ kind: "scan", table: name });

function workOf(source: object, morsel = 0): Work {
  const work = {
    kind: "pipeline",
    source,
    transforms: [],
    sink: {},
    states: new Map([[1, morsel]]),
    credit: 4,
    morsels: [],
  };
  return work as unknown as Work;
}

/** As a message port hands it on. */
const sent = (work: SentWork): SentWork => structuredClone(work);

const sourceOf = (work: Work): object => (work as { readonly source: object }).source;

test("what comes is what went, with what is not of the plan each time", () => {
  const [sending, receiving] = [new SentParts(), new ReceivedParts()];
  const source = plan("t");
  for (let time = 0; time < 4; time++) {
    const work = workOf(source, time);
    assert.deepEqual(receiving.unpack(sent(sending.pack(work))), work);
  }
});

test("from the second time on it is the same object, and from the third nothing is copied", () => {
  const [sending, receiving] = [new SentParts(), new ReceivedParts()];
  const work = workOf(plan("t"));
  const packed = [0, 1, 2, 3].map(() => sending.pack(work));
  const received = packed.map((one) => sourceOf(receiving.unpack(sent(one))));
  assert.notEqual(received[0], received[1]);
  assert.equal(received[1], received[2]);
  assert.equal(received[2], received[3]);
  const bytes = packed.map((one) => JSON.stringify(one.parts).includes("table"));
  assert.deepEqual(bytes, [true, true, false, false]);
});

test("many plans: numbers are used again for others, and each time the right one arrives", () => {
  const [sending, receiving] = [new SentParts(), new ReceivedParts()];
  const plans = Array.from({ length: 700 }, (_, at) => workOf({ ...plan(`t${at}`), columns: new Array(300).fill(at) }));
  for (const step of [1, 1, 1, 7, 13]) {
    for (let at = 0; at < plans.length; at += step) {
      const work = plans[at] as Work;
      assert.deepEqual(receiving.unpack(sent(sending.pack(work))), work);
    }
  }
});

test("what is large goes each time, and is not kept", () => {
  const [sending, receiving] = [new SentParts(), new ReceivedParts()];
  for (const large of [new Array(200_000).fill(1), "x".repeat(100_000), new Uint8Array(100_000)]) {
    const work = workOf({ ...plan("t"), large });
    for (let time = 0; time < 4; time++) {
      const packed = sending.pack(work);
      const [, part] = packed.parts[0] as (typeof packed.parts)[number];
      assert.ok(!("number" in part));
      assert.deepEqual(receiving.unpack(sent(packed)), work);
    }
  }
});

test("what did not go counts as not sent, and all else as before", () => {
  const [sending, receiving] = [new SentParts(), new ReceivedParts()];
  const [kept, failing] = [workOf(plan("kept")), workOf(plan("failing"))];
  for (let time = 0; time < 3; time++) receiving.unpack(sent(sending.pack(kept)));
  sending.pack(failing);
  sending.pack(failing); // With a number, and a message that fails.
  sending.undo();
  for (let time = 0; time < 3; time++) assert.deepEqual(receiving.unpack(sent(sending.pack(failing))), failing);
  const again = sending.pack(kept);
  assert.ok(!again.parts.some(([, part]) => "value" in part));
  assert.deepEqual(receiving.unpack(sent(again)), kept);
});
