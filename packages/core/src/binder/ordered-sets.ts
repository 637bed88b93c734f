// Ordered-set and hypothetical-set aggregates as plans: no accumulator holds a group's rows. A percentile is the value
// whose row number in its sorted group is the wanted one, a mode the first value by falling frequency: both are
// windows below the aggregate, which sort (and spill) as any other. Hypothetical ranks count the rows that would stand
// before the hypothetical one (PostgreSQL manual, 9.21). Values that are NULL, or that FILTER excludes, count for
// nothing.
import type { WindowFrame } from "../expr/window-frame.ts";
import type {
  AggregateCall,
  FrameOffset,
  LogicalExpr,
  LogicalPlan,
  NamedExpr,
  OutputColumn,
  SortKey,
  WindowCall,
} from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import { BOOL, FLOAT8, INT8 } from "../type/logical-type.ts";
import { bindFunctionCall, bindOperatorCall } from "./bind-call.ts";
import { coerce } from "./coerce.ts";
import type { BindContext } from "./context.ts";

type Aggregate = Extract<LogicalPlan, { readonly kind: "aggregate" }>;

/** The plan without calls that have an ordered set. */
export function withOrderedSets(context: BindContext, plan: Aggregate): LogicalPlan {
  if (plan.aggregates.every(({ orderedSet }) => orderedSet === undefined)) return plan;
  const rewriting = new Rewriting(context, plan);
  const exprs = plan.aggregates.map((call): NamedExpr => ({ output: call.output, expr: rewriting.valueOf(call) }));
  return rewriting.plan(exprs);
}

const WHOLE: WindowFrame<FrameOffset> = {
  mode: "rows",
  start: { kind: "unbounded-preceding" },
  end: { kind: "unbounded-following" },
  exclude: "no-others",
};

/** Windows that calls over the same values share. */
interface Ranked {
  readonly value: LogicalExpr;
  readonly rowNumber: LogicalExpr;
  /** How many values the group has. */
  readonly count: LogicalExpr;
}

class Rewriting {
  readonly #context: BindContext;
  readonly #source: Aggregate;
  readonly #calls: AggregateCall[] = [];
  #input: LogicalPlan;

  constructor(context: BindContext, source: Aggregate) {
    this.#context = context;
    this.#source = source;
    this.#input = source.input;
  }

