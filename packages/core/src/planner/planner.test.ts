// What plans become, as text: without exchanges, and over three tasks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FfqError } from "../common/error.ts";
import { CteId } from "../common/ids.ts";
import { notDistinct } from "../expr/not-distinct.ts";
import type { LogicalPlan } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import { INT8 } from "../type/logical-type.ts";
import { aggregate, call, column, constant, equal, join, planned, project, ref, scan } from "./plans.fixture.ts";

const small = scan("small");
const middle = scan("middle");
const large = scan("large");
const onK = equal(ref(middle, "k"), ref(large, "k"));
const sumOf = (name: string, distinct = false): object => ({
  overload: "sum(int4)",
  args: [ref(large, name)],
  distinct,
});
const sort = (input: LogicalPlan, name: string): LogicalPlan => ({
  kind: "sort",
  input,
  keys: [{ expr: ref(input, name), descending: true, nullsFirst: true }],
});
const limit = (input: LogicalPlan, count: bigint | null, offset?: bigint): LogicalPlan => ({
  kind: "limit",
  input,
  withTies: false,
  limit: constant(count, INT8),
  ...(offset === undefined ? {} : { offset: constant(offset, INT8) }),
});
const setOperation = (
  operator: "union" | "intersect" | "except",
  all: boolean,
  left: LogicalPlan,
  right: LogicalPlan,
): LogicalPlan => ({
  kind: "set-operation",
  operator,
  all,
  left,
  right,
  columns: outputColumnsOf(left).map((output, index) => ({
    output: column(output.name),
    left: output.id,
    right: (outputColumnsOf(right)[index] as typeof output).id,
  })),
});
const windowed = (input: LogicalPlan, partitionBy: readonly string[]): LogicalPlan => ({
  kind: "window",
  input,
  partitionBy: partitionBy.map((name) => ref(input, name)),
  orderBy: [],
  calls: [
    {
      output: column("total"),
      function: "aggregate",
      overload: "sum(int4)",
      args: [ref(input, "k")],
      frame: {
        mode: "range",
        start: { kind: "unbounded-preceding" },
        end: { kind: "current-row" },
        exclude: "no-others",
      },
    },
  ],
});
const keyOnly = (input: LogicalPlan): LogicalPlan => project(input, { k: ref(input, "k") });

const groups = aggregate(large, ["k"], [{}]);
/** Ten thousand groups, joined by a large table. */
const joinedGroups = join("inner", large, groups, [equal(ref(large, "l"), ref(groups, "k"))]);
const joinOfGroups = join("inner", groups, middle, [equal(ref(groups, "k"), ref(middle, "k"))]);

interface Case {
  readonly name: string;
  readonly plan: LogicalPlan;
  readonly partitions?: number;
  readonly smallInputRows?: number;
  readonly expected: string;
}

