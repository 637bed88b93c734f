// Recursion that cannot overflow: a step is a generator that yields the steps it waits for, and `runDeep` keeps
// the waiting ones on a stack of its own. Plans can be thousands of nodes deep, and whatever descends into
// them top-down is written with this; bottom-up rewrites are in rewrite-plan.ts.

/** A computation that may wait for others by `yield* call(...)`. */
export interface Deep<Result> extends Generator<Deep<unknown>, Result, unknown> {}

/** Waits for another step. */
export function* call<Result>(step: Deep<Result>): Deep<Result> {
  return (yield step) as Result;
}

/** Runs a step to its end. */
export function runDeep<Result>(root: Deep<Result>): Result {
  const waiting: Deep<unknown>[] = [root];
  let received: unknown;
  for (;;) {
    const step = waiting[waiting.length - 1] as Deep<unknown>;
    const { done, value } = step.next(received);
    if (!done) {
      waiting.push(value as Deep<unknown>);
      received = undefined;
      continue;
    }
    waiting.pop();
    if (waiting.length === 0) return value as Result;
    received = value;
  }
}

/** Maps one after the other. */
export function* mapDeep<Item, Result>(items: readonly Item[], map: (item: Item) => Deep<Result>): Deep<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(yield* call(map(item)));
  return results;
}