  /** The aggregate over what `valueOf` put below it, with the finished values above. */
  plan(exprs: readonly NamedExpr[]): LogicalPlan {
    const { groups, setIndex } = this.#source;
    const kept = [...groups.map(({ output }) => output), ...(setIndex === undefined ? [] : [setIndex])];
    return {
      kind: "project",
      input: { ...this.#source, input: this.#input, aggregates: this.#calls },
      exprs: [...kept.map((output): NamedExpr => ({ output, expr: columnOf(output) })), ...exprs],
    };
  }

  /** The call's value over the aggregate's columns. */
  valueOf(given: AggregateCall): LogicalExpr {
    if (given.orderedSet === undefined) return this.#register(given);
    const call = this.#withColumns(given);
    switch (given.orderedSet.name) {
      case "percentile_disc":
        return this.#percentileDisc(call);
      case "percentile_cont":
        return this.#percentileCont(call);
      case "mode":
        return this.#mode(call);
      case "rank":
        return this.#op("+", this.#countOf(call, this.#before(call)), bigint(1n));
      case "dense_rank":
        return this.#denseRank(call);
      case "percent_rank":
        return this.#percentRank(call);
      case "cume_dist":
        return this.#cumeDist(call);
    }
  }

  /** Keys and filter stand in several places: they are computed once, below. */
  #withColumns(call: AggregateCall): AggregateCall {
    const order = call.order.map((key): SortKey => ({ ...key, expr: this.#column("key", key.expr) }));
    return { ...call, order, ...(call.filter === undefined ? {} : { filter: this.#column("filter", call.filter) }) };
  }

  #column(name: string, expr: LogicalExpr): LogicalExpr {
    if (expr.kind === "column") return expr;
    const output = this.#context.column(name, expr.type, true);
    const kept = outputColumnsOf(this.#input).map((each): NamedExpr => ({ output: each, expr: columnOf(each) }));
    this.#input = { kind: "project", input: this.#input, exprs: [...kept, { output, expr }] };
    return columnOf(output);
  }

  /** The value in row ceil(fraction * n), the first one for fraction 0. */
  #percentileDisc(call: AggregateCall): LogicalExpr {
    const { value, rowNumber, count } = this.#ranked(call);
    const row = this.#call("ceil", this.#op("*", this.#fraction(call), this.#double(count)));
    const isBefore = this.#op("<", row, double(1));
    const wanted: LogicalExpr = {
      kind: "case",
      branches: [{ when: isBefore, then: double(1) }],
      otherwise: row,
      type: FLOAT8,
    };
    return this.#valueAt(value, this.#op("=", this.#double(rowNumber), wanted));
  }

  /** Between the rows around fraction * (n - 1), counted from 0. */
  #percentileCont(call: AggregateCall): LogicalExpr {
    const { value, rowNumber, count } = this.#ranked(call);
    const place = this.#op("*", this.#fraction(call), this.#double(this.#op("-", count, bigint(1n))));
    const row = this.#double(this.#op("-", rowNumber, bigint(1n)));
    const low = this.#valueAt(value, this.#op("=", row, this.#call("floor", place)));
    const high = this.#valueAt(value, this.#op("=", row, this.#call("ceil", place)));
    const share = this.#aggregate("max", [this.#op("-", place, this.#call("floor", place))]);
    const between = this.#op("+", low, this.#op("*", this.#op("-", high, low), share));
    return {
      kind: "case",
      branches: [{ when: this.#op("=", share, double(0)), then: low }],
      otherwise: between,
      type: value.type,
    };
  }

  /** The most frequent value; of several the first in order. */
  #mode(call: AggregateCall): LogicalExpr {
    const [key] = call.order as readonly [SortKey, ...SortKey[]];
    const value = this.#counted(call, key.expr);
    const frequency = this.#window(
      [...this.#groupKeys(), value],
      [],
      [this.#aggregateWindow("count", [value])],
    )[0] as LogicalExpr;
    const order = [
      { expr: frequency, descending: true, nullsFirst: false },
      { ...key, expr: value, nullsFirst: false },
    ];
    const [rowNumber] = this.#window(this.#groupKeys(), order, [this.#rowNumber()]) as [LogicalExpr];
    return this.#valueAt(value, this.#op("=", rowNumber, bigint(1n)));
  }

  #denseRank(call: AggregateCall): LogicalExpr {
    const values = call.order.map(({ expr }) => expr);
    const parts = call.filter === undefined ? values : [...values, this.#isTrue(call.filter)];
    const [rowNumber] = this.#window([...this.#groupKeys(), ...parts], [], [this.#rowNumber()]) as [LogicalExpr];
    const isFirst = this.#op("=", rowNumber, bigint(1n));
    return this.#op("+", this.#countOf(call, and([this.#before(call), isFirst])), bigint(1n));
  }

  /** (rank - 1) / n, and 0 where there is no row. */
  #percentRank(call: AggregateCall): LogicalExpr {
    const all = this.#countOf(call);
    const share = this.#op("/", this.#double(this.#countOf(call, this.#before(call))), this.#double(all));
    const none = this.#op("=", all, bigint(0n));
    return { kind: "case", branches: [{ when: none, then: double(0) }], otherwise: share, type: FLOAT8 };
  }

  /** Rows up to the hypothetical one, itself among them, of n + 1. */
  #cumeDist(call: AggregateCall): LogicalExpr {
    const upTo = this.#op("+", this.#countOf(call, this.#before(call, true)), bigint(1n));
    return this.#op("/", this.#double(upTo), this.#double(this.#op("+", this.#countOf(call), bigint(1n))));
  }

  /** Row numbers and count of a group's values, in order. */
  #ranked(call: AggregateCall): Ranked {
    const [key] = call.order as readonly [SortKey, ...SortKey[]];
    const value = this.#counted(call, key.expr);
    const order = [{ ...key, expr: value, nullsFirst: false }];
    const calls = [this.#rowNumber(), this.#aggregateWindow("count", [value])];
    const [rowNumber, count] = this.#window(this.#groupKeys(), order, calls) as [LogicalExpr, LogicalExpr];
    return { value, rowNumber, count };
  }

  #groupKeys(): readonly LogicalExpr[] {
    if (this.#source.groupingSets !== undefined) {
      throw this.#context.unsupported("an ordered-set aggregate with grouping sets");
    }
    return this.#source.groups.map(({ expr }) => expr);
  }

  /** NULL where the row does not count. */
  #counted({ filter }: AggregateCall, value: LogicalExpr): LogicalExpr {
    if (filter === undefined) return value;
    const otherwise: LogicalExpr = { kind: "constant", value: null, type: value.type };
    return { kind: "case", branches: [{ when: filter, then: value }], otherwise, type: value.type };
  }

  #fraction({ orderedSet }: AggregateCall): LogicalExpr {
    const [fraction] = (orderedSet?.direct ?? []) as readonly [LogicalExpr];
    return fraction.kind === "constant" ? fraction : this.#call("percentile fraction", fraction);
  }

  #valueAt(value: LogicalExpr, filter: LogicalExpr): LogicalExpr {
    return this.#aggregate("any_value", [value], filter);
  }