const cases: readonly Case[] = [
  {
    name: "filters that reading does not apply stand above the scan",
    plan: {
      ...large,
      filters: [
        call("<(int4,int4)", [ref(large, "w"), constant(5)]),
        call("<(int4,int4)", [ref(large, "indexed"), constant(5)]),
      ],
    },
    expected: `
filter on (w < 5) (estimated 10000)
  scan large columns [l, k, w, indexed] filters [(w < 5), (indexed < 5)] (estimated 100000)`,
  },
  {
    name: "equal accumulators are shared, the rest is a projection",
    plan: aggregate(large, ["k"], [sumOf("w"), {}, sumOf("w")]),
    expected: `
project columns [k, sum, count-rows, sum] (estimated 10000)
  hash-aggregate by [k] values [sum(w), count-rows()] (estimated 10000)
    scan large columns [l, k, w, indexed] (estimated 100000)`,
  },
  {
    name: "a window without an order is over whole partitions, which meet by their keys",
    partitions: 3,
    plan: windowed(windowed(large, ["k"]), []),
    expected: `
stage 1: 3 tasks -> 3 by hash(k)
  scan large columns [l, k, w, indexed] (estimated 100000)
stage 2: 3 tasks -> one task
  window partition by [k] values [sum(k) range between unbounded preceding and unbounded following] (estimated 100000)
    exchange-read stage 1 (estimated 100000)
stage 3: 1 task -> one task
  window values [sum(k) range between unbounded preceding and unbounded following] (estimated 100000)
    exchange-read stage 2 (estimated 100000)`,
  },
  {
    name: "the smaller side builds, and equalities become keys",
    plan: join("inner", middle, large, [onK, call("<(int4,int4)", [ref(middle, "m"), ref(large, "l")])]),
    expected: `
project columns [m, k, v, l, k, w, indexed] (estimated 100000)
  inner hash-join on [k = k] residual (m < l) (estimated 100000)
    scan large columns [l, k, w, indexed] (estimated 100000)
    scan middle columns [m, k, v] (estimated 1000)`,
  },
  {
    name: "a small preserved side builds",
    plan: join("left", middle, large, [onK]),
    expected: `
project columns [m, k, v, l, k, w, indexed] (estimated 100000)
  right hash-join on [k = k] (estimated 100000)
    scan large columns [l, k, w, indexed] (estimated 100000)
    scan middle columns [m, k, v] (estimated 1000)`,
  },
  {
    name: "a small left side of a semi join builds",
    plan: join("anti", middle, large, [onK]),
    expected: `
right-anti hash-join on [k = k] (estimated 100000)
  scan large columns [l, k, w, indexed] (estimated 100000)
  scan middle columns [m, k, v] (estimated 1000)`,
  },
  {
    name: "IS NOT DISTINCT FROM is a key for which NULL equals NULL",
    plan: join("semi", large, small, [notDistinct("=(int4,int4)", ref(large, "w"), ref(small, "n"))]),
    expected: `
semi hash-join on [w is n] (estimated 100000)
  scan large columns [l, k, w, indexed] (estimated 100000)
  scan small columns [s, n] (estimated 10)`,
  },
  {
    name: "without an equality it is a nested loop",
    plan: join("left", large, small, [call("<(int4,int4)", [ref(large, "l"), ref(small, "s")])]),
    expected: `
left nested-loop-join on (l < s) (estimated 100000)
  scan large columns [l, k, w, indexed] (estimated 100000)
  scan small columns [s, n] (estimated 10)`,
  },
  {
    name: "a mark join's keys that cannot be NULL choose the group",
    plan: join("mark", large, small, [
      equal(ref(large, "w"), ref(small, "n")),
      equal(ref(large, "l"), ref(small, "s")),
    ]),
    expected: `
mark hash-join on [w = n, l is s] (estimated 100000)
  scan large columns [l, k, w, indexed] (estimated 100000)
  scan small columns [s, n] (estimated 10)`,
  },
  {
    name: "a mark join tests pairs beside its keys",
    plan: join("mark", large, small, [
      equal(ref(large, "w"), ref(small, "n")),
      call("<(int4,int4)", [ref(large, "l"), ref(small, "s")]),
    ]),
    expected: `
mark hash-join on [w = n] residual (l < s) (estimated 100000)
  scan large columns [l, k, w, indexed] (estimated 100000)
  scan small columns [s, n] (estimated 10)`,
  },
  {
    name: "a sort below a limit keeps what is asked for",
    plan: limit(sort(keyOnly(large), "k"), 10n, 5n),
    expected: `
limit limit 10 offset 5 (estimated 10)
  sort by [k desc] limit 15 (estimated 15)
    project columns [k] (estimated 100000)
      scan large columns [l, k, w, indexed] (estimated 100000)`,
  },
  {
    name: "LIMIT NULL is no limit",
    plan: limit(small, null),
    expected: `
scan small columns [s, n] (estimated 10)`,
  },
  {
    name: "DISTINCT ON sorts by its keys first",
    plan: {
      kind: "distinct",
      input: small,
      on: [ref(small, "s")],
      order: [{ expr: ref(small, "n"), descending: true, nullsFirst: true }],
    },
    expected: `
distinct-on keys [s] (estimated 1)
  sort by [s, n desc] (estimated 10)
    scan small columns [s, n] (estimated 10)`,
  },
  {
    name: "a chain of UNIONs is one node",
    plan: setOperation("union", false, setOperation("union", true, keyOnly(middle), keyOnly(large)), keyOnly(middle)),
    expected: `
hash-aggregate by [k] (estimated 100000)
  union-all (estimated 102000)
    project columns [k] (estimated 1000)
      scan middle columns [m, k, v] (estimated 1000)
    project columns [k] (estimated 100000)
      scan large columns [l, k, w, indexed] (estimated 100000)
    project columns [k] (estimated 1000)
      scan middle columns [m, k, v] (estimated 1000)`,
  },
  {
    name: "EXCEPT ALL counts both sides",
    plan: setOperation("except", true, keyOnly(middle), keyOnly(large)),
    expected: `
repeat count count (estimated 100000)
  project columns [k, case when (left < right) then 0 else (left - right) end] (estimated 100000)
    hash-aggregate by [k] values [count-rows() filter left, count-rows() filter not left] (estimated 100000)
      union-all (estimated 101000)
        project columns [k, true] (estimated 1000)
          project columns [k] (estimated 1000)
            scan middle columns [m, k, v] (estimated 1000)
        project columns [k, false] (estimated 100000)
          project columns [k] (estimated 100000)
            scan large columns [l, k, w, indexed] (estimated 100000)`,
  },
  {
    name: "over three tasks: partial results meet by their keys, a small build side goes everywhere",
    plan: sort(aggregate(join("inner", large, small, [equal(ref(large, "l"), ref(small, "s"))]), ["k"], [{}]), "value"),
    partitions: 3,
    expected: `
stage 1: 3 tasks -> each of 3
  scan small columns [s, n] (estimated 10)
stage 2: 3 tasks -> 3 by hash(k)
  partial hash-aggregate by [k] values [count-rows()] (estimated 10000)
    inner hash-join on [l = s] (estimated 100000)
      scan large columns [l, k, w, indexed] (estimated 100000)
      exchange-read stage 1 (estimated 10)
stage 3: 3 tasks -> one task
  final hash-aggregate by [k] values [sum(value)] (estimated 10000)
    exchange-read stage 2 (estimated 10000)
stage 4: 1 task -> one task
  sort by [value desc] (estimated 10000)
    exchange-read stage 3 (estimated 10000)`,
  },
  {
    name: "over three tasks: a distinct aggregate takes the rows by their keys, a global one in two phases",
    plan: aggregate(aggregate(large, ["k"], [sumOf("w", true)]), [], [{}]),
    partitions: 3,
    expected: `
stage 1: 3 tasks -> 3 by hash(k)
  scan large columns [l, k, w, indexed] (estimated 100000)
stage 2: 3 tasks -> one task
  partial hash-aggregate values [count-rows()] (estimated 1000)
    hash-aggregate by [k] values [sum(distinct w)] (estimated 10000)
      exchange-read stage 1 (estimated 100000)
stage 3: 1 task -> one task
  final hash-aggregate values [sum(value)] (estimated 1000)
    exchange-read stage 2 (estimated 1000)`,
  },
  {
    name: "over three tasks: rows that lie by the keys already are not moved again",
    plan: aggregate(joinOfGroups, ["k"], [{}]),
    partitions: 3,
    expected: `
stage 1: 3 tasks -> 3 by hash(k)
  partial hash-aggregate by [k] values [count-rows()] (estimated 10000)
    scan large columns [l, k, w, indexed] (estimated 100000)
stage 2: 3 tasks -> 3 by hash(k)
  scan middle columns [m, k, v] (estimated 1000)
stage 3: 3 tasks -> one task
  hash-aggregate by [k] values [count-rows()] (estimated 1000)
    inner hash-join on [k = k] (estimated 10000)
      final hash-aggregate by [k] values [sum(value)] (estimated 10000)
        exchange-read stage 1 (estimated 10000)
      exchange-read stage 2 (estimated 1000)
stage 4: 1 task -> one task
  exchange-read stage 3 (estimated 1000)`,
  },
  {
    name: "over three tasks: outer nested loops have both sides in one",
    plan: join("full", large, small, []),
    partitions: 3,
    expected: `
stage 1: 3 tasks -> one task
  scan large columns [l, k, w, indexed] (estimated 100000)
stage 2: 3 tasks -> one task
  scan small columns [s, n] (estimated 10)
stage 3: 1 task -> one task
  full nested-loop-join (estimated 100000)
    exchange-read stage 1 (estimated 100000)
    exchange-read stage 2 (estimated 10)`,
  },
  {
    name: "over three tasks: grouping sets merge by keys and set",
    plan: aggregate(large, ["k"], [{}], [[0], []]),
    partitions: 3,
    expected: `
stage 1: 3 tasks -> 3 by hash(k, set)
  partial hash-aggregate by [k] sets [(0), ()] values [count-rows()] (estimated 10000)
    scan large columns [l, k, w, indexed] (estimated 100000)
stage 2: 3 tasks -> one task
  project columns [k, value, set] (estimated 10000)
    final hash-aggregate by [k, set] values [sum(value)] (estimated 10000)
      exchange-read stage 1 (estimated 10000)
stage 3: 1 task -> one task
  exchange-read stage 2 (estimated 10000)`,
  },
  {
    name: "over three tasks: each task gives its first rows",
    plan: limit(sort(keyOnly(large), "k"), 10n),
    partitions: 3,
    expected: `
stage 1: 3 tasks -> one task
  sort by [k desc] limit 10 (estimated 10)
    project columns [k] (estimated 100000)
      scan large columns [l, k, w, indexed] (estimated 100000)
stage 2: 1 task -> one task
  limit limit 10 (estimated 10)
    sort by [k desc] limit 10 (estimated 10)
      exchange-read stage 1 (estimated 10)`,
  },
  {
    name: "over three tasks: each task reads a small build side whole, few groups meet in one task",
    plan: sort(aggregate(join("inner", large, small, [equal(ref(large, "l"), ref(small, "s"))]), ["k"], [{}]), "value"),
    partitions: 3,
    smallInputRows: 30_000,
    expected: `
stage 1: 3 tasks -> one task
  partial hash-aggregate by [k] values [count-rows()] (estimated 10000)
    inner hash-join on [l = s] (estimated 100000)
      scan large columns [l, k, w, indexed] (estimated 100000)
      scan all of small columns [s, n] (estimated 10)
stage 2: 1 task -> one task
  sort by [value desc] (estimated 10000)
    final hash-aggregate by [k] values [sum(value)] (estimated 10000)
      exchange-read stage 1 (estimated 10000)`,
  },
  {
    name: "over three tasks: few groups go to every task that joins them, which each makes of them what one would",
    plan: joinedGroups,
    partitions: 3,
    smallInputRows: 30_000,
    expected: `
stage 1: 3 tasks -> each of 3
  partial hash-aggregate by [k] values [count-rows()] (estimated 10000)
    scan large columns [l, k, w, indexed] (estimated 100000)
stage 2: 3 tasks -> one task
  inner hash-join on [l = k] (estimated 100000)
    scan large columns [l, k, w, indexed] (estimated 100000)
    final hash-aggregate by [k] values [sum(value)] (estimated 10000)
      exchange-read stage 1 (estimated 10000)
stage 3: 1 task -> one task
  exchange-read stage 2 (estimated 100000)`,
  },
  {
    name: "over twenty tasks: what each of them would make of twenty parts, one does",
    plan: join("inner", large, aggregate(large, [], [{}]), []),
    partitions: 20,
    expected: `
stage 1: 20 tasks -> one task
  partial hash-aggregate values [count-rows()] (estimated 10000)
    scan large columns [l, k, w, indexed] (estimated 100000)
stage 2: 1 task -> each of 20
  final hash-aggregate values [sum(value)] (estimated 10000)
    exchange-read stage 1 (estimated 10000)
stage 3: 20 tasks -> one task
  inner nested-loop-join (estimated 100000)
    scan large columns [l, k, w, indexed] (estimated 100000)
    exchange-read stage 2 (estimated 10000)
stage 4: 1 task -> one task
  exchange-read stage 3 (estimated 100000)`,
  },
  {
    name: "over three tasks: a preserved side that is small stands in one task, for its rows come out once",
    plan: join("left", small, large, [equal(ref(small, "s"), ref(large, "l"))]),
    partitions: 3,
    smallInputRows: 100,
    expected: `
stage 1: 3 tasks -> 3 by hash(l)
  scan large columns [l, k, w, indexed] (estimated 100000)
stage 2: 1 task -> 3 by hash(s)
  scan all of small columns [s, n] (estimated 10)
stage 3: 3 tasks -> one task
  project columns [s, n, l, k, w, indexed] (estimated 100000)
    right hash-join on [l = s] (estimated 100000)
      exchange-read stage 1 (estimated 100000)
      exchange-read stage 2 (estimated 10)
stage 4: 1 task -> one task
  exchange-read stage 3 (estimated 100000)`,
  },
  {
    name: "over three tasks: small tables alone are one stage of one task",
    plan: sort(join("full", small, middle, [equal(ref(small, "s"), ref(middle, "m"))]), "k"),
    partitions: 3,
    smallInputRows: 1000,
    expected: `
project columns [s, n, m, k, v] (estimated 1000)
  sort by [k desc] (estimated 1000)
    full hash-join on [m = s] (estimated 1000)
      scan all of middle columns [m, k, v] (estimated 1000)
      scan all of small columns [s, n] (estimated 10)`,
  },
  {
    name: "over three tasks: of a large probe side only rows with one of few build keys travel",
    plan: join("semi", middle, large, [onK]),
    partitions: 3,
    expected: `
stage 1: 3 tasks -> 3 by hash(k)
  scan middle columns [m, k, v] (estimated 1000)
stage 2: 3 tasks -> each of 3
  project columns [k] (estimated 1000)
    exchange-read stage 1 (estimated 1000)
stage 3: 3 tasks -> 3 by hash(k)
  semi hash-join on [k = key1] (estimated 8000)
    scan large columns [l, k, w, indexed] (estimated 100000)
    exchange-read stage 2 (estimated 1000)
stage 4: 3 tasks -> one task
  right-semi hash-join on [k = k] (estimated 100000)
    exchange-read stage 3 (estimated 8000)
    exchange-read stage 1 (estimated 1000)
stage 5: 1 task -> one task
  exchange-read stage 4 (estimated 100000)`,
  },
];

