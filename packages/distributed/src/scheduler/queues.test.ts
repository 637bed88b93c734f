// The queue and the heap against plain arrays.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Deadline, Deadlines } from "./deadlines.ts";
import { Fifo } from "./fifo.ts";

test("a fifo gives back what it took, in order, while growing and shrinking", () => {
  const fifo = new Fifo<number>();
  const model: number[] = [];
  for (let at = 0; at < 5_000; at++) {
    const isPush = (at * 7_919) % 10 < (at < 2_500 ? 7 : 3);
    if (isPush) {
      fifo.push(at);
      model.push(at);
    } else {
      assert.equal(fifo.take(), model.shift());
    }
    assert.equal(fifo.size, model.length);
    assert.equal(fifo.peek(), model[0]);
  }
  fifo.clear();
  assert.deepEqual([fifo.size, fifo.take(), fifo.peek()], [0, undefined, undefined]);
});

test("deadlines come in the order of their times, those of one time in the order they were set", () => {
  const deadlines = new Deadlines();
  const names = new Map<Deadline, number>();
  const model: { at: number; name: number }[] = [];
  for (let name = 0; name < 1_000; name++) {
    const deadline: Deadline = { kind: "no-workers" };
    const at = (name * 7_919) % 97;
    names.set(deadline, name);
    deadlines.set(at, deadline);
    model.push({ at, name });
  }
  model.sort((left, right) => left.at - right.at || left.name - right.name);
  assert.equal(deadlines.takeDue(-1), undefined);
  for (const { at, name } of model) {
    assert.equal(deadlines.next(), at);
    assert.equal(deadlines.takeDue(at - 0.5), undefined);
    assert.equal(names.get(deadlines.takeDue(at) as Deadline), name);
  }
  assert.equal(deadlines.next(), Number.POSITIVE_INFINITY);
});