  /** Rows that count, and for which `test` is true. */
  #countOf({ filter }: AggregateCall, test?: LogicalExpr): LogicalExpr {
    const tests = [filter, test].filter((each) => each !== undefined);
    return this.#aggregate("count", [], tests.length === 0 ? undefined : and(tests));
  }

  /** Whether a row stands before the hypothetical one, or beside it where `orEqual`. */
  #before({ order, orderedSet }: AggregateCall, orEqual = false): LogicalExpr {
    const hypothetical = orderedSet?.direct ?? [];
    return order.reduceRight<LogicalExpr>(
      (rest, key, at) => {
        const value = hypothetical[at] as LogicalExpr;
        return or([this.#sortsBefore(key, value), and([this.#isSame(key.expr, value), rest])]);
      },
      { kind: "constant", value: orEqual, type: BOOL },
    );
  }

  #sortsBefore({ expr, descending, nullsFirst }: SortKey, value: LogicalExpr): LogicalExpr {
    const compared = this.#op(descending ? ">" : "<", expr, value);
    const [first, second] = nullsFirst ? [expr, value] : [value, expr];
    const byNull = and([isNull(first), not(isNull(second))]);
    return or([byNull, and([not(isNull(expr)), not(isNull(value)), compared])]);
  }

  #isSame(left: LogicalExpr, right: LogicalExpr): LogicalExpr {
    const bothNull = and([isNull(left), isNull(right)]);
    return or([bothNull, and([not(isNull(left)), not(isNull(right)), this.#op("=", left, right)])]);
  }

  #isTrue(filter: LogicalExpr): LogicalExpr {
    const otherwise: LogicalExpr = { kind: "constant", value: false, type: BOOL };
    return { kind: "case", branches: [{ when: filter, then: { ...otherwise, value: true } }], otherwise, type: BOOL };
  }

  #aggregate(name: string, args: readonly LogicalExpr[], filter?: LogicalExpr): LogicalExpr {
    const { overload, result, args: kinds } = this.#aggregateNamed(name, args);
    const cast = args.map((arg, at) => coerce(this.#context, arg, kinds[at] ?? "any"));
    const output = this.#context.column(name, result, name !== "count");
    const rest = filter === undefined ? {} : { filter };
    return this.#register({ output, overload, args: cast, distinct: false, order: [], ...rest });
  }

  #aggregateNamed(name: string, args: readonly LogicalExpr[]): AggregateFound {
    const found = this.#context.ports.aggregates.aggregate(
      name,
      args.map(({ type }) => type),
    );
    if (found === undefined) throw this.#context.unsupported(`${name}() of such values`);
    return found;
  }

  #register(call: AggregateCall): LogicalExpr {
    this.#calls.push(call);
    // A finished value stands above under the call's own id: below, it gets another one.
    const output = { ...call.output, id: this.#context.column(call.output.name, call.output.type, true).id };
    this.#calls[this.#calls.length - 1] = { ...call, output };
    return columnOf(output);
  }

  /** A window node over the input; its calls' columns. */
  #window(
    partitionBy: readonly LogicalExpr[],
    orderBy: readonly SortKey[],
    calls: readonly WindowCall[],
  ): readonly LogicalExpr[] {
    this.#input = { kind: "window", input: this.#input, partitionBy, orderBy, calls };
    return calls.map(({ output }) => columnOf(output));
  }

  #rowNumber(): WindowCall {
    const found = this.#context.ports.windows.window("row_number", []);
    if (found === undefined) throw this.#context.unsupported("row_number()");
    const output = this.#context.column("row_number", INT8, false);
    return { output, function: "window", overload: found.overload, args: [], frame: WHOLE };
  }

  #aggregateWindow(name: string, args: readonly LogicalExpr[]): WindowCall {
    const { overload, result } = this.#aggregateNamed(name, args);
    const output = this.#context.column(name, result, false);
    return { output, function: "aggregate", overload, args, frame: WHOLE };
  }

  #op(symbol: string, left: LogicalExpr, right: LogicalExpr): LogicalExpr {
    return bindOperatorCall(this.#context, symbol, [left, right], undefined);
  }

  #call(name: string, ...args: readonly LogicalExpr[]): LogicalExpr {
    return bindFunctionCall(this.#context, name, args, undefined);
  }

  #double(expr: LogicalExpr): LogicalExpr {
    return coerce(this.#context, expr, "float8");
  }
}

type AggregateFound = NonNullable<ReturnType<BindContext["ports"]["aggregates"]["aggregate"]>>;

const columnOf = ({ id, type }: OutputColumn): LogicalExpr => ({ kind: "column", column: id, type });
const double = (value: number): LogicalExpr => ({ kind: "constant", value, type: FLOAT8 });
const bigint = (value: bigint): LogicalExpr => ({ kind: "constant", value, type: INT8 });
const BOOLEAN = { kind: "bool" } as const;
const and = (args: readonly LogicalExpr[]): LogicalExpr => ({ kind: "and", args, type: BOOLEAN });
const or = (args: readonly LogicalExpr[]): LogicalExpr => ({ kind: "or", args, type: BOOLEAN });
const not = (input: LogicalExpr): LogicalExpr => ({ kind: "not", input, type: BOOLEAN });
const isNull = (input: LogicalExpr): LogicalExpr => ({ kind: "is-null", input, type: BOOLEAN });
