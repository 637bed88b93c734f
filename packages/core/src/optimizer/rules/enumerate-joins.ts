// The cheapest order of a region's joins: every order by dynamic programming over sets of members while there
// are few, the cheapest next join again and again beyond. Cross products only where nothing connects.
import { internal } from "../../common/error.ts";
import type { JoinGraph, Members } from "./join-graph.ts";

export type JoinTree = JoinLeaf | JoinPair;

interface Costed {
  readonly set: Members;
  readonly rows: number;
  readonly cost: number;
}

export interface JoinLeaf extends Costed {
  readonly kind: "leaf";
  readonly member: number;
}

export interface JoinPair extends Costed {
  readonly kind: "pair";
  readonly left: JoinTree;
  readonly right: JoinTree;
}

/** Up to this many members all orders are tried: about 3^n joins are looked at. */
const EXHAUSTIVE = 11;

/** Of a row that goes into a hash table, that probes one, that comes out; of a pair that a nested loop tests. */
const [BUILD, PROBE, OUT, PAIR] = [3, 1, 0.5, 0.3];

export function cheapestOrder(graph: JoinGraph): JoinTree {
  const leaves = graph.members.map((_, member): JoinLeaf => {
    return { kind: "leaf", member, set: 1 << member, rows: graph.profiles[member]?.rows ?? 1, cost: 0 };
  });
  if (leaves.length > EXHAUSTIVE) return greedy(graph, leaves);
  return exhaustive(graph, leaves) ?? greedy(graph, leaves);
}

/** undefined when there is no order without a cross product. */
function exhaustive(graph: JoinGraph, leaves: readonly JoinLeaf[]): JoinTree | undefined {
  const best: (JoinTree | undefined)[] = [];
  for (const leaf of leaves) best[leaf.set] = leaf;
  for (let set = 1; set <= graph.all; set++) {
    if ((set & (set - 1)) === 0) continue;
    let found: JoinTree | undefined;
    for (let part = (set - 1) & set; part > 0; part = (part - 1) & set) {
      const left = best[part];
      const right = best[set & ~part];
      if (left === undefined || right === undefined) continue;
      // Both ways round only where it makes a difference: a member is attached on the right.
      if (part < (set & ~part) && graph.attached(right.set) === undefined) continue;
      if (!graph.isAllowed(left.set, right.set) || !graph.isConnected(left.set, right.set)) continue;
      // Rows do not depend on the order.
      const rows: number = found?.rows ?? graph.rows(left, right);
      const cost = costOf(graph, left, right, rows);
      if (found === undefined || cost < found.cost) found = { kind: "pair", set, rows, cost, left, right };
    }
    best[set] = found;
  }
  return best[graph.all];
}

function join(graph: JoinGraph, left: JoinTree, right: JoinTree): JoinPair {
  const rows = graph.rows(left, right);
  return { kind: "pair", set: left.set | right.set, rows, cost: costOf(graph, left, right, rows), left, right };
}

function costOf(graph: JoinGraph, left: JoinTree, right: JoinTree, rows: number): number {
  const attached = graph.attached(right.set);
  return left.cost + right.cost + workOf(graph, left, right, attached?.attach?.join) + rows * OUT;
}

function workOf(graph: JoinGraph, left: JoinTree, right: JoinTree, attached: string | undefined): number {
  if (!graph.hasKey(left.set, right.set)) return left.rows * right.rows * PAIR + left.rows + right.rows;
  // Mark and single joins look up each left row.
  if (attached === "mark" || attached === "single") return right.rows * BUILD + left.rows * PROBE;
  return Math.min(left.rows, right.rows) * BUILD + Math.max(left.rows, right.rows) * PROBE;
}

/** Joins the two whose result is smallest, until one is left. */
function greedy(graph: JoinGraph, leaves: readonly JoinLeaf[]): JoinTree {
  let open: JoinTree[] = [...leaves];
  while (open.length > 1) {
    const pair = cheapestPair(graph, open, true) ?? cheapestPair(graph, open, false);
    if (pair === undefined) throw internal("a region of joins without an order");
    open = [...open.filter((one) => one !== pair.left && one !== pair.right), pair];
  }
  return open[0] as JoinTree;
}

function cheapestPair(graph: JoinGraph, open: readonly JoinTree[], connected: boolean): JoinPair | undefined {
  let best: JoinPair | undefined;
  for (const left of open) {
    for (const right of open) {
      if (left === right || !graph.isAllowed(left.set, right.set)) continue;
      if (connected && !graph.isConnected(left.set, right.set)) continue;
      const pair = join(graph, left, right);
      const score = (one: JoinPair): number => one.cost - one.left.cost - one.right.cost + one.rows;
      if (best === undefined || score(pair) < score(best)) best = pair;
    }
  }
  return best;
}
