// Window nodes. Calls are taken apart into steps, equal ones shared (sum and avg over the same frame run one sum), and
// put together again by a projection. Frames become as plain as they can be: whole partitions where nothing orders
// them, offsets as numbers.

import { FfqError, internal, unsupported } from "../common/error.ts";
import { unreachable } from "../common/unreachable.ts";
import type { InputRef, PhysicalExpr } from "../expr/expr.ts";
import { exprKey } from "../expr/key.ts";
import { type FrameBound, mapFrame, offsetOf, printFrame, type WindowFrame } from "../expr/window-frame.ts";
import type { AggregateRequest } from "../function/aggregate-registry.ts";
import type { WindowStep } from "../function/window-registry.ts";
import type { FrameOffset, LogicalPlan, WindowCall } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import type {
  PhysicalAccumulator,
  PhysicalFrame,
  PhysicalFrameOffset,
  PhysicalPlan,
  PhysicalWindowStep,
  RankLimit,
} from "../physical/plan.ts";
import type { Datum } from "../type/datum.ts";
import { printType } from "../type/logical-type.ts";
import { fieldOf, type Lowered, positionsOf } from "./context.ts";
import { filtered } from "./filtered-accumulator.ts";
import { columnsIn, inputRef, lowerExpr, lowerSortKeys } from "./lower-expr.ts";
import { type Lowering, projectNode } from "./lowering.ts";

type Window = Extract<LogicalPlan, { readonly kind: "window" }>;

export function lowerWindow(lowering: Lowering, plan: Window, rankLimit?: RankLimit): Lowered {
  const input = lowering.lower(plan.input);
  const { fields } = input.plan;
  const steps = new StepSet(fields.length);
  const isOrdered = plan.orderBy.length > 0;
  const order = lowerSortKeys(plan.orderBy, input.columns);
  const results = plan.calls.map((call) => {
    const frame = (): PhysicalFrame => plainFrame(lowerFrame(lowering, call.frame, input), isOrdered);
    return call.function === "aggregate"
      ? finishAggregate(lowering, call, frame(), { input, order }, steps)
      : finishFunction(lowering, call, frame, input, steps);
  });
  const window: PhysicalPlan = {
    kind: "window",
    state: lowering.ids.state(),
    input: input.plan,
    partitionBy: plan.partitionBy.map((expr) => lowerExpr(expr, input.columns)),
    orderBy: order,
    steps: steps.all,
    ...(rankLimit === undefined ? {} : { rankLimit }),
    fields: [...fields, ...steps.all.map(({ kind, type }) => ({ name: kind, type, nullable: true }))],
    estimatedRows: input.plan.estimatedRows,
  };
  const outputs = plan.calls.map(({ output }) => output);
  const kept = outputColumnsOf(plan.input).filter(({ id }) => input.columns.has(id));
  const columns = kept.map(({ id }) => {
    const index = input.columns.get(id) as number;
    return inputRef(index, { type: (fields[index] as { type: InputRef["type"] }).type });
  });
  const all = [...kept, ...outputs];
  return { plan: projectNode(window, [...columns, ...results], all.map(fieldOf)), columns: positionsOf(all) };
}

/** The steps of a node, each once; they stand behind the input's columns in its output. */
class StepSet {
  readonly all: PhysicalWindowStep[] = [];
  readonly #first: number;
  readonly #known = new Map<string, InputRef>();

  constructor(first: number) {
    this.#first = first;
  }

