// What a row group claims to hold: which tasks may skip it, and when its rows show that the claim is not true.
import assert from "node:assert/strict";
import { test } from "node:test";
import { rangeOfTask, type ScanRange } from "../../catalog/scan-ranges.ts";
import { isClaimTrue } from "./claimed-values.ts";
import { meets } from "./column-claim.ts";

const ranges = { column: 0, bounds: [10n, 20n] };
const claim = (least: bigint, greatest: bigint, hasNulls = false) => ({ least, greatest, hasNulls });

for (const [held, tasks] of [
  [claim(1n, 9n), [0]],
  [claim(1n, 10n), [0, 1]],
  [claim(10n, 19n), [1]],
  [claim(19n, 20n), [1, 2]],
  [claim(20n, 20n), [2]],
  [claim(-5n, 100n), [0, 1, 2]],
  [claim(20n, 30n, true), [0, 2]],
  [claim(12n, 13n, true), [0, 1]],
] as const) {
  test(`values ${held.least} to ${held.greatest}${held.hasNulls ? " and NULLs" : ""} are of tasks ${tasks}`, () => {
    const found = [0, 1, 2].filter((task) => meets(held, rangeOfTask(ranges, task, 3)));
    assert.deepEqual(found, tasks);
  });
}

test("numbers are bounds as well", () => {
  const range: ScanRange = { column: 0, from: 5, to: 7 };
  assert.equal(meets(claim(7n, 9n), range), false);
  assert.equal(meets(claim(6n, 9n), range), true);
});

test("ranges are for their number of tasks", () => {
  assert.throws(() => rangeOfTask(ranges, 0, 2), TypeError);
});

for (const [held, isTrue] of [
  [claim(1n, 9n), true],
  [claim(2n, 8n), true],
  [claim(0n, 8n), false],
  [claim(2n, 10n), false],
  [claim(2n, 8n, true), false],
  [claim(2n ** 63n - 1n, -(2n ** 63n)), true],
  [claim(2n ** 63n - 1n, -(2n ** 63n), true), false],
] as const) {
  test(`a claim of 1 to 9 without NULLs, rows of ${held.least} to ${held.greatest}, NULLs ${held.hasNulls}`, () => {
    assert.equal(isClaimTrue(claim(1n, 9n), held), isTrue);
    if (!held.hasNulls) return;
    assert.equal(isClaimTrue(claim(1n, 9n, true), held), true);
  });
}
