// The shape of logical plans, once: a node's inputs, its own expressions, the columns it produces.
import { unreachable } from "../common/unreachable.ts";
import { mapFrame, offsetsOf } from "../expr/window-frame.ts";
import type { FrameOffset, LogicalExpr, LogicalPlan, NamedExpr, OutputColumn, SortKey, WindowCall } from "./plan.ts";

/** Direct inputs, left before right; plans inside expressions are not among them. */
export function childrenOf(plan: LogicalPlan): readonly LogicalPlan[] {
  switch (plan.kind) {
    case "scan":
    case "values":
    case "table-function":
    case "cte-ref":
      return [];
    case "unnest":
    case "filter":
    case "project":
    case "aggregate":
    case "window":
    case "distinct":
    case "sort":
    case "limit":
      return [plan.input];
    case "join":
    case "set-operation":
      return [plan.left, plan.right];
    case "cte":
      return [plan.definition, plan.body];
    case "recursive-cte":
      return [plan.base, plan.step];
    default:
      return unreachable(plan);
  }
}

/** The same node over mapped inputs; the same object when no input changed. */
export function mapChildren(plan: LogicalPlan, map: (child: LogicalPlan) => LogicalPlan): LogicalPlan {
  switch (plan.kind) {
    case "scan":
    case "values":
    case "table-function":
    case "cte-ref":
      return plan;
    case "unnest":
    case "filter":
    case "project":
    case "aggregate":
    case "window":
    case "distinct":
    case "sort":
    case "limit": {
      const input = map(plan.input);
      return input === plan.input ? plan : { ...plan, input };
    }
    case "join":
    case "set-operation": {
      const left = map(plan.left);
      const right = map(plan.right);
      return left === plan.left && right === plan.right ? plan : { ...plan, left, right };
    }
    case "cte": {
      const definition = map(plan.definition);
      const body = map(plan.body);
      return definition === plan.definition && body === plan.body ? plan : { ...plan, definition, body };
    }
    case "recursive-cte": {
      const base = map(plan.base);
      const step = map(plan.step);
      return base === plan.base && step === plan.step ? plan : { ...plan, base, step };
    }
    default:
      return unreachable(plan);
  }
}

/** What a node produces, in order. Outer joins make the other side's columns nullable. */
export function outputColumnsOf(plan: LogicalPlan): readonly OutputColumn[] {
  return outputColumnsOver(plan, outputColumnsOf);
}

/** outputColumnsOf, with what the inputs produce asked of `of`: for callers that remember it. */
export function outputColumnsOver(
  plan: LogicalPlan,
  of: (input: LogicalPlan) => readonly OutputColumn[],
): readonly OutputColumn[] {
  switch (plan.kind) {
    case "scan":
    case "project":
      return (plan.kind === "scan" ? plan.columns : plan.exprs).map(({ output }) => output);
    case "values":
    case "table-function":
    case "recursive-cte":
      return plan.columns;
    case "set-operation":
    case "cte-ref":
      return plan.columns.map(({ output }) => output);
    case "filter":
    case "distinct":
    case "sort":
    case "limit":
      return of(plan.input);
    case "cte":
      return of(plan.body);
    case "aggregate": {
      const calls = [...plan.groups, ...plan.aggregates].map(({ output }) => output);
      return plan.setIndex === undefined ? calls : [...calls, plan.setIndex];
    }
    case "window":
      return [...of(plan.input), ...plan.calls.map(({ output }) => output)];
    case "unnest": {
      const elements = plan.lists.map(({ output }) => output);
      return [...of(plan.input), ...elements, ...(plan.ordinality === undefined ? [] : [plan.ordinality])];
    }
    case "join": {
      const left = of(plan.left);
      switch (plan.join) {
        case "inner":
          return [...left, ...of(plan.right)];
        case "left":
        case "single":
          return [...left, ...nullable(of(plan.right))];
        case "right":
          return [...nullable(left), ...of(plan.right)];
        case "full":
          return nullable([...left, ...of(plan.right)]);
        case "semi":
        case "anti":
          return left;
        case "mark":
          return plan.mark === undefined ? left : [...left, plan.mark];
        default:
          return unreachable(plan.join);
      }
    }
    default:
      return unreachable(plan);
  }
}

function nullable(columns: readonly OutputColumn[]): readonly OutputColumn[] {
  return columns.map((column) => ({ ...column, nullable: true }));
}

const NONE: readonly never[] = [];

const ofKeys = (keys: readonly SortKey[]): readonly LogicalExpr[] => keys.map(({ expr }) => expr);

function ofCall({ args, filter, frame }: WindowCall): readonly LogicalExpr[] {
  const exprs = offsetsOf(frame).flatMap(({ amount, range }) =>
    range === undefined ? [amount] : [amount, range.key, range.value],
  );
  return [...args, ...(filter === undefined ? [] : [filter]), ...exprs];
}

