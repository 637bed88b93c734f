// Windows in pages whose steps look at any row of the partition: frames that slide by rows, groups or values, exclude rows
// or end before the partition does, and distances that are columns, against their definition in JavaScript.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "../../arena/arena.ts";
import { Budget, Region } from "../../arena/region.ts";
import { FfqError } from "../../common/error.ts";
import type { PhysicalFrame, PhysicalWindowStep } from "../../physical/plan.ts";
import { BOOL, INT4, INT8, TEXT } from "../../type/logical-type.ts";
import { contextOf, layBatches } from "../context.fixture.ts";
import { eachFault, faultState, faultyDisk, memoryDisk, spillingContext } from "../spill/spill.fixture.ts";
import { run } from "../spill/spilling-run.fixture.ts";
import {
  accumulators,
  check,
  FAR,
  FILTER,
  LESS,
  MORE,
  numbered,
  OFFSET,
  ORDER,
  RUNS,
  ref,
  type StepsOf,
  specOf,
  tableOf,
  types,
  valuesOf,
} from "./pages.fixture.ts";
import { spillingWindow } from "./spilling-window.ts";

/** Frames that begin and end anywhere: in an ascending order, or a descending one. */
function slidingFrames(descending: boolean): readonly PhysicalFrame[] {
  const away = (value: number) => ({ key: ref(ORDER), value: ref(descending === (value === LESS) ? MORE : LESS) });
  const [before, behind] = [away(LESS), away(MORE)];
  return (
    [
      ["range", { kind: "preceding", offset: before }, { kind: "following", offset: behind }],
      ["range", { kind: "following", offset: behind }, { kind: "unbounded-following" }],
      ["range", { kind: "unbounded-preceding" }, { kind: "preceding", offset: before }],
      ["groups", { kind: "preceding", offset: 2 }, { kind: "following", offset: 1 }],
      ["groups", { kind: "preceding", offset: 400 }, { kind: "preceding", offset: 1 }],
      ["groups", { kind: "current-row" }, { kind: "unbounded-following" }],
      ["rows", { kind: "preceding", offset: 450 }, { kind: "following", offset: 30 }],
      ["rows", { kind: "following", offset: 300 }, { kind: "unbounded-following" }],
      ["rows", { kind: "unbounded-preceding" }, { kind: "unbounded-following" }],
    ] as const
  ).flatMap(([mode, start, end]) =>
    (["no-others", "current-row", "group", "ties"] as const).map((exclude) => ({ mode, start, end, exclude })),
  );
}

/** Every step that looks far, over some of the frames. */
function farSteps(frames: readonly PhysicalFrame[], turn: number): readonly PhysicalWindowStep[] {
  const value = ref(5);
  const chosen = frames.filter((_, at) => at % 5 === turn);
  // "first" is any value: which one it is depends on how a frame is taken apart.
  const checked = accumulators.filter(([operator]) => operator !== "first");
  return [
    { kind: "lag", value, offset: ref(FAR), type: TEXT },
    { kind: "lead", value, offset: ref(FAR), type: TEXT },
    { kind: "outside-lead", offset: ref(FAR), type: BOOL },
    ...chosen.flatMap((frame, at): PhysicalWindowStep[] => {
      const [operator, input, type] = checked[(at + turn) % checked.length] as (typeof checked)[0];
      const own = input === undefined ? {} : { input: ref(input) };
      const filter = at % 3 === 1 ? { filter: ref(FILTER) } : {};
      return [
        { kind: "accumulate", accumulator: { operator, type, distinct: false, ...own, ...filter }, frame, type },
        { kind: "nth-value", value, fromEnd: at % 2 === 0, frame, type: TEXT },
        { kind: "nth-value", value, position: ref(OFFSET), fromEnd: at % 2 === 1, frame, type: TEXT },
      ];
    }),
  ];
}

for (const [name, partitionBy, peers] of [
  ["few peers", false, 4],
  ["peers of several pages", false, 300],
  ["one huge partition", true, 3],
] as const) {
  test(`a window in pages that looks far: ${name}`, () => {
    const table = tableOf(620, peers);
    for (const [turn, one] of RUNS.entries()) {
      const shape = { partitionBy, orderBy: true, descending: turn % 2 === 1, nullsFirst: turn % 3 === 1 };
      check(table, shape, () => farSteps(slidingFrames(shape.descending), turn), one);
    }
  });
}

