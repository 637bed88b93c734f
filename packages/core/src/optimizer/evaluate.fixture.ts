// A reference evaluator of logical plans for tests: row at a time, correlated subqueries evaluated anew for every
// row, as SQL's definition reads. Slow and plain on purpose: it is what optimized plans are compared with.
import assert from "node:assert/strict";
import type { ColumnId, CteId } from "../common/ids.ts";
import { unreachable } from "../common/unreachable.ts";
import { walk } from "../expr/tree.ts";
import type { AggregateCall, LogicalExpr, LogicalLeaf, LogicalPlan, NamedExpr, SortKey } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import { evaluateWindow } from "./evaluate-window.fixture.ts";

export type Value = boolean | number | bigint | string | null;
export type Row = ReadonlyMap<ColumnId, Value>;
/** Rows by table name, values by column name. */
export type Tables = Readonly<Record<string, readonly Readonly<Record<string, Value>>[]>>;

/** More than one row for a scalar subquery, or arithmetic that fails. */
export class EvaluationError extends Error {}

interface Env {
  readonly tables: Tables;
  readonly outer: Row;
  readonly ctes: ReadonlyMap<CteId, readonly Row[]>;
}

/** The rows as texts of the output columns' values, sorted: equal for equal multisets. */
export function answerOf(plan: LogicalPlan, tables: Tables): readonly string[] {
  const columns = outputColumnsOf(plan);
  const rows = evaluate(plan, { tables, outer: new Map(), ctes: new Map() });
  return rows.map((row) => columns.map(({ id }) => text(get(row, id))).join("|")).sort();
}

function text(value: Value): string {
  return value === null ? "NULL" : String(value);
}

function get(row: Row, id: ColumnId): Value {
  const value = row.get(id);
  assert.ok(value !== undefined, `column #${id} is not there`);
  return value;
}

const merge = (left: Row, right: Row): Row => new Map([...left, ...right]);

function evaluate(plan: LogicalPlan, env: Env): readonly Row[] {
  const value = (expr: LogicalExpr, row: Row): Value => evaluateExpr(expr, { ...env, outer: merge(env.outer, row) });
  const holds = (exprs: readonly LogicalExpr[], row: Row): boolean => exprs.every((expr) => value(expr, row) === true);
  const project = (exprs: readonly NamedExpr[], row: Row): Row =>
    new Map(exprs.map(({ output, expr }) => [output.id, value(expr, row)]));
  switch (plan.kind) {
    case "scan": {
      const rows = (env.tables[plan.table.name] ?? []).map(
        (record): Row => new Map(plan.columns.map(({ output, source }) => [output.id, record[source] as Value])),
      );
      return rows.filter((row) => holds(plan.filters, row));
    }
    case "values":
      return plan.rows.map(
        (row) => new Map(plan.columns.map(({ id }, at) => [id, value(row[at] as LogicalExpr, new Map())])),
      );
    case "table-function": {
      const [from, to] = plan.args.map((arg) => value(arg, new Map()));
      const rows: Row[] = [];
      if (from === null || to === null) return rows;
      for (let at = Number(from); at <= Number(to); at++)
        rows.push(new Map([[outputColumnsOf(plan)[0]?.id as ColumnId, at]]));
      return rows;
    }
    case "unnest":
      throw new Error("lists have no values here");
    case "filter":
      return evaluate(plan.input, env).filter((row) => holds([plan.predicate], row));
    case "project":
      return evaluate(plan.input, env).map((row) => project(plan.exprs, row));
    case "join":
      return evaluateJoin(plan, env);
    case "aggregate":
      return evaluateAggregate(plan, env);
    case "window":
      return evaluateWindow(plan, evaluate(plan.input, env), {
        value,
        aggregate: (call, rows) => aggregate({ ...call, distinct: false }, rows, value),
        sorted: (rows, keys) => sorted(rows, keys, value),
      });
    case "distinct": {
      const rows = sorted(evaluate(plan.input, env), plan.order, value);
      const key = (row: Row): string =>
        (plan.on === undefined
          ? outputColumnsOf(plan).map(({ id }) => get(row, id))
          : plan.on.map((expr) => value(expr, row))
        )
          .map(text)
          .join("|");
      return [...new Map([...rows].reverse().map((row) => [key(row), row])).values()];
    }
    case "sort":
      return sorted(evaluate(plan.input, env), plan.keys, value);
    case "limit": {
      const rows = evaluate(plan.input, env);
      const count = (expr: LogicalExpr | undefined, missing: number): number => {
        const given = expr === undefined ? null : value(expr, new Map());
        return given === null ? missing : Number(given);
      };
      const offset = count(plan.offset, 0);
      const end = offset + count(plan.limit, rows.length);
      const { input } = plan;
      const last = plan.withTies && input.kind === "sort" ? rows[end - 1] : undefined;
      if (last === undefined || input.kind !== "sort") return rows.slice(offset, end);
      const key = (row: Row): string => input.keys.map(({ expr }) => text(value(expr, row))).join("|");
      return [...rows.slice(offset, end), ...rows.slice(end).filter((row) => key(row) === key(last))];
    }
    case "set-operation":
      return evaluateSetOperation(plan, env);
    case "cte": {
      const rows = evaluate(plan.definition, env);
      return evaluate(plan.body, { ...env, ctes: new Map([...env.ctes, [plan.cte, rows]]) });
    }
    case "cte-ref": {
      const rows = env.ctes.get(plan.cte);
      assert.ok(rows, `CTE ${plan.cte} is not there`);
      return rows.map((row) => new Map(plan.columns.map(({ output, source }) => [output.id, get(row, source)])));
    }
    case "recursive-cte":
      return evaluateRecursive(plan, env);
    default:
      return unreachable(plan);
  }
}

