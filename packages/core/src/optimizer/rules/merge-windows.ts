// Two windows over the same partitions, of which one is not ordered: its aggregates see whole partitions in any order,
// so that they are computed in the other's.
import { exprKey } from "../../expr/key.ts";
import type { FrameBound, WindowFrame } from "../../expr/window-frame.ts";
import type { FrameOffset, LogicalExpr, LogicalPlan, WindowCall } from "../../logical/plan.ts";
import { exprsOf } from "../../logical/tree.ts";
import { columnsIn } from "../facts.ts";
import { rewritePlan } from "../rewrite-plan.ts";
import type { Rule } from "../rule.ts";

export const mergeWindows: Rule = {
  name: "merge-windows",
  reason: "early: the binder puts windows one above the other, and later rules may come between them",
  required: false,
  concerns: ({ kinds }) => kinds.has("window"),
  rewrite: (plan) => rewritePlan(plan, (node) => (node.kind === "window" ? merged(node) : node)),
};

type Window = Extract<LogicalPlan, { readonly kind: "window" }>;

function merged(upper: Window): LogicalPlan {
  const lower = upper.input;
  if (lower.kind !== "window" || !haveSamePartitions(upper, lower) || reads(upper, lower)) return upper;
  if (upper.orderBy.length === 0 && upper.calls.every(isOrderless)) {
    return { ...lower, calls: [...lower.calls, ...upper.calls.map(overPartition)] };
  }
  if (lower.orderBy.length === 0 && lower.calls.every(isOrderless)) {
    return { ...upper, input: lower.input, calls: [...lower.calls.map(overPartition), ...upper.calls] };
  }
  return upper;
}

function haveSamePartitions(upper: Window, lower: Window): boolean {
  const keysOf = (exprs: readonly LogicalExpr[]): readonly string[] =>
    [...new Set(exprs.map((expr) => exprKey(expr)))].sort();
  const [above, below] = [keysOf(upper.partitionBy), keysOf(lower.partitionBy)];
  return above.length === below.length && above.every((key, at) => key === below[at]);
}

/** The upper one needs a value of the lower one. */
function reads(upper: Window, { calls }: Window): boolean {
  const own = new Set<number>(calls.map(({ output }) => output.id));
  return exprsOf(upper).some((expr) => [...columnsIn(expr)].some((id) => own.has(id)));
}

/** Without an order all rows are peers: what asks for them sees another partition when there is one. */
function isOrderless({ function: kind, frame }: WindowCall): boolean {
  return kind === "aggregate" && (frame.exclude === "no-others" || frame.exclude === "current-row");
}

function overPartition(call: WindowCall): WindowCall {
  return { ...call, frame: wholeFrame(call.frame) };
}

function wholeFrame(frame: WindowFrame<FrameOffset>): WindowFrame<FrameOffset> {
  if (frame.mode !== "range") return frame;
  const bound = (one: FrameBound<FrameOffset>, kind: "unbounded-preceding" | "unbounded-following") =>
    one.kind === "current-row" ? { kind } : one;
  const start = bound(frame.start, "unbounded-preceding");
  return { ...frame, start, end: bound(frame.end, "unbounded-following") };
}
