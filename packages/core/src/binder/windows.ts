// The windows of one query: what its WINDOW clause names, and the window function calls in its targets, those of
// equal PARTITION BY and ORDER BY together. They run after grouping, one plan node each.
import { exprKey } from "../expr/key.ts";
import { printFrame, type WindowFrame } from "../expr/window-frame.ts";
import type { FrameOffset, LogicalExpr, LogicalPlan, OutputColumn, SortKey, WindowCall } from "../logical/plan.ts";

/** A window as OVER or WINDOW defines it. */
export interface BoundWindow {
  readonly partitionBy: readonly LogicalExpr[];
  readonly orderBy: readonly SortKey[];
  readonly frame: WindowFrame<FrameOffset>;
  /** It was written with a frame clause: no other window can be made of it. */
  readonly hasFrame: boolean;
}

/** Calls that need the same partitions in the same order. */
interface WindowGroup {
  readonly partitionBy: readonly LogicalExpr[];
  readonly orderBy: readonly SortKey[];
  readonly calls: WindowCall[];
}

export interface LevelWindows {
  readonly named: Map<string, BoundWindow>;
  readonly groups: Map<string, WindowGroup>;
  /** The same calls by what they compute, so that equal ones are one. */
  readonly byKey: Map<string, WindowCall>;
  /** The calls' columns by id. */
  readonly outputs: Map<number, OutputColumn>;
}

export function newWindows(): LevelWindows {
  return { named: new Map(), groups: new Map(), byKey: new Map(), outputs: new Map() };
}

/** The call's column: the one of an equal call where there is one. */
export function registerCall(windows: LevelWindows, window: BoundWindow, call: WindowCall): OutputColumn {
  const { partitionBy, orderBy } = window;
  const groupKey = keyOfGroup(window);
  const key = `${groupKey} ${keyOfCall(call)}`;
  const same = windows.byKey.get(key);
  if (same !== undefined) return same.output;
  let group = windows.groups.get(groupKey);
  if (group === undefined) windows.groups.set(groupKey, (group = { partitionBy, orderBy, calls: [] }));
  group.calls.push(call);
  windows.byKey.set(key, call);
  windows.outputs.set(call.output.id, call.output);
  return call.output;
}

function keyOfGroup({ partitionBy, orderBy }: BoundWindow): string {
  const order = orderBy.map(({ expr, descending, nullsFirst }) => `${exprKey(expr)} ${descending} ${nullsFirst}`);
  return `${partitionBy.map((expr) => exprKey(expr)).join()} by ${order.join()}`;
}

function keyOfCall({ function: kind, overload, args, filter, frame }: WindowCall): string {
  const shown = printFrame(frame, ({ amount }) => exprKey(amount));
  return [kind, overload, ...args.map((arg) => exprKey(arg)), filter === undefined ? "" : exprKey(filter), shown].join(
    ";",
  );
}

/** What the windows of a WINDOW clause are made of. */
export function exprsOfNamed({ named }: LevelWindows): readonly LogicalExpr[] {
  return [...named.values()].flatMap(({ partitionBy, orderBy }) => [
    ...partitionBy,
    ...orderBy.map(({ expr }) => expr),
  ]);
}

/** What all windows are made of, those that no call names too. */
export function definitionsOf(windows: LevelWindows): readonly LogicalExpr[] {
  const own = [...windows.groups.values()].flatMap(({ partitionBy, orderBy }) => [
    ...partitionBy,
    ...orderBy.map(({ expr }) => expr),
  ]);
  return [...exprsOfNamed(windows), ...own];
}

type WindowNode = Extract<LogicalPlan, { readonly kind: "window" }>;

/** A plan node for each group, over no rows yet: see withWindows. */
export function windowNodes({ groups }: LevelWindows): readonly LogicalPlan[] {
  const input: LogicalPlan = { kind: "values", columns: [], rows: [] };
  return [...groups.values()].map((group): WindowNode => ({ kind: "window", input, ...group }));
}

/** The nodes over a plan, one above the other. */
export function withWindows(plan: LogicalPlan, nodes: readonly LogicalPlan[]): LogicalPlan {
  return nodes.reduce((input, node) => (node.kind === "window" ? { ...node, input } : input), plan);
}