for (const { name, plan, partitions, smallInputRows, expected } of cases) {
  test(name, () => assert.equal(planned(plan, partitions, smallInputRows), expected.trimStart()));
}

/** WITH [RECURSIVE] w AS (...) SELECT from w twice. */
function readTwice(definition: LogicalPlan, cte: CteId): LogicalPlan {
  const source = outputColumnsOf(definition)[0] as ReturnType<typeof column>;
  const reader = (): LogicalPlan => ({
    kind: "cte-ref",
    cte,
    name: "w",
    columns: [{ output: column("k"), source: source.id }],
  });
  const [left, right] = [reader(), reader()];
  const body = join("inner", left, right, [equal(ref(left, "k"), ref(right, "k"))]);
  return { kind: "cte", cte, name: "w", definition, body, materialized: false };
}

test("a common table expression is one spool, and over several tasks one stage that is read twice", () => {
  const plan = readTwice(keyOnly(large), CteId(1));
  assert.equal(
    planned(plan),
    `
cte 1 (estimated 1)
  project columns [k] (estimated 100000)
    scan large columns [l, k, w, indexed] (estimated 100000)
  inner hash-join on [k = k] (estimated 1)
    cte-scan 1 columns [k] (estimated 1)
    cte-scan 1 columns [k] (estimated 1)`.trimStart(),
  );
  assert.equal(
    planned(plan, 3),
    `
stage 1: 3 tasks -> 3 by hash(k)
  project columns [k] (estimated 100000)
    scan large columns [l, k, w, indexed] (estimated 100000)
stage 2: 3 tasks -> one task
  inner hash-join on [k = k] (estimated 1)
    exchange-read stage 1 (estimated 100000)
    exchange-read stage 1 (estimated 100000)
stage 3: 1 task -> one task
  exchange-read stage 2 (estimated 1)`.trimStart(),
  );
});

