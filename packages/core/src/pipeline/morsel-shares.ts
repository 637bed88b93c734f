// How many morsels a task is given at one time: a message wakes a thread, which costs as much as a small morsel, so that
// there are few of them while much is left, and single morsels at the end, when no thread may wait for another. Pure.
import type { PendingMorsel } from "./morsels.ts";

/** Of what is left a thread is given its share of one in so many: threads that are faster come for more. */
const SHARE = 2;
/** A thread with nothing to do is not kept waiting while more are planned. */
const FIRST = 2;

/** So many from `next` on; those that hold memory, or of which it is not known how many follow, go alone. */
export function givenAtOnce({ left }: Pick<PendingMorsel, "left">, threads: number, isIdle: boolean): number {
  if (left === undefined || threads < 2) return 1;
  const share = Math.max(1, Math.floor((left + 1) / (SHARE * threads)));
  return isIdle ? Math.min(FIRST, share) : share;
}
