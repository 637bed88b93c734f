// The window nodes of the reference evaluator: for every row the rows of its frame are looked for among all rows of its
// partition, one by one, as the standard's definition reads.
import type { FrameBound } from "../expr/window-frame.ts";
import type { FrameOffset, LogicalExpr, LogicalPlan, SortKey, WindowCall } from "../logical/plan.ts";
import type { Row, Value } from "./evaluate.fixture.ts";

/** How expressions and aggregates are evaluated over rows. */
export interface WindowEvaluation {
  value(expr: LogicalExpr, row: Row): Value;
  aggregate(call: WindowCall, rows: readonly Row[]): Value;
  sorted(rows: readonly Row[], keys: readonly SortKey[]): readonly Row[];
}

export function evaluateWindow(
  { partitionBy, orderBy, calls }: Extract<LogicalPlan, { readonly kind: "window" }>,
  rows: readonly Row[],
  evaluation: WindowEvaluation,
): readonly Row[] {
  const { value, sorted } = evaluation;
  const key = (exprs: readonly LogicalExpr[], row: Row): string =>
    exprs.map((expr) => `${value(expr, row) ?? "NULL"}`).join("|");
  const partitions = Map.groupBy(rows, (row) => key(partitionBy, row));
  return [...partitions.values()].flatMap((members) => {
    const ordered = sorted(members, orderBy);
    const peers = ordered.map((row) =>
      key(
        orderBy.map(({ expr }) => expr),
        row,
      ),
    );
    return ordered.map((row, at): Row => {
      const own = calls.map((call) => [call.output.id, valueAt(call, { ordered, peers, at }, evaluation)] as const);
      return new Map([...row, ...own]);
    });
  });
}

interface Position {
  readonly ordered: readonly Row[];
  /** Equal texts: peers. */
  readonly peers: readonly string[];
  readonly at: number;
}

function valueAt(call: WindowCall, position: Position, evaluation: WindowEvaluation): Value {
  const { ordered, peers, at } = position;
  switch (call.overload.slice(0, call.overload.indexOf("("))) {
    case "row_number":
      return BigInt(at + 1);
    case "rank":
      return BigInt(peers.indexOf(peers[at] as string) + 1);
    case "dense_rank":
      return BigInt(new Set(peers.slice(0, at + 1)).size);
    default: {
      const rows = frameOf(call, position, evaluation).map((row) => ordered[row] as Row);
      return evaluation.aggregate(call, rows);
    }
  }
}

/** Frames without RANGE offsets. */
function frameOf({ frame }: WindowCall, { ordered, peers, at }: Position, { value }: WindowEvaluation): number[] {
  const amount = ({ amount: expr }: FrameOffset): number => Number(value(expr, new Map()));
  const groups = [...new Set(peers)];
  const group = groups.indexOf(peers[at] as string);
  const first = (target: number): number =>
    target < 0 ? 0 : target >= groups.length ? ordered.length : peers.indexOf(groups[target] as string);
  const bound = (one: FrameBound<FrameOffset>, isEnd: boolean): number => {
    if (one.kind === "unbounded-preceding") return 0;
    if (one.kind === "unbounded-following") return ordered.length;
    const moved = "offset" in one ? amount(one.offset) * (one.kind === "preceding" ? -1 : 1) : 0;
    const behind = isEnd ? 1 : 0;
    return frame.mode === "rows" ? at + moved + behind : first(group + moved + behind);
  };
  const [start, end] = [Math.max(0, bound(frame.start, false)), Math.min(ordered.length, bound(frame.end, true))];
  return [...ordered.keys()].filter((row) => {
    if (row < start || row >= end) return false;
    const isPeer = peers[row] === peers[at];
    switch (frame.exclude) {
      case "no-others":
        return true;
      case "current-row":
        return row !== at;
      case "group":
        return !isPeer;
      case "ties":
        return row === at || !isPeer;
    }
  });
}
