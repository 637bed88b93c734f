import assert from "node:assert/strict";
import { test } from "node:test";
import type { Clock } from "@ffq/core/physical";
import { Wakeup } from "./wakeup.ts";

/** A clock whose timers fire `early` before their time. */
class HandClock implements Clock {
  time = 0;
  readonly #timers = new Map<number, { readonly at: number; readonly action: () => void }>();
  #next = 0;
  readonly #early: number;

  constructor(early: number) {
    this.#early = early;
  }

  now(): number {
    return this.time;
  }

  after(milliseconds: number, action: () => void): () => void {
    const id = this.#next++;
    this.#timers.set(id, { at: this.time + milliseconds - (milliseconds > this.#early ? this.#early : 0), action });
    return () => this.#timers.delete(id);
  }

  advance(to: number): void {
    for (;;) {
      const due = [...this.#timers].filter(([, { at }]) => at <= to).sort(([, one], [, other]) => one.at - other.at)[0];
      if (due === undefined) break;
      const [id, { at, action }] = due;
      this.#timers.delete(id);
      this.time = Math.max(this.time, at);
      action();
    }
    this.time = to;
  }
}

for (const early of [0, 0.4, 0.9]) {
  test(`wakes once, at the time or after it, with timers ${early} ms early`, () => {
    const clock = new HandClock(early);
    const woken: number[] = [];
    const wakeup = new Wakeup(clock, () => woken.push(clock.now()));
    wakeup.at(10.3);
    clock.advance(10.2);
    assert.deepEqual(woken, []);
    clock.advance(13);
    assert.equal(woken.length, 1);
    assert.ok((woken[0] ?? 0) >= 10.3);
  });
}

test("a later wish replaces the one before, and cancel ends it", () => {
  const clock = new HandClock(0);
  let woken = 0;
  const wakeup = new Wakeup(clock, () => woken++);
  wakeup.at(5);
  wakeup.at(20);
  clock.advance(10);
  assert.equal(woken, 0);
  clock.advance(20);
  assert.equal(woken, 1);
  wakeup.at(30);
  wakeup.cancel();
  wakeup.at(Number.POSITIVE_INFINITY);
  clock.advance(100);
  assert.equal(woken, 1);
});
