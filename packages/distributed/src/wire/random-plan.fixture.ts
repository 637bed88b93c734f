// Random physical plans that hold every kind of operator, expression, type and value. They need not make sense to an
// engine: the wire must carry whatever the types allow.
import {
  CteId,
  type Datum,
  declaredNumeric,
  type Field,
  type LogicalType,
  type Partitioning,
  type PhysicalAccumulator,
  type PhysicalExpr,
  type PhysicalPlan,
  type PhysicalSortKey,
  type Stage,
  StageId,
  StateId,
} from "@ffq/core/physical";
import type { Own, PlanOf } from "./plan-parts.ts";
import { Random } from "./random.fixture.ts";

const BOOL = { kind: "bool" } as const;

type PlanKind = PhysicalPlan["kind"];
type Step = PlanOf<"window">["steps"][number];
type Frame = Extract<Step, { readonly kind: "accumulate" }>["frame"];

export class RandomPlans {
  readonly random: Random;

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  stage(): Stage {
    const { random } = this;
    return {
      id: StageId(random.below(9)),
      plan: this.plan(4),
      partitions: 1 + random.below(9),
      output: this.partitioning(),
      inputs: random.list(3, () => StageId(random.below(9))),
    };
  }

  type(): LogicalType {
    const { random } = this;
    return random.of<() => LogicalType>([
      () => ({ kind: random.of(["bool", "int2", "int4", "int8", "float4", "float8"] as const) }),
      () => ({ kind: random.of(["text", "bytea", "uuid", "date", "unknown"] as const) }),
      () => ({ kind: random.of(["time", "timetz", "timestamp", "timestamptz", "interval"] as const) }),
      () => ({
        kind: random.of(["time", "timetz", "timestamp", "timestamptz", "interval"] as const),
        precision: random.below(6),
      }),
      () => ({
        kind: "interval",
        fields: random.of(["year", "second", "year to month", "day to second", "minute to second"] as const),
        ...(random.chance(0.5) ? { precision: random.below(6) } : {}),
      }),
      () => ({ kind: "list", element: this.type() }),
      () => ({ kind: "struct", fields: random.list(3, () => ({ name: "f", type: this.type() })) }),
      () => ({ kind: random.of(["numeric", "varchar", "bpchar"] as const) }),
      () => declaredNumeric(1 + random.below(60), random.below(4) - 1),
      () => ({ kind: random.of(["varchar", "bpchar"] as const), length: random.below(100) }),
    ])();
  }

  datum(): Datum {
    const { random } = this;
    const specials = [Number.NaN, -0, 0, Infinity, -Infinity, Number.MAX_VALUE, Number.MIN_VALUE, 0.1, -1];
    const bigs = [0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 63n, 10n ** 38n - 1n, -(10n ** 38n) + 1n];
    return random.of<() => Datum>([
      () => null,
      () => random.chance(0.5),
      () => random.of(specials),
      () => random.of(bigs),
      () => random.of(["", "0", "naïve ✓ 𝄞", "\u0000", "NaN", "a".repeat(300)]),
      () => Uint8Array.from({ length: random.below(20) }, () => random.below(256)),
      () => ({ months: random.below(9) - 4, days: -2147483648, micros: random.of(bigs.slice(0, 4)) }),
    ])();
  }

  field(): Field {
    return {
      name: this.random.of(["a", "", "?column?", "naïve"]),
      type: this.type(),
      nullable: this.random.chance(0.5),
    };
  }

  expr(depth: number): PhysicalExpr {
    const { random } = this;
    const type = this.type();
    const deeper = (): PhysicalExpr => this.expr(depth - 1);
    const span = random.chance(0.5) ? { span: { start: random.below(9), end: random.below(99) } } : {};
    const leaves: (() => PhysicalExpr)[] = [
      () => ({ kind: "input", index: random.below(20), type }),
      () => ({ kind: "constant", value: this.datum(), type }),
    ];
    const inner: (() => PhysicalExpr)[] = [
      () => ({ kind: "call", overload: "add(int4,int4)", args: random.list(3, deeper), type, ...span }),
      () => ({ kind: "cast", input: deeper(), type, form: random.of(["implicit", "assignment", "explicit"]), ...span }),
      () => ({ kind: random.of(["and", "or"] as const), args: random.list(4, deeper), type: BOOL }),
      () => ({ kind: random.of(["not", "is-null"] as const), input: deeper(), type: BOOL }),
      () => ({
        kind: "case",
        branches: random.list(3, () => ({ when: deeper(), then: deeper() })),
        otherwise: deeper(),
        type,
      }),
      () => ({ kind: "coalesce", args: random.list(3, deeper), type }),
      () => ({
        kind: "in-list",
        input: deeper(),
        values: random.list(5, () => this.datum()),
        hasNull: random.chance(0.5),
        type: BOOL,
      }),
    ];
    return random.of(depth === 0 ? leaves : [...leaves, ...inner])();
  }

