// Ordered-set and hypothetical-set aggregates as plans. Percentiles and modes are chosen from all values of their group,
// which an accumulator keeps, one behind the other; where values are wide or have no fixed width, from entries as
// array_agg keeps them. Hypothetical ranks count the rows that would stand before the hypothetical one
// (PostgreSQL manual, 9.21). Values that are NULL, or that FILTER excludes, count for nothing.
import { exprCanFail } from "../function/expr-facts.ts";
import { kept, refTo } from "../logical/column-ref.ts";
import type { AggregateCall, LogicalExpr, LogicalPlan, NamedExpr, SortKey } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import { BOOL, BYTEA, FLOAT8, INT4, INT8, type LogicalType } from "../type/logical-type.ts";
import { storageOf } from "../type/storage.ts";
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
    const shown = [...groups.map(({ output }) => output), ...(setIndex === undefined ? [] : [setIndex])];
    return {
      kind: "project",
      input: { ...this.#source, input: this.#input, aggregates: this.#calls },
      exprs: [...shown.map(kept), ...exprs],
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
    const filter = call.filter === undefined ? undefined : this.#column("filter", call.filter);
    const order = call.order.map(
      (key): SortKey => ({ ...key, expr: this.#column("key", this.#over(filter, key.expr)) }),
    );
    return { ...call, order, ...(filter === undefined ? {} : { filter }) };
  }

  /** The expression for the rows that a filter lets through, where computing it for others could fail. */
  #over(filter: LogicalExpr | undefined, expr: LogicalExpr): LogicalExpr {
    if (filter === undefined || !exprCanFail(expr, this.#context.ports.functions)) return expr;
    const { type } = expr;
    const otherwise: LogicalExpr = { kind: "constant", value: null, type };
    return { kind: "case", branches: [{ when: filter, then: expr }], otherwise, type };
  }

  #column(name: string, expr: LogicalExpr): LogicalExpr {
    if (expr.kind === "column") return expr;
    const output = this.#context.column(name, expr.type, true);
    const exprs = [...outputColumnsOf(this.#input).map(kept), { output, expr }];
    this.#input = { kind: "project", input: this.#input, exprs };
    return refTo(output);
  }

  /** The value in row ceil(fraction * n), the first one for fraction 0. */
  #percentileDisc(call: AggregateCall): LogicalExpr {
    const [key] = call.order as readonly [SortKey, ...SortKey[]];
    const { type } = key.expr;
    if (isGathered(type)) return this.#percentileOf("percentile_disc", call, key);
    const row = this.#call("ceil", this.#op("*", this.#fraction(call), this.#double(this.#valueCount(call, key))));
    const isBefore = this.#op("<", row, double(1));
    const branches = [{ when: isBefore, then: double(1) }];
    return this.#entryAt(call, key, { kind: "case", branches, otherwise: row, type: FLOAT8 });
  }

  /** Between the rows around fraction * (n - 1), counted from 0. */
  #percentileCont(call: AggregateCall): LogicalExpr {
    const [key] = call.order as readonly [SortKey, ...SortKey[]];
    const { type } = key.expr;
    if (isGathered(type)) return this.#percentileOf("percentile_cont", call, key);
    const last = this.#double(this.#op("-", this.#valueCount(call, key), bigint(1n)));
    const place = this.#op("*", this.#fraction(call), last);
    const row = this.#call("floor", place);
    const share = this.#op("-", place, row);
    const low = this.#entryAt(call, key, this.#op("+", row, double(1)));
    const high = this.#entryAt(call, key, this.#op("+", this.#call("ceil", place), double(1)));
    const between = this.#op("+", low, this.#op("*", this.#op("-", high, low), share));
    return { kind: "case", branches: [{ when: this.#op("=", share, double(0)), then: low }], otherwise: between, type };
  }

  /** The most frequent value; of several the first in order. */
  #mode(call: AggregateCall): LogicalExpr {
    const [key] = call.order as readonly [SortKey, ...SortKey[]];
    const { type } = key.expr;
    // Zeros of both signs are one value, with keys of their own only among entries.
    const isFloat = type.kind === "float4" || type.kind === "float8";
    if (isGathered(type) && !isFloat) {
      const args = [this.#values(call, key), descendingOf(key)];
      return { kind: "call", overload: "ffq:mode(bytea,bool)", args, type };
    }
    return { kind: "call", overload: "ffq:most_frequent_entry(bytea)", args: [this.#entries(call, key)], type };
  }

  /** Of values that the aggregate keeps as they are. */
  #percentileOf(name: "percentile_cont" | "percentile_disc", call: AggregateCall, key: SortKey): LogicalExpr {
    const args = [this.#values(call, key), this.#fraction(call), descendingOf(key)];
    return { kind: "call", overload: `ffq:${name}(bytea,float8,bool)`, args, type: key.expr.type };
  }

  #values({ filter }: AggregateCall, key: SortKey): LogicalExpr {
    return this.#aggregate("ffq:values", [key.expr], { filter });
  }

  /** The value in a row, counted from 1, of the group's values in order; `row` is a whole number, or NULL. */
  #entryAt(call: AggregateCall, key: SortKey, row: LogicalExpr): LogicalExpr {
    const at: LogicalExpr = { kind: "cast", input: row, type: INT4, form: "explicit" };
    const args = [this.#entries(call, key), at];
    return { kind: "call", overload: "ffq:entry_at(bytea,int4)", args, type: key.expr.type };
  }

  #entries({ filter }: AggregateCall, key: SortKey): LogicalExpr {
    return this.#aggregate("ffq:entries", [key.expr], { filter: present(key, filter), order: [key] });
  }

  #valueCount({ filter }: AggregateCall, key: SortKey): LogicalExpr {
    return this.#aggregate("count", [key.expr], { filter });
  }

  /** One more than there are different values before the hypothetical one; NULL is a value. */
  #denseRank(call: AggregateCall): LogicalExpr {
    const flags: LogicalExpr = { kind: "constant", value: 0, type: INT4 };
    const keys = call.order.map(
      ({ expr }): LogicalExpr => ({
        kind: "call",
        overload: "ffq:order_key(any,int4)",
        args: [expr, flags],
        type: BYTEA,
      }),
    );
    const both = keys.reduce(
      (first, second): LogicalExpr => ({
        kind: "call",
        overload: "ffq:join_keys(bytea,bytea)",
        args: [first, second],
        type: BYTEA,
      }),
    );
    const tests = [call.filter, this.#before(call)].filter((each) => each !== undefined);
    const different = this.#aggregate("count", [both], { filter: and(tests), distinct: true });
    return this.#op("+", different, bigint(1n));
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

  /** It depends on groups alone. */
  #fraction({ orderedSet }: AggregateCall): LogicalExpr {
    const [fraction] = (orderedSet?.direct ?? []) as readonly [LogicalExpr];
    if (fraction.kind === "constant") return fraction;
    return this.#aggregate("any_value", [this.#call("ffq:percentile_fraction", fraction)]);
  }

  /** Rows that count, and for which `test` is true. */
  #countOf({ filter }: AggregateCall, test?: LogicalExpr): LogicalExpr {
    const tests = [filter, test].filter((each) => each !== undefined);
    return this.#aggregate("count", [], { filter: tests.length === 0 ? undefined : and(tests) });
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

  #aggregate(name: string, args: readonly LogicalExpr[], rest: CallParts = {}): LogicalExpr {
    const { overload, result, args: kinds } = this.#aggregateNamed(name, args);
    const cast = args.map((arg, at) => coerce(this.#context, arg, kinds[at] ?? "any"));
    const output = this.#context.column(name, result, name !== "count");
    const { filter, order = [], distinct = false } = rest;
    const call = { output, overload, args: cast, distinct, order };
    return this.#register(filter === undefined ? call : { ...call, filter });
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
    return refTo(output);
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

interface CallParts {
  readonly filter?: LogicalExpr | undefined;
  readonly order?: readonly SortKey[];
  readonly distinct?: boolean;
}

type AggregateFound = NonNullable<ReturnType<BindContext["ports"]["aggregates"]["aggregate"]>>;

const double = (value: number): LogicalExpr => ({ kind: "constant", value, type: FLOAT8 });
const bigint = (value: bigint): LogicalExpr => ({ kind: "constant", value, type: INT8 });
const BOOLEAN = { kind: "bool" } as const;
const and = (args: readonly LogicalExpr[]): LogicalExpr => ({ kind: "and", args, type: BOOLEAN });
const or = (args: readonly LogicalExpr[]): LogicalExpr => ({ kind: "or", args, type: BOOLEAN });
const not = (input: LogicalExpr): LogicalExpr => ({ kind: "not", input, type: BOOLEAN });
const isNull = (input: LogicalExpr): LogicalExpr => ({ kind: "is-null", input, type: BOOLEAN });

function descendingOf({ descending }: SortKey): LogicalExpr {
  return { kind: "constant", value: descending, type: BOOL };
}

/** The rows whose value is not NULL, of those that count. */
function present({ expr }: SortKey, filter: LogicalExpr | undefined): LogicalExpr {
  const isValue = not(isNull(expr));
  return filter === undefined ? isValue : and([filter, isValue]);
}

/** Whether values are kept as they are, and sort as machine values do. */
function isGathered(type: LogicalType): boolean {
  return storageOf(type) !== "ref" && storageOf(type) !== "i128";
}