test("a common table expression of several columns lies by those that a reader joins by", () => {
  const stages = planned(readTwice(project(large, { k: ref(large, "k"), l: ref(large, "l") }), CteId(1)), 3);
  assert.deepEqual(
    stages.split("\n").filter((line) => line.startsWith("stage")),
    ["stage 1: 3 tasks -> 3 by hash(k)", "stage 2: 3 tasks -> one task", "stage 3: 1 task -> one task"],
  );
});

test("a recursion stays in one task and reads other tables by exchange", () => {
  const output = column("k");
  const cte = CteId(1);
  const working: LogicalPlan = {
    kind: "cte-ref",
    cte,
    name: "w",
    columns: [{ output: column("k"), source: output.id }],
  };
  const step = join("inner", working, large, [equal(ref(working, "k"), ref(large, "l"))]);
  const next: LogicalPlan = {
    kind: "project",
    input: step,
    exprs: [{ output: column("next"), expr: ref(large, "w") }],
  };
  const recursive: LogicalPlan = {
    kind: "recursive-cte",
    cte,
    name: "w",
    columns: [output],
    base: keyOnly(middle),
    step: next,
    distinct: true,
  };
  assert.equal(
    planned(readTwice(recursive, CteId(2)), 3),
    `
stage 1: 3 tasks -> one task
  project columns [k] (estimated 1000)
    scan middle columns [m, k, v] (estimated 1000)
stage 2: 3 tasks -> one task
  scan large columns [l, k, w, indexed] (estimated 100000)
stage 3: 1 task -> one task
  recursive-cte 1 rows distinct (estimated 100000)
    exchange-read stage 1 (estimated 1000)
    project columns [w] (estimated 100000)
      inner hash-join on [l = k] (estimated 100000)
        exchange-read stage 2 (estimated 100000)
        cte-scan 1 columns [k] (estimated 1)
stage 4: 1 task -> one task
  inner hash-join on [k = k] (estimated 1)
    exchange-read stage 3 (estimated 100000)
    exchange-read stage 3 (estimated 100000)`.trimStart(),
  );
});

const failures: readonly (readonly [string, LogicalPlan, string, string])[] = [
  ["negative LIMIT", limit(small, -1n), "2201W", "LIMIT must not be negative"],
  ["negative OFFSET", limit(small, 1n, -1n), "2201X", "OFFSET must not be negative"],
];

for (const [name, plan, sqlstate, message] of failures) {
  test(`${name} is refused`, () => {
    assert.throws(
      () => planned(plan),
      (thrown) => thrown instanceof FfqError && thrown.sqlstate === sqlstate && thrown.message === message,
    );
  });
}