  exprs(): readonly PhysicalExpr[] {
    return this.random.list(3, () => this.expr(3));
  }

  partitioning(): Partitioning {
    const partitions = 1 + this.random.below(8);
    return this.random.of<() => Partitioning>([
      () => ({ kind: "single" }),
      () => ({ kind: "hash", keys: this.exprs(), partitions }),
      () => ({ kind: "broadcast", partitions }),
    ])();
  }

  sortKey(): PhysicalSortKey {
    return { expr: this.expr(2), descending: this.random.chance(0.5), nullsFirst: this.random.chance(0.5) };
  }

  accumulator(): PhysicalAccumulator {
    const { random } = this;
    return {
      operator: random.of([
        "count-rows",
        "count",
        "sum",
        "min",
        "max",
        "first",
        "bit-and",
        "bit-or",
        "bit-xor",
        "concat",
        "distinct-sketch",
        "histogram-sketch",
        "twofold-sum",
      ]),
      ...(random.chance(0.7) ? { input: this.expr(2) } : {}),
      type: this.type(),
      ...(random.chance(0.3) ? { filter: this.expr(2) } : {}),
      distinct: random.chance(0.3),
    };
  }

  frame(): Frame {
    const { random } = this;
    const bound = (): Frame["start"] => {
      const offset = random.chance(0.5) ? random.below(2 ** 31) : { key: this.expr(1), value: this.expr(1) };
      return random.of<Frame["start"]>([
        { kind: random.of(["unbounded-preceding", "current-row", "unbounded-following"] as const) },
        { kind: random.of(["preceding", "following"] as const), offset },
      ]);
    };
    return {
      mode: random.of(["rows", "range", "groups"]),
      start: bound(),
      end: bound(),
      exclude: random.of(["no-others", "current-row", "group", "ties"]),
    };
  }

  step(): Step {
    const { random } = this;
    const type = this.type();
    const offset = random.chance(0.5) ? { offset: this.expr(1) } : {};
    const position = random.chance(0.5) ? { position: this.expr(1) } : {};
    return random.of<() => Step>([
      () => ({ kind: random.of(["row-number", "rank", "dense-rank", "percent-rank", "cume-dist"] as const), type }),
      () => ({ kind: "ntile", buckets: this.expr(1), type }),
      () => ({ kind: random.of(["lag", "lead"] as const), value: this.expr(1), ...offset, type }),
      () => ({ kind: random.of(["outside-lag", "outside-lead"] as const), ...offset, type }),
      () => ({
        kind: "nth-value",
        value: this.expr(1),
        ...position,
        fromEnd: random.chance(0.5),
        type,
        frame: this.frame(),
      }),
      () => ({ kind: "accumulate", accumulator: this.accumulator(), frame: this.frame(), type }),
    ])();
  }

  plan(depth: number): PhysicalPlan {
    const { random } = this;
    const own = random.of(depth === 0 ? leafKinds : kinds);
    const fields = random.list(3, () => this.field());
    const estimatedRows = random.of([0, 1, 1e300, 0.5, Infinity]);
    return { ...makers[own](this, () => this.plan(depth - 1)), fields, estimatedRows };
  }
}

type Maker = (plans: RandomPlans, input: () => PhysicalPlan) => Own<PhysicalPlan>;

const joins = ["inner", "left", "right", "full", "semi", "anti", "single", "mark", "right-semi", "right-anti"] as const;

const spec = {
  files: ["a.parquet", "b.parquet"],
  version: 3,
  nested: { big: 10n ** 30n, nothing: null, absent: undefined, list: [[], {}, Number.NaN, -0] },
  ["__proto__"]: "a name like any other",
  vector: Float32Array.of(0.5, Number.NaN),
  bytes: Uint8Array.of(0, 255),
  longs: BigInt64Array.of(-1n),
};

