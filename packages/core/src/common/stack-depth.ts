// Expressions nest as deep as a user writes them, and some walks over them recurse. What the stack does not hold
// is an error of the statement with PostgreSQL's name for it, never a crash.
import { FfqError } from "./error.ts";

/** Runs work that recurses over a user's tree. @throws FfqError UNSUPPORTED (54001) when the stack is exhausted */
export function withinStack<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (thrown) {
    if (!(thrown instanceof RangeError) || !/stack/i.test(thrown.message)) throw thrown;
    const detail = { sqlstate: "54001", hint: "Nest less deeply." };
    throw new FfqError("UNSUPPORTED", "stack depth limit exceeded", detail, thrown);
  }
}
