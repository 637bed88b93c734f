// Filter and project over arena columns, at every batch size: the answer does not depend on it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { usedBytes } from "../arena/allocator.ts";
import { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import { Compiler } from "../codegen/compile.ts";
import type { Vector } from "../column/vector.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { FunctionRegistry } from "../function/registry.ts";
import { comparison } from "../function/scalar/operator/comparison.ts";
import { integerArithmetic } from "../function/scalar/operator/integer-arithmetic.ts";
import { compare } from "../ir/build.ts";
import { BOOL, INT4 } from "../type/logical-type.ts";
import { createFilter } from "./filter.ts";
import type { TaskContext } from "./operator.ts";
import { createProject } from "./project.ts";
import { scanVectors } from "./scan-vectors.ts";

const registry = new FunctionRegistry();
registry.offer([integerArithmetic, comparison]);

const column = (index: number): PhysicalExpr => ({ kind: "input", index, type: INT4 });
const number = (value: number): PhysicalExpr => ({ kind: "constant", value, type: INT4 });
const call = (overload: string, args: readonly PhysicalExpr[], type = INT4): PhysicalExpr => ({
  kind: "call",
  overload,
  args,
  type,
});

const ROWS = 1000;

for (const batchRows of [1, 63, 64, 65, 1000, 8192]) {
  test(`SELECT x / 3, x WHERE x % 7 = 3, ${batchRows} rows a batch`, () => {
    const arena = Arena.create({ initialBytes: 1 << 20 });
    const region = Region.create(arena, Budget.create(arena));
    const data = region.allocate(ROWS * 4);
    arena.view().i32.set(
      Array.from({ length: ROWS }, (_, row) => row),
      data >>> 2,
    );
    const vector: Vector = { type: INT4, storage: "i32", data, validity: 0, index: 0, slots: ROWS, dictionary: 0 };
    const before = usedBytes(arena);
    const context: TaskContext = {
      arena,
      region,
      compiler: new Compiler(arena, {}),
      functions: {
        registry,
        casts: { lower: () => undefined },
        equals: (_type, left, right) => compare("eq", left, right),
      },
      batchRows,
      checkCancelled: () => {},
    };
    const remainder = call("%(int4,int4)", [column(0), number(7)]);
    const filter = createFilter(
      context,
      { predicate: call("=(int4,int4)", [remainder, number(3)], BOOL) },
      scanVectors([vector], 0, ROWS, batchRows),
    );
    const project = createProject(context, [call("/(int4,int4)", [column(0), number(3)]), column(0)], filter);
    const got: number[][] = [];
    for (let batch = project.next(); batch !== undefined; batch = project.next()) {
      const [third, value] = batch.columns as [Vector, Vector];
      const { i32, u32 } = arena.view();
      for (let row = 0; row < batch.rows; row++) {
        const slot = value.index === 0 ? row : (u32[(value.index >>> 2) + row] as number);
        got.push([i32[(third.data >>> 2) + row] as number, i32[(value.data >>> 2) + slot] as number]);
      }
    }
    project.close();
    const expected = Array.from({ length: ROWS }, (_, row) => row).filter((row) => row % 7 === 3);
    assert.deepEqual(
      got,
      expected.map((row) => [Math.trunc(row / 3), row]),
    );
    assert.equal(usedBytes(arena), before);
  });
}
