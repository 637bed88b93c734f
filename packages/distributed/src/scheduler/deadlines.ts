// What is to happen at a time if nothing else happens before: a binary heap. A deadline that has been overtaken by
// events is not taken out; who takes it checks that it still holds. Apart because order and validity are two things.
import type { Query, RunningQuery, Stage, Task, Worker } from "./state.ts";

export type Deadline =
  | { readonly kind: "liveness"; readonly worker: Worker }
  | { readonly kind: "blacklist-over"; readonly worker: Worker }
  | { readonly kind: "retry"; readonly task: Task }
  | { readonly kind: "avoid-over"; readonly task: Task }
  | { readonly kind: "stalled"; readonly stage: Stage }
  | { readonly kind: "starved"; readonly run: RunningQuery; readonly since: number }
  | { readonly kind: "client-gone"; readonly query: Query }
  | { readonly kind: "query-timeout"; readonly query: Query }
  | { readonly kind: "forget"; readonly query: Query }
  | { readonly kind: "no-workers" };

interface Entry {
  readonly at: number;
  /** Of two for the same time the one set first comes first. */
  readonly order: number;
  readonly deadline: Deadline;
}

export class Deadlines {
  private readonly heap: Entry[] = [];
  private order = 0;

  get size(): number {
    return this.heap.length;
  }

  /** The earliest time; infinite when nothing is due ever. */
  next(): number {
    return this.heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  set(at: number, deadline: Deadline): void {
    const { heap } = this;
    const entry = { at, order: this.order++, deadline };
    let hole = heap.length;
    heap.push(entry);
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const above = heap[parent] as Entry;
      if (!before(entry, above)) break;
      heap[hole] = above;
      hole = parent;
    }
    heap[hole] = entry;
  }

  clear(): void {
    this.heap.length = 0;
  }

  /** The earliest deadline that is due at `now`, taken out. */
  takeDue(now: number): Deadline | undefined {
    const { heap } = this;
    const top = heap[0];
    if (top === undefined || top.at > now) return undefined;
    const last = heap.pop() as Entry;
    if (heap.length > 0) this.sink(last);
    return top.deadline;
  }

  private sink(entry: Entry): void {
    const { heap } = this;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Entry, heap[child] as Entry)) child++;
      const below = heap[child] as Entry;
      if (!before(below, entry)) break;
      heap[hole] = below;
      hole = child;
    }
    heap[hole] = entry;
  }
}

function before(left: Entry, right: Entry): boolean {
  return left.at < right.at || (left.at === right.at && left.order < right.order);
}