function sorted(
  rows: readonly Row[],
  keys: readonly SortKey[],
  value: (expr: LogicalExpr, row: Row) => Value,
): readonly Row[] {
  const compare = (left: Row, right: Row): number => {
    for (const { expr, descending, nullsFirst } of keys) {
      const [a, b] = [value(expr, left), value(expr, right)];
      if (a === b) continue;
      if (a === null) return nullsFirst ? -1 : 1;
      if (b === null) return nullsFirst ? 1 : -1;
      return (a < b ? -1 : 1) * (descending ? -1 : 1);
    }
    return 0;
  };
  return [...rows].sort(compare);
}

function evaluateJoin(plan: Extract<LogicalPlan, { readonly kind: "join" }>, env: Env): readonly Row[] {
  const nullsOf = (side: LogicalPlan): Row => new Map(outputColumnsOf(side).map(({ id }) => [id, null]));
  const leftRows = evaluate(plan.left, env);
  const fixed = plan.lateral ? undefined : evaluate(plan.right, env);
  const matched = new Set<Row>();
  const result: Row[] = [];
  for (const left of leftRows) {
    const rightRows = fixed ?? evaluate(plan.right, { ...env, outer: merge(env.outer, left) });
    const outcomes = rightRows.map((right) => {
      const values = plan.on.map((expr) => evaluateExpr(expr, { ...env, outer: merge(merge(env.outer, left), right) }));
      return values.includes(false) ? false : values.includes(null) ? null : true;
    });
    const pairs = rightRows.filter((_, at) => outcomes[at] === true);
    for (const right of pairs) matched.add(right);
    const joined = pairs.map((right) => merge(left, right));
    switch (plan.join) {
      case "inner":
      case "right":
        result.push(...joined);
        break;
      case "single":
        if (joined.length > 1) throw new EvaluationError("more than one row");
        result.push(joined[0] ?? merge(left, nullsOf(plan.right)));
        break;
      case "left":
      case "full":
        result.push(...(joined.length > 0 ? joined : [merge(left, nullsOf(plan.right))]));
        break;
      case "semi":
        if (joined.length > 0) result.push(left);
        break;
      case "anti":
        if (joined.length === 0) result.push(left);
        break;
      case "mark": {
        assert.ok(plan.mark);
        const mark = joined.length > 0 ? true : outcomes.includes(null) ? null : false;
        assert.ok(mark !== null || plan.mark.nullable, "a mark is NULL that must not be");
        result.push(new Map([...left, [plan.mark.id, mark]]));
        break;
      }
    }
  }
  if (plan.join === "right" || plan.join === "full") {
    const missing = (fixed as readonly Row[]).filter((right) => !matched.has(right));
    result.push(...missing.map((right) => merge(nullsOf(plan.left), right)));
  }
  return result;
}