  add(step: PhysicalWindowStep): InputRef {
    const key = keyOf(step);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const output = inputRef(this.#first + this.all.length, step);
    this.all.push(step);
    this.#known.set(key, output);
    return output;
  }
}

function keyOf(step: PhysicalWindowStep): string {
  const exprs = (...list: readonly (PhysicalExpr | undefined)[]): string =>
    list.map((expr) => (expr === undefined ? "" : exprKey(expr))).join(";");
  const frame = (of: PhysicalFrame): string =>
    printFrame(of, (offset) => (typeof offset === "number" ? String(offset) : exprs(offset.key, offset.value)));
  switch (step.kind) {
    case "row-number":
    case "rank":
    case "dense-rank":
    case "percent-rank":
    case "cume-dist":
      return step.kind;
    case "ntile":
      return `${step.kind} ${exprs(step.buckets)}`;
    case "lag":
    case "lead":
      return `${step.kind} ${exprs(step.value, step.offset)}`;
    case "outside-lag":
    case "outside-lead":
      return `${step.kind} ${exprs(step.offset)}`;
    case "nth-value":
      return `${step.kind} ${exprs(step.value, step.position)} ${step.fromEnd} ${frame(step.frame)}`;
    case "accumulate": {
      const { operator, input, filter, type } = step.accumulator;
      return `${operator} ${exprs(input, filter)} ${printType(type)} ${frame(step.frame)}`;
    }
    default:
      return unreachable(step);
  }
}

function finishAggregate(
  { context }: Lowering,
  call: WindowCall,
  frame: PhysicalFrame,
  { input, order }: { readonly input: Lowered; readonly order: AggregateRequest["order"] },
  steps: StepSet,
): PhysicalExpr {
  const overload = context.aggregates.overload(call.overload);
  // Frames are put together from blocks of rows in any order: what keeps rows is told the window's.
  const request = { order: overload.ordered === true ? order : [], distinct: false };
  const args = call.args.map((arg) => lowerExpr(arg, input.columns));
  const filter = call.filter === undefined ? undefined : lowerExpr(call.filter, input.columns);
  const values = overload.accumulators(args, request).map((one) => {
    const accumulator: PhysicalAccumulator = { ...filtered(one, filter, context), distinct: false };
    return steps.add({ kind: "accumulate", accumulator, frame, type: one.type });
  });
  return overload.finish(values, call.output.type, request);
}

const countsRows: ReadonlySet<WindowStep["kind"]> = new Set([
  "row-number",
  "rank",
  "dense-rank",
  "percent-rank",
  "cume-dist",
  "ntile",
] as const);

function finishFunction(
  { context }: Lowering,
  call: WindowCall,
  frameOf: () => PhysicalFrame,
  input: Lowered,
  steps: StepSet,
): PhysicalExpr {
  const overload = context.windows.overload(call.overload);
  const args = call.args.map((arg) => lowerExpr(arg, input.columns));
  const made = overload.steps(args);
  // Of functions that count rows PostgreSQL does not look at the frame, be its offsets wrong; of lag it does.
  const frame = made.every(({ kind }) => countsRows.has(kind)) ? undefined : frameOf();
  const framed = (step: WindowStep): PhysicalWindowStep => {
    if (step.kind === "nth-value") return { ...step, frame: frame ?? frameOf() };
    if (frame !== undefined && hasRefusedBound(frame)) throw invalidSize();
    return step;
  };
  const values = made.map((step) => steps.add(framed(step)));
  return overload.finish(values, args);
}

/**
 * Offsets become numbers, or bounds that are columns. Of RANGE PostgreSQL refuses a negative one when the first row that
 * is not NULL asks for its bound. @throws FfqError 22013, 22004
 */
function lowerFrame(lowering: Lowering, frame: WindowFrame<FrameOffset>, { columns }: Lowered): PhysicalFrame {
  const { start, end, mode } = frame;
  for (const [word, bound] of [
    ["starting", start],
    ["ending", end],
  ] as const) {
    const offset = offsetOf(bound);
    if (offset !== undefined) refuseOffset(lowering, offset, word, mode === "range");
  }
  return mapFrame(frame, ({ amount, range }): PhysicalFrameOffset => {
    const value = amountOf(lowering, amount);
    if (range !== undefined) {
      const key = lowerExpr(range.key, columns);
      const isRefused = value !== null && isNegative(value);
      return { key, value: isRefused ? refusedBound(key) : lowerExpr(range.value, columns) };
    }
    if (typeof value !== "bigint" && typeof value !== "number") throw internal(`a frame offset of ${typeof value}`);
    // Beyond any number of rows: exactness is not needed.
    return Math.min(Number(value), 2 ** 40);
  });
}

function amountOf({ context }: Lowering, amount: FrameOffset["amount"]): Datum {
  const value = columnsIn(amount).size > 0 ? undefined : context.fold(lowerExpr(amount, new Map()));
  if (value === undefined) throw unsupported("a frame offset with a value that is not known before the query runs");
  return value;
}

function refuseOffset(
  lowering: Lowering,
  { amount }: FrameOffset,
  word: "starting" | "ending",
  isRange: boolean,
): void {
  const value = amountOf(lowering, amount);
  if (value === null) throw new FfqError("DATA", `frame ${word} offset must not be null`, { sqlstate: "22004" });
  if (isRange || !isNegative(value)) return;
  throw new FfqError("DATA", `frame ${word} offset must not be negative`, { sqlstate: "22013" });
}

function invalidSize(): FfqError {
  return new FfqError("DATA", "invalid preceding or following size in window function", { sqlstate: "22013" });
}

const REFUSED_BOUND = "ffq:refused_bound(any)";

function hasRefusedBound({ start, end }: PhysicalFrame): boolean {
  return [start, end].some((bound) => {
    const offset = offsetOf(bound);
    return typeof offset === "object" && offset.value.kind === "call" && offset.value.overload === REFUSED_BOUND;
  });
}

function refusedBound(key: PhysicalExpr): PhysicalExpr {
  return { kind: "call", overload: REFUSED_BOUND, args: [key], type: key.type };
}

/** NaN is no offset either. */
function isNegative(value: Exclude<Datum, null>): boolean {
  switch (typeof value) {
    case "bigint":
      return value < 0n;
    case "number":
      return value < 0 || Number.isNaN(value);
    case "string":
      return value.startsWith("-") || value === "NaN";
    case "boolean":
      return false;
    default:
      if (value instanceof Uint8Array) throw internal("a list as an offset");
      return (BigInt(value.months) * 30n + BigInt(value.days)) * 86_400_000_000n + value.micros < 0n;
  }
}

/** Without an order all rows are peers. */
function plainFrame(frame: PhysicalFrame, isOrdered: boolean): PhysicalFrame {
  if (frame.mode !== "range" || isOrdered) return frame;
  const whole = (bound: FrameBound<PhysicalFrameOffset>, kind: "unbounded-preceding" | "unbounded-following") =>
    bound.kind === "current-row" ? { kind } : bound;
  const start = whole(frame.start, "unbounded-preceding");
  return { ...frame, start, end: whole(frame.end, "unbounded-following") };
}
