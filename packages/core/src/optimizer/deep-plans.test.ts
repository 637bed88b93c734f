// Plans and expressions that are deep or wide: a thousand nested subqueries, a condition of ten thousand terms.
// They must not exhaust the stack, and not take time that grows with the square of their size.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ColumnId } from "../common/ids.ts";
import { constantFolder } from "../function/fold.ts";
import { builtinFunctions } from "../function/functions.ts";
import type { LogicalExpr, LogicalPlan, OutputColumn } from "../logical/plan.ts";
import { childrenOf } from "../logical/tree.ts";
import { INT4 } from "../type/logical-type.ts";
import { allRules } from "./all-rules.fixture.ts";
import { Estimator } from "./estimate.ts";
import { optimize } from "./optimizer.ts";
import { nodesOf } from "./rewrite-plan.ts";
import type { OptimizerContext } from "./rule.ts";

const bool = { kind: "bool" } as const;
const context: OptimizerContext = {
  functions: builtinFunctions(),
  table: () => undefined,
  fold: (expr) => constantFolder().fold(expr),
};

let last = 0;
function scan(name = "t"): { readonly plan: LogicalPlan; readonly column: OutputColumn } {
  const column = { id: ++last as ColumnId, name: "x", type: INT4, nullable: true };
  const table = { provider: "memory", name, spec: null };
  return { plan: { kind: "scan", table, columns: [{ output: column, source: "x" }], filters: [] }, column };
}

const ref = ({ id, type }: OutputColumn): LogicalExpr => ({ kind: "column", column: id, type });
const constant = (value: number): LogicalExpr => ({ kind: "constant", value, type: INT4 });
const equal = (left: LogicalExpr, right: LogicalExpr): LogicalExpr => {
  return { kind: "call", overload: "=(int4,int4)", args: [left, right], type: bool };
};

function scans(plan: LogicalPlan): number {
  return [...nodesOf(plan)].filter((node) => childrenOf(node).length === 0).length;
}

const nested: Readonly<Record<string, (inner: LogicalPlan, outer: OutputColumn) => LogicalExpr>> = {
  in: (plan, outer) => ({ kind: "any-subquery", comparison: equal(ref(outer), outputOf(plan)), plan, type: bool }),
  "exists under or": (plan, outer) => {
    const exists: LogicalExpr = { kind: "exists-subquery", plan: correlated(plan, outer), type: bool };
    return { kind: "or", args: [exists, equal(ref(outer), constant(1))], type: bool };
  },
  scalar: (plan, outer) => equal(ref(outer), { kind: "scalar-subquery", plan: correlated(plan, outer), type: INT4 }),
};

function outputOf(plan: LogicalPlan): LogicalExpr {
  for (const node of nodesOf(plan)) if (node.kind === "scan" && node.columns[0]) return ref(node.columns[0].output);
  throw new Error("no scan");
}

function correlated(input: LogicalPlan, outer: OutputColumn): LogicalPlan {
  return { kind: "filter", input, predicate: equal(outputOf(input), ref(outer)) };
}

for (const [name, wrap] of Object.entries(nested)) {
  test(`a thousand nested subqueries: ${name}`, () => {
    let { plan } = scan();
    for (let depth = 0; depth < 1000; depth++) {
      const { plan: input, column } = scan();
      plan = { kind: "filter", input, predicate: wrap(plan, column) };
    }
    const optimized = optimize(plan, context, allRules);
    assert.equal(scans(optimized), 1001);
    assert.ok(new Estimator(context).rows(optimized) >= 1);
  });
}

test("a thousand filters, projections and unions on one another", () => {
  let { plan, column } = scan();
  for (let depth = 0; depth < 1000; depth++) {
    const output = { ...column, id: ++last as ColumnId };
    const exprs = [{ output, expr: ref(column) }];
    plan = {
      kind: "project",
      input: { kind: "filter", input: plan, predicate: equal(ref(column), constant(1)) },
      exprs,
    };
    const other = scan();
    const union = { ...column, id: ++last as ColumnId };
    const columns = [{ output: union, left: output.id, right: other.column.id }];
    plan = { kind: "set-operation", operator: "union", all: true, left: plan, right: other.plan, columns };
    column = union;
  }
  assert.equal(scans(optimize(plan, context, allRules)), 1001);
});

const terms = 10_000;
for (const kind of ["or", "and"] as const) {
  for (const shape of ["flat", "left-deep"] as const) {
    test(`ten thousand terms of ${kind}, ${shape}`, () => {
      const { plan: input, column } = scan();
      const term = (at: number): LogicalExpr => {
        const args = [equal(ref(column), constant(at)), { kind: "is-null", input: ref(column), type: bool } as const];
        return at % 2 === 0 ? (args[0] as LogicalExpr) : { kind: kind === "or" ? "and" : "or", args, type: bool };
      };
      let predicate = term(0);
      if (shape === "flat") predicate = { kind, args: Array.from({ length: terms }, (_, at) => term(at)), type: bool };
      else for (let at = 1; at < terms; at++) predicate = { kind, args: [predicate, term(at)], type: bool };
      const optimized = optimize({ kind: "filter", input, predicate }, context, allRules);
      assert.equal(scans(optimized), 1);
    });
  }
}

type Joined = { readonly plan: LogicalPlan; readonly columns: readonly OutputColumn[] };

function joined(left: Joined, right: Joined, on: readonly LogicalExpr[]): Joined {
  const plan: LogicalPlan = { kind: "join", join: "inner", left: left.plan, right: right.plan, on, lateral: false };
  return { plan, columns: [...left.columns, ...right.columns] };
}

/** Tables differ, so that nothing is shared. */
function one(): Joined {
  const { plan, column } = scan(`t${last}`);
  return { plan, columns: [column] };
}

/** More relations than a set of them as 32 bits can hold. */
const manyJoins: Readonly<Record<string, () => Joined>> = {
  "a chain": () => {
    let chain = one();
    for (let more = 0; more < 200; more++) {
      const next = one();
      const on = [equal(ref(chain.columns.at(-1) as OutputColumn), ref(next.columns[0] as OutputColumn))];
      chain = joined(chain, next, on);
    }
    return chain;
  },
  "a star": () => {
    const hub = one();
    let star = hub;
    for (let more = 0; more < 200; more++) {
      const next = one();
      star = joined(star, next, [equal(ref(hub.columns[0] as OutputColumn), ref(next.columns[0] as OutputColumn))]);
    }
    return star;
  },
  "a tree": () => {
    const tree = (depth: number): Joined => {
      if (depth === 0) return one();
      const [left, right] = [tree(depth - 1), tree(depth - 1)];
      return joined(left, right, [equal(ref(left.columns[0] as OutputColumn), ref(right.columns[0] as OutputColumn))]);
    };
    return tree(7);
  },
  "cross products": () => {
    let product = one();
    for (let more = 0; more < 200; more++) product = joined(one(), product, []);
    return product;
  },
};

for (const [name, make] of Object.entries(manyJoins)) {
  test(`joins of more relations than are ordered at once: ${name}`, () => {
    const { plan, columns } = make();
    const exprs = columns.map((column) => ({ output: { ...column, id: ++last as ColumnId }, expr: ref(column) }));
    assert.equal(scans(optimize({ kind: "project", input: plan, exprs }, context, allRules)), columns.length);
  });
}