const ASCENDING = { partitionBy: false, orderBy: true, descending: false, nullsFirst: true } as const;
const steps: StepsOf = () => farSteps(slidingFrames(false), 2);

test("frames of many pages, with holes in them", () => {
  const rows = 9_001;
  const table = numbered(rows).map((row) => {
    const order = row[ORDER] as number;
    return row.with(LESS, order - 2500).with(MORE, order + 3100);
  });
  const one = { batchRows: 4096, threads: 2, shared: true, threshold: 100_000 };
  const sumTo = (end: number): bigint => (BigInt(end) * BigInt(end - 1)) / 2n;
  const away = (value: number) => ({ key: ref(ORDER), value: ref(value) });
  for (const [mode, before, behind] of [
    ["range", away(LESS), away(MORE)],
    ["groups", 2500, 3100],
    ["rows", 2500, 3100],
  ] as const) {
    const bounds = {
      start: { kind: "preceding", offset: before },
      end: { kind: "following", offset: behind },
    } as const;
    const sum = { operator: "sum", input: ref(ORDER), type: INT8, distinct: false } as const;
    const greatest = { operator: "max", input: ref(ORDER), type: INT4, distinct: false } as const;
    const frame: PhysicalFrame = { mode, ...bounds, exclude: "no-others" };
    const found = [
      valuesOf({ kind: "accumulate", accumulator: sum, frame, type: INT8 }, table, one),
      valuesOf({ kind: "accumulate", accumulator: sum, frame: { ...frame, exclude: "group" }, type: INT8 }, table, one),
      valuesOf({ kind: "accumulate", accumulator: greatest, frame, type: INT4 }, table, one),
    ];
    const expected = Array.from({ length: rows }, (_, at) => {
      const [from, to] = [Math.max(0, at - 2500), Math.min(rows, at + 3101)];
      const all = sumTo(to) - sumTo(from);
      return [all, all - BigInt(at), to - 1] as const;
    });
    for (const [number, values] of found.entries()) {
      assert.deepEqual(
        values,
        expected.map((row) => row[number]),
        `${mode} ${number}`,
      );
    }
  }
});

test("a window that is closed while it sorts, looks and computes leaves nothing", () => {
  const spec = specOf(ASCENDING, steps);
  const table = tableOf(620, 3);
  for (let pulls = 0; pulls < 400; pulls += 13) {
    const arena = Arena.create({ initialBytes: 1 << 20 });
    const inputs = Region.create(arena, Budget.create(arena));
    const region = Region.create(arena, Budget.create(arena));
    const disk = memoryDisk();
    const { context, release } = spillingContext(contextOf(arena, region, 64), disk, 20_000);
    const sink = spillingWindow.sink(spec, context);
    for (const batch of layBatches(inputs, types, table, 64)) sink.consume(batch);
    const combining = spillingWindow.combine(spec, context, [sink.finish()]);
    let step = combining.next();
    while (step.done !== true) step = combining.next();
    const state = step.value;
    const [share] = spillingWindow.morsels(spec, state);
    assert.ok(share);
    const source = spillingWindow.source(spec, context, state, share);
    for (let pull = 0; pull < pulls; pull++) source.next();
    source.close();
    spillingWindow.release(spec, context, state);
    release();
    assert.equal(region.usedBytes, 0, `after ${pulls} pulls`);
    assert.deepEqual([...disk.open], [], `after ${pulls} pulls`);
  }
});

test("a disk that fails: at each call, in each way", () => {
  const spec = specOf(ASCENDING, steps);
  const table = tableOf(620, 3);
  const one = { batchRows: 64, threads: 2, shared: true, threshold: 20_000 };
  eachFault(
    (disk) => run(spillingWindow, spec, types, table, one, disk),
    (fault) => {
      const disk = faultyDisk(fault);
      const at = JSON.stringify(fault);
      assert.throws(
        () => run(spillingWindow, spec, types, table, one, disk),
        (thrown) => thrown instanceof FfqError && thrown.code === "IO" && thrown.sqlstate === faultState(fault),
        at,
      );
      assert.ok(disk.happened(), at);
      assert.deepEqual([...disk.open], [], at);
    },
  );
});
