// The hash join operator on lineitem x orders' shape, one thread: 1.5 million build rows, 6 million probe rows with
// one match each, keys clustered, shuffled and sparse; beside kernel-hash-sort.ts, which times the kernels alone.
//
//   node bench/operator-join.ts
import { Arena, type Pointer } from "../src/arena/arena.ts";
import { Budget, Region } from "../src/arena/region.ts";
import { Compiler } from "../src/codegen/compile.ts";
import { DEFAULT_BATCH_ROWS, type Field, type Vector } from "../src/column/vector.ts";
import type { PhysicalExpr } from "../src/expr/expr.ts";
import { evaluationFunctions } from "../src/function/functions.ts";
import {
  combineHashJoin,
  createHashJoinProbe,
  createHashJoinRest,
  hashJoinRestMorsels,
  hashJoinSink,
  releaseHashJoin,
} from "../src/operator/join/hash-join.ts";
import type { TaskContext } from "../src/operator/operator.ts";
import { scanVectors } from "../src/operator/scan-vectors.ts";
import type { HashJoinSpec } from "../src/operator/spec.ts";
import type { PhysicalJoinKind } from "../src/physical/plan.ts";
import { INT8, type LogicalType } from "../src/type/logical-type.ts";
import { storageOf } from "../src/type/storage.ts";

/** Orders; and a selection of them whose keys lie as far apart as all orders' do. */
const BUILD_ROWS = 1_500_000;
const SELECTED_ROWS = 228_000;
const PROBE_ROWS = 6_000_000;

const arena = Arena.create({ initialBytes: 1 << 28 });
const budget = Budget.create(arena);
const data = Region.create(arena, budget);
const region = Region.create(arena, budget);
const context: TaskContext = {
  arena,
  region,
  compiler: new Compiler(arena, {}),
  functions: evaluationFunctions(),
  batchRows: DEFAULT_BATCH_ROWS,
  checkCancelled: () => {},
};

function vector(type: LogicalType, pointer: Pointer, rows: number): Vector {
  return { type, storage: storageOf(type), data: pointer, validity: 0, index: 0, slots: rows, dictionary: 0 };
}

function keys(rows: number, keyOf: (row: number) => number): Vector {
  const pointer = data.allocate(8 * rows);
  const { i64 } = arena.view();
  for (let row = 0; row < rows; row++) i64[(pointer >>> 3) + row] = BigInt(keyOf(row));
  return vector(INT8, pointer, rows);
}

/** Row numbers in a fixed pseudo-random order: `rows` and the factor have no common divisor. */
const shuffled = (row: number, rows: number): number => (row * 1_000_003) % rows;

const SHAPES: Readonly<
  Record<
    string,
    { readonly build: (row: number) => number; readonly probe: (row: number) => number; readonly rows?: number }
  >
> = {
  "dense clustered": { build: (row) => row, probe: (row) => row >>> 2 },
  "dense shuffled": {
    build: (row) => shuffled(row, BUILD_ROWS),
    probe: (row) => shuffled(row, PROBE_ROWS) >>> 2,
  },
  "hashed clustered": { build: (row) => row * 1000, probe: (row) => (row >>> 2) * 1000 },
  "hashed shuffled": {
    build: (row) => shuffled(row, BUILD_ROWS) * 1000,
    probe: (row) => (shuffled(row, PROBE_ROWS) >>> 2) * 1000,
  },
  "selective clustered": { rows: SELECTED_ROWS, build: (row) => row * 26, probe: (row) => row },
  "selective shuffled": {
    rows: SELECTED_ROWS,
    build: (row) => shuffled(row, SELECTED_ROWS) * 26,
    probe: (row) => shuffled(row, PROBE_ROWS),
  },
};

const FIELDS: readonly Field[] = ["key", "a", "b"].map((name) => ({ name, type: INT8, nullable: false }));
const input = (index: number): PhysicalExpr => ({ kind: "input", index, type: INT8 });

function run(join: PhysicalJoinKind, build: readonly Vector[], probe: readonly Vector[]): string {
  const spec: HashJoinSpec = {
    kind: "hash-join",
    join,
    probeFields: FIELDS,
    buildFields: FIELDS,
    keys: [{ probe: input(0), build: input(0), nullsEqual: false }],
    fields: [],
  };
  const begin = performance.now();
  const sink = hashJoinSink(spec, context);
  const rows = scanVectors(build, 0, (build[0] as Vector).slots, DEFAULT_BATCH_ROWS);
  for (let batch = rows.next(); batch !== undefined; batch = rows.next()) sink.consume(batch);
  const parts = [sink.finish()];
  const stored = performance.now();
  const steps = combineHashJoin(spec, context, parts);
  let step = steps.next();
  let longest = 0;
  for (let last = performance.now(); step.done !== true; ) {
    step = steps.next();
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }
  const state = step.value;
  const built = performance.now();
  const source = createHashJoinProbe(context, spec, state, scanVectors(probe, 0, PROBE_ROWS, DEFAULT_BATCH_ROWS));
  let output = 0;
  for (let batch = source.next(); batch !== undefined; batch = source.next()) output += batch.rows;
  source.close();
  for (const morsel of hashJoinRestMorsels(spec, state)) {
    const rest = createHashJoinRest(context, spec, state, morsel);
    for (let batch = rest.next(); batch !== undefined; batch = rest.next()) output += batch.rows;
    rest.close();
  }
  const probed = performance.now();
  const bytes = region.usedBytes;
  releaseHashJoin(region, state);
  const times = [stored - begin, built - stored, probed - built].map((time) => `${time.toFixed(0)} ms`);
  return `store ${times[0]}, build ${times[1]} (longest slice ${longest.toFixed(1)} ms), probe ${times[2]}; ${output} rows, ${(bytes / 2 ** 20).toFixed(0)} MiB`;
}

for (const [name, shape] of Object.entries(SHAPES)) {
  const rows = shape.rows ?? BUILD_ROWS;
  const build = [keys(rows, shape.build), ...[1, 2].map(() => keys(rows, (row) => row))];
  const probe = [keys(PROBE_ROWS, shape.probe), ...[1, 2].map(() => keys(PROBE_ROWS, (row) => row))];
  for (const join of ["inner", "left", "semi", "right-semi", "full"] as const) {
    run(join, build, probe);
    process.stdout.write(`${name}, ${join}: ${run(join, build, probe)}\n`);
  }
  data.freeAll();
}
