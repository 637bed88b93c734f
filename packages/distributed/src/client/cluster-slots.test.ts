// How many slots a cluster has, by what its coordinator says over time.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FfqError } from "@ffq/core/physical";
import type { HttpFetch } from "../rpc/http.ts";
import { ManualClock } from "../rpc/manual-clock.fixture.ts";
import { ClusterSlots } from "./cluster-slots.ts";

interface Page {
  status: number;
  body: string;
  asked: number;
}

function open(page: Page): { readonly slots: ClusterSlots; readonly clock: ManualClock } {
  const clock = new ManualClock();
  const fetch: HttpFetch = async () => {
    page.asked++;
    if (page.status === 0) throw new FfqError("IO", "connection refused");
    const body = (async function* () {
      yield Buffer.from(page.body);
    })();
    return { status: page.status, headers: {}, body };
  };
  return { slots: new ClusterSlots({ url: "http://c:1", fetch, clock }), clock };
}

test("slots are asked for again when the answer is old, and kept while nobody answers", async () => {
  const page = { status: 200, body: '{"slots":3}', asked: 0 };
  const { slots, clock } = open(page);
  assert.equal(await slots.now(), 3);
  page.body = '{"slots":8}';
  assert.equal(await slots.now(), 3);
  clock.advance(2_000);
  assert.equal(await slots.now(), 8);
  page.status = 0;
  clock.advance(2_000);
  assert.equal(await slots.now(), 8);
  assert.equal(await slots.now(), 8);
  assert.equal(page.asked, 3);
});

const answers: readonly {
  readonly name: string;
  readonly status: number;
  readonly body: string;
  readonly slots: number;
}[] = [
  { name: "none", status: 200, body: '{"slots":0}', slots: 1 },
  { name: "very many", status: 200, body: '{"slots":9000}', slots: 256 },
];
for (const { name, status, body, slots } of answers) {
  test(`a cluster with ${name} slots`, async () => {
    assert.equal(await open({ status, body, asked: 0 }).slots.now(), slots);
  });
}

const refused: readonly {
  readonly name: string;
  readonly status: number;
  readonly body: string;
  readonly code: string;
}[] = [
  { name: "no answer", status: 0, body: "", code: "UNAVAILABLE" },
  { name: "another token", status: 401, body: "", code: "CONFIG" },
  { name: "something else", status: 200, body: "{}", code: "UNSUPPORTED" },
  { name: "an error", status: 500, body: "oh", code: "IO" },
];
for (const { name, status, body, code } of refused) {
  test(`refused: ${name}`, async () => {
    await assert.rejects(open({ status, body, asked: 0 }).slots.now(), (error: FfqError) => error.code === code);
  });
}