const makers: Readonly<Record<PlanKind, Maker>> = {
  scan: (plans) => {
    const columns = plans.random.list(4, () => plans.random.below(9));
    const [column] = columns;
    const bounds = plans.random.list(4, () => 0).map((_, at) => BigInt(10 * at + plans.random.below(9)));
    const ranges = column === undefined ? {} : { ranges: { column, bounds } };
    return {
      kind: "scan",
      table: { provider: "parquet", name: "t", spec },
      columns,
      filters: plans.exprs(),
      ...(plans.random.chance(0.5) ? { whole: true } : {}),
      ...(plans.random.chance(0.5) ? ranges : {}),
    };
  },
  values: (plans) => ({ kind: "values", rows: plans.random.list(3, () => plans.random.list(3, () => plans.datum())) }),
  "table-function": (plans, input) => ({
    kind: "table-function",
    overload: "generate_series(int4,int4)",
    args: plans.exprs(),
    ...(plans.random.chance(0.5) ? { input: input() } : {}),
  }),
  filter: (plans, input) => ({ kind: "filter", input: input(), predicate: plans.expr(4) }),
  project: (plans, input) => ({ kind: "project", input: input(), exprs: plans.exprs() }),
  "hash-aggregate": (plans, input) => ({
    kind: "hash-aggregate",
    state: StateId(plans.random.below(9)),
    input: input(),
    keys: plans.exprs(),
    accumulators: plans.random.list(3, () => plans.accumulator()),
    phase: plans.random.of(["single", "partial", "final"]),
    ...(plans.random.chance(0.5)
      ? { groupingSets: plans.random.list(3, () => plans.random.list(3, () => plans.random.below(3))) }
      : {}),
  }),
  "hash-join": (plans, input) => ({
    kind: "hash-join",
    state: StateId(1),
    join: plans.random.of(joins),
    probe: input(),
    build: input(),
    keys: plans.random.list(3, () => ({
      probe: plans.expr(2),
      build: plans.expr(2),
      nullsEqual: plans.random.chance(0.5),
    })),
    ...(plans.random.chance(0.5) ? { residual: plans.expr(2) } : {}),
  }),
  "nested-loop-join": (plans, input) => ({
    kind: "nested-loop-join",
    state: StateId(2),
    join: plans.random.of(joins),
    probe: input(),
    build: input(),
    ...(plans.random.chance(0.5) ? { predicate: plans.expr(2) } : {}),
  }),
  sort: (plans, input) => ({
    kind: "sort",
    state: StateId(3),
    input: input(),
    keys: plans.random.list(3, () => plans.sortKey()),
    ...(plans.random.chance(0.5) ? { limit: Number.MAX_SAFE_INTEGER } : {}),
  }),
  window: (plans, input) => ({
    kind: "window",
    state: StateId(4),
    input: input(),
    partitionBy: plans.exprs(),
    orderBy: plans.random.list(2, () => plans.sortKey()),
    steps: plans.random.list(4, () => plans.step()),
    ...(plans.random.chance(0.5)
      ? { rankLimit: { ranking: "dense-rank", most: 1 + plans.random.below(2 ** 40) } }
      : {}),
  }),
  limit: (plans, input) => ({
    kind: "limit",
    state: StateId(5),
    input: input(),
    ...(plans.random.chance(0.5) ? { limit: 0 } : {}),
    offset: plans.random.below(2 ** 40),
  }),
  "distinct-on": (plans, input) => ({ kind: "distinct-on", input: input(), keys: plans.exprs() }),
  "union-all": (plans, input) => ({ kind: "union-all", inputs: plans.random.list(3, input) }),
  repeat: (plans, input) => ({ kind: "repeat", input: input(), count: plans.random.below(3) }),
  cte: (_, input) => ({ kind: "cte", state: StateId(6), cte: CteId(1), definition: input(), body: input() }),
  "cte-scan": (plans) => ({ kind: "cte-scan", state: StateId(6), cte: CteId(1), columns: [plans.random.below(3)] }),
  "recursive-cte": (plans, input) => ({
    kind: "recursive-cte",
    state: StateId(7),
    cte: CteId(2),
    base: input(),
    step: input(),
    distinct: plans.random.chance(0.5),
    mostRounds: plans.random.below(2 ** 31),
    ...(plans.random.chance(0.5) ? { rowLimit: plans.random.below(2 ** 31) } : {}),
  }),
  "exchange-read": (plans) => ({ kind: "exchange-read", stage: StageId(plans.random.below(9)) }),
  exchange: (plans, input) => ({ kind: "exchange", input: input(), partitioning: plans.partitioning() }),
  extension: (plans, input) => ({
    kind: "extension",
    name: "knn",
    payload: plans.random.of([undefined, null, spec, "text", 5n]),
    inputs: plans.random.list(2, input),
  }),
};

const kinds = Object.keys(makers) as PlanKind[];
const leafKinds: readonly PlanKind[] = ["scan", "values", "cte-scan", "exchange-read"];