function mapCall(call: WindowCall, map: (expr: LogicalExpr) => LogicalExpr): WindowCall {
  const args = call.args.map(map);
  const filter = call.filter === undefined ? {} : { filter: map(call.filter) };
  const frame = mapFrame(call.frame, ({ amount, range }: FrameOffset): FrameOffset => {
    const mapped = map(amount);
    return range === undefined
      ? { amount: mapped }
      : { amount: mapped, range: { key: map(range.key), value: map(range.value) } };
  });
  return { ...call, args, ...filter, frame };
}

/** Of rows that a statement has written out, which may be thousands and are asked for by every rule. */
const valuesOfRows = new WeakMap<readonly (readonly LogicalExpr[])[], readonly LogicalExpr[]>();

function valuesOf(rows: readonly (readonly LogicalExpr[])[]): readonly LogicalExpr[] {
  let values = valuesOfRows.get(rows);
  if (values === undefined) {
    values = rows.flat();
    valuesOfRows.set(rows, values);
  }
  return values;
}

/** The node's own expressions, not its inputs'. */
export function exprsOf(plan: LogicalPlan): readonly LogicalExpr[] {
  switch (plan.kind) {
    case "scan":
      return plan.filters;
    case "values":
      return valuesOf(plan.rows);
    case "table-function":
      return plan.args;
    case "unnest":
      return plan.lists.map(({ expr }) => expr);
    case "filter":
      return [plan.predicate];
    case "project":
      return plan.exprs.map(({ expr }) => expr);
    case "join":
      return plan.on;
    case "aggregate":
      return [
        ...plan.groups.map(({ expr }) => expr),
        ...plan.aggregates.flatMap(({ args, filter, order }) => [
          ...args,
          ...(filter === undefined ? [] : [filter]),
          ...ofKeys(order),
        ]),
      ];
    case "window":
      return [...plan.partitionBy, ...ofKeys(plan.orderBy), ...plan.calls.flatMap(ofCall)];
    case "distinct":
      return [...(plan.on ?? []), ...ofKeys(plan.order)];
    case "sort":
      return ofKeys(plan.keys);
    case "limit":
      return [plan.limit, plan.offset].filter((expr) => expr !== undefined);
    case "set-operation":
    case "cte":
    case "cte-ref":
    case "recursive-cte":
      return NONE;
    default:
      return unreachable(plan);
  }
}

/** The same node over mapped expressions, each mapped once in the order of exprsOf; itself when none changed. */
export function mapExprs(plan: LogicalPlan, map: (expr: LogicalExpr) => LogicalExpr): LogicalPlan {
  const before = exprsOf(plan);
  const after = before.map((expr) => map(expr));
  if (after.every((expr, at) => expr === before[at])) return plan;
  let next = 0;
  return rebuilt(plan, () => after[next++] as LogicalExpr);
}

/** The node anew. @param map asked for each expression in the order of exprsOf */
function rebuilt(plan: LogicalPlan, map: (expr: LogicalExpr) => LogicalExpr): LogicalPlan {
  const named = ({ output, expr }: NamedExpr): NamedExpr => ({ output, expr: map(expr) });
  const key = (sort: SortKey): SortKey => ({ ...sort, expr: map(sort.expr) });
  switch (plan.kind) {
    case "scan":
      return { ...plan, filters: plan.filters.map(map) };
    case "values":
      return { ...plan, rows: plan.rows.map((row) => row.map(map)) };
    case "table-function":
      return { ...plan, args: plan.args.map(map) };
    case "unnest":
      return { ...plan, lists: plan.lists.map(named) };
    case "filter":
      return { ...plan, predicate: map(plan.predicate) };
    case "project":
      return { ...plan, exprs: plan.exprs.map(named) };
    case "join":
      return { ...plan, on: plan.on.map(map) };
    case "aggregate": {
      const groups = plan.groups.map(named);
      const aggregates = plan.aggregates.map((call) => {
        const args = call.args.map(map);
        const filter = call.filter === undefined ? {} : { filter: map(call.filter) };
        return { ...call, args, ...filter, order: call.order.map(key) };
      });
      return { ...plan, groups, aggregates };
    }
    case "window": {
      const partitionBy = plan.partitionBy.map(map);
      const orderBy = plan.orderBy.map(key);
      return { ...plan, partitionBy, orderBy, calls: plan.calls.map((call) => mapCall(call, map)) };
    }
    case "distinct": {
      const on = plan.on === undefined ? {} : { on: plan.on.map(map) };
      return { ...plan, ...on, order: plan.order.map(key) };
    }
    case "sort":
      return { ...plan, keys: plan.keys.map(key) };
    case "limit": {
      const limit = plan.limit === undefined ? {} : { limit: map(plan.limit) };
      const offset = plan.offset === undefined ? {} : { offset: map(plan.offset) };
      return { ...plan, ...limit, ...offset };
    }
    case "set-operation":
    case "cte":
    case "cte-ref":
    case "recursive-cte":
      return plan;
    default:
      return unreachable(plan);
  }
}
