// Aggregation and DISTINCT. Calls are taken apart into accumulators, equal ones shared (sum and avg of the same
// column run one sum), and put together again by a projection.

import type { Field } from "../column/vector.ts";
import { internal, unsupported } from "../common/error.ts";
import { unreachable } from "../common/unreachable.ts";
import type { InputRef, PhysicalExpr } from "../expr/expr.ts";
import { inputsOf } from "../expr/inputs.ts";
import { exprKey } from "../expr/key.ts";
import { rewrite } from "../expr/tree.ts";
import {
  type Accumulator,
  type AggregateOverload,
  type AggregateRequest,
  PLAIN_REQUEST,
} from "../function/aggregate-registry.ts";
import type { AggregateCall, LogicalPlan, SortKey } from "../logical/plan.ts";
import type { PhysicalAccumulator, PhysicalPlan } from "../physical/plan.ts";
import { INT8, printType } from "../type/logical-type.ts";
import { fieldOf, type Lowered, type PlannerContext, positionsOf } from "./context.ts";
import { filtered } from "./filtered-accumulator.ts";
import { canBeNull, inputRef, lowerExpr, lowerSortKeys } from "./lower-expr.ts";
import { distinctNode, type Lowering, projectNode } from "./lowering.ts";

type LogicalOf<Kind extends LogicalPlan["kind"]> = Extract<LogicalPlan, { readonly kind: Kind }>;

export function lowerAggregate(lowering: Lowering, plan: LogicalOf<"aggregate">): Lowered {
  const { context, ids } = lowering;
  const input = inCallOrder(lowering, plan, lowering.lower(plan.input));
  const keys = plan.groups.map(({ expr }) => lowerExpr(expr, input.columns));
  const set = new AccumulatorSet(keys.length);
  const calls = plan.aggregates.map((call) => finishCall(lowering, call, input, set));
  const { accumulators, results } = usedOnly(keys.length, set.accumulators, calls);
  const keyFields = plan.groups.map(({ output }) => fieldOf(output));
  const setField: readonly Field[] =
    plan.groupingSets === undefined ? [] : [{ name: "grouping_set", type: INT8, nullable: false }];
  const aggregate: PhysicalPlan = {
    kind: "hash-aggregate",
    state: ids.state(),
    input: input.plan,
    keys,
    accumulators,
    phase: "single",
    ...(plan.groupingSets === undefined ? {} : { groupingSets: plan.groupingSets }),
    fields: [...keyFields, ...accumulators.map(accumulatorField), ...setField],
    estimatedRows: context.estimateRows(plan),
  };
  const outputs = [...plan.groups, ...plan.aggregates].map(({ output }) => output);
  const exprs: PhysicalExpr[] = [...keyFields.map((field, index) => inputRef(index, field)), ...results];
  if (plan.setIndex !== undefined) {
    const index = aggregate.fields.length - 1;
    outputs.push(plan.setIndex);
    exprs.push(inputRef(index, aggregate.fields[index] as Field));
  }
  return { plan: projectNode(aggregate, exprs, outputs.map(fieldOf)), columns: positionsOf(outputs) };
}

/** The rows in the order that a call asks for, where its result depends on it: those calls must ask for the same one. */
function inCallOrder(lowering: Lowering, plan: LogicalOf<"aggregate">, input: Lowered): Lowered {
  const ordered = plan.aggregates.filter(({ overload, args, order }) => {
    if (order.length === 0) return false;
    const { accumulators, ordered } = lowering.context.aggregates.overload(overload);
    if (ordered === true) return false;
    const lowered = args.map((arg) => lowerExpr(arg, input.columns));
    return accumulators(lowered, PLAIN_REQUEST).some(({ operator }) => operator === "first");
  });
  const [first, ...others] = ordered;
  if (first === undefined) return input;
  const orderKey = ({ order }: AggregateCall): string =>
    order.map(({ expr, descending, nullsFirst }) => [exprKey(expr), descending, nullsFirst].join(" ")).join();
  if (others.some((call) => orderKey(call) !== orderKey(first))) {
    throw unsupported("aggregates with different ORDER BY beside each other");
  }
  return { plan: sortedBy(lowering, input, first.order), columns: input.columns };
}