function evaluateAggregate(plan: Extract<LogicalPlan, { readonly kind: "aggregate" }>, env: Env): readonly Row[] {
  const rows = evaluate(plan.input, env);
  const value = (expr: LogicalExpr, row: Row): Value => evaluateExpr(expr, { ...env, outer: merge(env.outer, row) });
  const sets = plan.groupingSets ?? [plan.groups.map((_, at) => at)];
  return sets.flatMap((set, number) => {
    const groups = new Map<string, { readonly keys: readonly Value[]; readonly rows: Row[] }>();
    if (set.length === 0) groups.set("", { keys: plan.groups.map(() => null), rows: [] });
    for (const row of rows) {
      const keys = plan.groups.map(({ expr }, at) => (set.includes(at) ? value(expr, row) : null));
      const key = set.map((at) => text(keys[at] as Value)).join("|");
      const group = groups.get(key) ?? { keys, rows: [] };
      group.rows.push(row);
      groups.set(key, group);
    }
    return [...groups.values()].map(({ keys, rows: own }): Row => {
      const result = new Map(plan.groups.map(({ output }, at) => [output.id, keys[at] as Value]));
      for (const call of plan.aggregates) result.set(call.output.id, aggregate(call, own, value));
      if (plan.setIndex !== undefined) result.set(plan.setIndex.id, BigInt(number));
      return result;
    });
  });
}

function aggregate(
  call: Pick<AggregateCall, "overload" | "args" | "filter" | "distinct">,
  rows: readonly Row[],
  value: (expr: LogicalExpr, row: Row) => Value,
): Value {
  const { filter, args } = call;
  const kept = filter === undefined ? rows : rows.filter((row) => value(filter, row) === true);
  const [arg] = args;
  if (arg === undefined) return BigInt(kept.length);
  let values = kept.map((row) => value(arg, row)).filter((one) => one !== null);
  if (call.distinct) values = [...new Set(values)];
  const [first, ...others] = values;
  switch (call.overload.slice(0, call.overload.indexOf("("))) {
    case "count":
      return BigInt(values.length);
    case "sum":
      return first === undefined ? null : values.reduce((sum: bigint, one) => sum + BigInt(one as number), 0n);
    case "min":
      return first === undefined ? null : others.reduce((best, one) => (one < best ? one : best), first);
    case "max":
      return first === undefined ? null : others.reduce((best, one) => (one > best ? one : best), first);
    default:
      throw new Error(`no aggregate ${call.overload}`);
  }
}

function evaluateSetOperation(
  plan: Extract<LogicalPlan, { readonly kind: "set-operation" }>,
  env: Env,
): readonly Row[] {
  const left = evaluate(plan.left, env).map(
    (row): Row => new Map(plan.columns.map((c) => [c.output.id, get(row, c.left)])),
  );
  const right = evaluate(plan.right, env).map(
    (row): Row => new Map(plan.columns.map((c) => [c.output.id, get(row, c.right)])),
  );
  const key = (row: Row): string => plan.columns.map(({ output }) => text(get(row, output.id))).join("|");
  const unique = (rows: readonly Row[]): readonly Row[] => [...new Map(rows.map((row) => [key(row), row])).values()];
  const counts = new Map<string, number>();
  for (const row of right) counts.set(key(row), (counts.get(key(row)) ?? 0) + 1);
  /** Takes one of the right side's rows. */
  const take = (row: Row): boolean => {
    const left = counts.get(key(row)) ?? 0;
    counts.set(key(row), left - 1);
    return left > 0;
  };
  switch (plan.operator) {
    case "union":
      return plan.all ? [...left, ...right] : unique([...left, ...right]);
    case "intersect":
      return plan.all ? left.filter(take) : unique(left).filter((row) => counts.has(key(row)));
    case "except":
      return plan.all ? left.filter((row) => !take(row)) : unique(left).filter((row) => !counts.has(key(row)));
  }
}

