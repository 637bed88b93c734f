import assert from "node:assert/strict";
import { test } from "node:test";
import { SimLoop, SimProcess } from "./sim-clock.ts";
import { installGlobals, settleOnHost } from "./sim-globals.ts";
import { SimRandom } from "./sim-random.ts";

const always = (): boolean => false;

test("events come in the order of their times, then of their posting; promises settle between them", async () => {
  const loop = new SimLoop(settleOnHost);
  const process = new SimProcess(loop, "host", 1);
  const seen: string[] = [];
  const say = (what: string): void => void seen.push(`${loop.now} ${what}`);
  loop.post(process, 20, () => say("late"));
  loop.post(process, 10, () => {
    say("first");
    void Promise.resolve()
      .then(() => Promise.resolve())
      .then(() => say("its promise"));
  });
  loop.post(process, 10, () => say("second"));
  const cancel = loop.post(process, 15, () => say("never"));
  cancel();
  assert.equal(await loop.run(always, 1_000), "stuck");
  assert.deepEqual(seen, ["10 first", "10 its promise", "10 second", "20 late"]);
});

test("what a dead process was about to do does not happen; a stopped one does it when it goes on", async () => {
  const loop = new SimLoop(settleOnHost);
  const [dead, stopped] = [new SimProcess(loop, "dead", 1), new SimProcess(loop, "stopped", 1)];
  const seen: string[] = [];
  dead.onDeath(() => seen.push("died"));
  loop.post(dead, 10, () => seen.push("dead acts"));
  loop.post(stopped, 10, () => seen.push(`one at ${loop.now}`));
  loop.post(stopped, 11, () => seen.push(`two at ${loop.now}`));
  const cancel = loop.post(stopped, 12, () => seen.push("taken back"));
  loop.post(undefined, 5, () => {
    dead.kill();
    stopped.stop();
  });
  loop.post(undefined, 50, () => {
    cancel();
    stopped.continue();
  });
  assert.equal(await loop.run(always, 1_000), "stuck");
  assert.deepEqual(seen, ["died", "one at 50", "two at 50"]);
});

test("the host's timers, clock and chance are the simulation's, and put back afterwards", async () => {
  const loop = new SimLoop(settleOnHost);
  const host = { timeout: globalThis.setTimeout, date: Date, now: performance.now };
  const restore = installGlobals(loop, SimRandom.fromSeed(1));
  const seen: unknown[] = [];
  try {
    const started = Date.now();
    setTimeout(() => seen.push(Date.now() - started, new Date().getUTCFullYear(), performance.now()), 5_000);
    const timer = setInterval(() => {
      seen.push("tick");
      if (seen.length === 3) clearInterval(timer);
    }, 1_000);
    setImmediate(() => seen.push("immediate"));
    assert.equal(await loop.run(always, 10_000), "stuck");
  } finally {
    restore();
  }
  assert.deepEqual(seen, ["immediate", "tick", "tick", 5_000, 2024, 5_000]);
  assert.deepEqual({ timeout: globalThis.setTimeout, date: Date, now: performance.now }, host);
});

test("a process's clock moves when looked at and never back", async () => {
  const loop = new SimLoop(settleOnHost);
  const { clock } = new SimProcess(loop, "host", 1);
  const times: number[] = [clock.now(), clock.now()];
  clock.after(100, () => times.push(clock.now()));
  await loop.run(always, 1_000);
  const [first = 0, second = 0, third = 0] = times;
  assert.ok(first < second && second < third && third > 99 && third < 101, times.join(" "));
});

test("a seed gives the same numbers, another seed and another name give others", () => {
  const draw = (random: SimRandom): readonly number[] => Array.from({ length: 4 }, () => random.between(0, 1e9));
  assert.deepEqual(draw(SimRandom.named(7, "disk")), draw(SimRandom.named(7, "disk")));
  assert.notDeepEqual(draw(SimRandom.named(7, "disk")), draw(SimRandom.named(8, "disk")));
  assert.notDeepEqual(draw(SimRandom.named(7, "disk")), draw(SimRandom.named(7, "network")));
});