/** The accumulators of a node, each once; they stand behind the keys in its output. */
class AccumulatorSet {
  readonly accumulators: PhysicalAccumulator[] = [];
  readonly #keys: number;
  readonly #known = new Map<string, InputRef>();

  constructor(keys: number) {
    this.#keys = keys;
  }

  add(accumulator: PhysicalAccumulator): InputRef {
    const { operator, input, type, filter, distinct } = accumulator;
    const key = [
      operator,
      input === undefined ? "" : exprKey(input),
      printType(type),
      filter === undefined ? "" : exprKey(filter),
      distinct,
    ].join("|");
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const output = inputRef(this.#keys + this.accumulators.length, { type });
    this.accumulators.push(accumulator);
    this.#known.set(key, output);
    return output;
  }
}

/** The accumulators that the calls' results read: a formula may need fewer of the sums than others of its family. */
function usedOnly(
  keys: number,
  accumulators: readonly PhysicalAccumulator[],
  results: readonly PhysicalExpr[],
): { readonly accumulators: readonly PhysicalAccumulator[]; readonly results: readonly PhysicalExpr[] } {
  const used = new Set(inputsOf(results));
  const kept = accumulators.flatMap((_, at) => (used.has(keys + at) ? [keys + at] : []));
  if (kept.length === accumulators.length) return { accumulators, results };
  return {
    accumulators: kept.map((index) => accumulators[index - keys] as PhysicalAccumulator),
    results: results.map((result) =>
      rewrite<InputRef>(result, (node) =>
        node.kind === "input" ? { ...node, index: keys + kept.indexOf(node.index) } : node,
      ),
    ),
  };
}

/** The call's result over the node's output. */
function finishCall({ context }: Lowering, call: AggregateCall, input: Lowered, set: AccumulatorSet): PhysicalExpr {
  const overload = context.aggregates.overload(call.overload);
  const args = call.args.map((arg) => lowerExpr(arg, input.columns));
  const filter = call.filter === undefined ? undefined : lowerExpr(call.filter, input.columns);
  const isPlain = call.order.length === 0 && !(call.distinct && computes(overload, args));
  const inOrder = isPlain ? undefined : overload.inOrder;
  const { accumulators, finish } = inOrder ?? overload;
  const takesRequest = overload.ordered === true || inOrder !== undefined;
  const request = takesRequest ? requestOf(call, args, input) : PLAIN_REQUEST;
  const values = accumulators(args, request).map((accumulator, _, all) =>
    set.add({
      ...filtered(withoutNeedlessInput(accumulator, call, input.plan.fields, all.length > 1, context), filter, context),
      distinct: accumulator.distinct === true || (!takesRequest && isDistinct(accumulator, args, call)),
    }),
  );
  return finish(values, call.output.type, request);
}

function requestOf(
  { order, distinct }: AggregateCall,
  args: readonly PhysicalExpr[],
  { columns }: Lowered,
): AggregateRequest {
  const constants = args.map((arg) => (arg.kind === "constant" ? arg : undefined));
  return { distinct, order: lowerSortKeys(order, columns), constants };
}

/** Counting values that are never NULL is counting rows, which other calls share. `isComputed`: by the call's other accumulators. */
function withoutNeedlessInput(
  accumulator: Accumulator,
  call: AggregateCall,
  fields: readonly Field[],
  isComputed: boolean,
  { canFail }: PlannerContext,
): Accumulator {
  const { operator, input, type } = accumulator;
  if (operator !== "count" || call.distinct || input === undefined || canBeNull(input, fields)) return accumulator;
  return !isComputed && canFail(input) ? accumulator : { operator: "count-rows", type };
}

/** Whether an accumulator that repetition matters to takes something else than the arguments' own values. */
function computes({ accumulators, ordered }: AggregateOverload, args: readonly PhysicalExpr[]): boolean {
  if (ordered === true) return false;
  return accumulators(args, PLAIN_REQUEST).some((one) => dependsOnRepetition(one) && !takesArgument(one, args));
}

/** False where taking each value once makes no difference. */
function dependsOnRepetition({ operator }: Accumulator): boolean {
  switch (operator) {
    case "min":
    case "max":
    case "first":
    case "bit-and":
    case "bit-or":
    case "distinct-sketch":
    // A call that concatenates takes values once itself.
    case "concat":
      return false;
    case "count":
    case "sum":
    case "bit-xor":
    case "histogram-sketch":
    case "twofold-sum":
      return true;
    case "count-rows":
      throw internal("DISTINCT without an argument");
    default:
      return unreachable(operator);
  }
}

/** The distinct values of something computed from the argument are not those of the argument. */
function takesArgument({ input }: Accumulator, args: readonly PhysicalExpr[]): boolean {
  const [arg] = args;
  if (arg === undefined || input === undefined || args.length > 1) return false;
  let inner = input;
  while (inner.kind === "cast") inner = inner.input;
  const key = exprKey<InputRef>(arg);
  return exprKey<InputRef>(input) === key || exprKey<InputRef>(inner) === key;
}

/** Whether an accumulator takes each value once. */
function isDistinct(accumulator: Accumulator, args: readonly PhysicalExpr[], call: AggregateCall): boolean {
  if (!call.distinct || !dependsOnRepetition(accumulator)) return false;
  if (takesArgument(accumulator, args)) return true;
  throw unsupported(`${call.overload.split("(")[0]}(DISTINCT ...)`);
}

function accumulatorField({ operator, type }: PhysicalAccumulator): Field {
  return { name: operator, type, nullable: operator !== "count" && operator !== "count-rows" };
}

export function lowerDistinct(lowering: Lowering, plan: LogicalOf<"distinct">): Lowered {
  const input = lowering.lower(plan.input);
  const estimatedRows = lowering.context.estimateRows(plan);
  if (plan.on === undefined) {
    return { plan: distinctNode(lowering, input.plan, estimatedRows), columns: input.columns };
  }
  const keys = plan.on.map((expr) => lowerExpr(expr, input.columns));
  const { fields } = input.plan;
  if (keys.length === 0) {
    const state = lowering.ids.state();
    const sorted = sortedBy(lowering, input, plan.order);
    return {
      plan: { kind: "limit", state, input: sorted, limit: 1, offset: 0, fields, estimatedRows: 1 },
      columns: input.columns,
    };
  }
  const sorted = sortedBy(lowering, input, orderOfGroups(plan.on, plan.order));
  return { plan: { kind: "distinct-on", input: sorted, keys, fields, estimatedRows }, columns: input.columns };
}

/** The keys that are ordered by, then the other keys, then what chooses the first row of a group. */
function orderOfGroups(on: NonNullable<LogicalOf<"distinct">["on"]>, order: readonly SortKey[]): readonly SortKey[] {
  const wanted = new Set(on.map((expr) => exprKey(expr)));
  const end = order.findIndex(({ expr }) => !wanted.has(exprKey(expr)));
  const leading = end === -1 ? order : order.slice(0, end);
  const ordered = new Set(leading.map(({ expr }) => exprKey(expr)));
  const others = on.filter((expr) => !ordered.has(exprKey(expr)));
  return [
    ...leading,
    ...others.map((expr) => ({ expr, descending: false, nullsFirst: false })),
    ...order.slice(leading.length),
  ];
}

function sortedBy(lowering: Lowering, input: Lowered, order: readonly SortKey[]): PhysicalPlan {
  const { plan, columns } = input;
  if (order.length === 0) return plan;
  const keys = lowerSortKeys(order, columns);
  const { fields, estimatedRows } = plan;
  return { kind: "sort", state: lowering.ids.state(), input: plan, keys, fields, estimatedRows };
}