function evaluateRecursive(plan: Extract<LogicalPlan, { readonly kind: "recursive-cte" }>, env: Env): readonly Row[] {
  const named = (input: LogicalPlan, rows: readonly Row[]): readonly Row[] => {
    const columns = outputColumnsOf(input);
    return rows.map((row) => new Map(plan.columns.map(({ id }, at) => [id, get(row, columns[at]?.id as ColumnId)])));
  };
  const seen = new Set<string>();
  const key = (row: Row): string => plan.columns.map(({ id }) => text(get(row, id))).join("|");
  const fresh = (rows: readonly Row[]): readonly Row[] =>
    plan.distinct ? rows.filter((row) => !seen.has(key(row)) && seen.add(key(row))) : rows;
  let last = fresh(named(plan.base, evaluate(plan.base, env)));
  const all = [...last];
  for (let round = 0; last.length > 0; round++) {
    assert.ok(round < 100, "the recursion does not end");
    last = fresh(named(plan.step, evaluate(plan.step, { ...env, ctes: new Map([...env.ctes, [plan.cte, last]]) })));
    all.push(...last);
  }
  return all;
}

function evaluateExpr(expr: LogicalExpr, env: Env): Value {
  const value = (inner: LogicalExpr): Value => evaluateExpr(inner, env);
  switch (expr.kind) {
    case "column":
      return get(env.outer, expr.column);
    case "constant":
      return expr.value as Value;
    case "call":
      return evaluateCall(expr.overload.slice(0, expr.overload.indexOf("(")), expr.args.map(value));
    case "cast": {
      const input = value(expr.input);
      return expr.type.kind === "int8" && input !== null ? BigInt(input as number) : input;
    }
    case "and":
    case "or": {
      const decisive = expr.kind === "or";
      const args = expr.args.map(value);
      return args.includes(decisive) ? decisive : args.includes(null) ? null : !decisive;
    }
    case "not": {
      const input = value(expr.input);
      return input === null ? null : !input;
    }
    case "is-null":
      return value(expr.input) === null;
    case "case": {
      const branch = expr.branches.find(({ when }) => value(when) === true);
      return value(branch?.then ?? expr.otherwise);
    }
    case "coalesce": {
      for (const arg of expr.args) {
        const found = value(arg);
        if (found !== null) return found;
      }
      return null;
    }
    case "in-list": {
      const input = value(expr.input);
      if (input === null) return null;
      return expr.values.includes(input) ? true : expr.hasNull ? null : false;
    }
    case "exists-subquery":
      return evaluate(expr.plan, env).length > 0;
    case "scalar-subquery": {
      const rows = evaluate(expr.plan, env);
      if (rows.length > 1) throw new EvaluationError("more than one row");
      const [column] = outputColumnsOf(expr.plan);
      return rows[0] === undefined ? null : get(rows[0], column?.id as ColumnId);
    }
    case "any-subquery":
    case "all-subquery": {
      // The left side is evaluated even when there is nothing to compare it with.
      walk<LogicalLeaf>(expr.comparison, (node) => {
        if (node.kind === "scalar-subquery") value(node);
      });
      const decisive = expr.kind === "any-subquery";
      const args = evaluate(expr.plan, env).map((row) =>
        evaluateExpr(expr.comparison, { ...env, outer: merge(env.outer, row) }),
      );
      return args.includes(decisive) ? decisive : args.includes(null) ? null : !decisive;
    }
    default:
      return unreachable(expr);
  }
}

function evaluateCall(name: string, args: readonly Value[]): Value {
  const [a, b] = args;
  if (a === null || b === null || a === undefined || b === undefined) return null;
  const [left, right] = typeof a === "boolean" || typeof b === "boolean" ? [a, b] : [Number(a), Number(b)];
  switch (name) {
    case "=":
      return left === right;
    case "<>":
      return left !== right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    case "+":
      return Number(left) + Number(right);
    default:
      throw new Error(`no operator ${name}`);
  }
}
