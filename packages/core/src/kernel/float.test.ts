// Every row of float.fixture.json is what PostgreSQL answered (its version stands there).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Arena } from "../arena/arena.ts";
import { FLOAT_FAILURES, type FloatKernels, floatKernels } from "./float.ts";

type Row = readonly [op: string, args: readonly string[], expected: string | { sqlstate: string; message: string }];

const fixture = JSON.parse(readFileSync(new URL("./float.fixture.json", import.meta.url), "utf8")) as {
  rows: readonly Row[];
};
const HEAP = 600000;

for (const shared of [false, true]) {
  const arena = Arena.create({ shared, maximumBytes: 1 << 24 });
  const kernels = floatKernels(arena);
  const text = (ref: bigint): string => {
    const start = Number(ref & 0xffffffffn);
    return new TextDecoder().decode(arena.view().u8.slice(start, start + Number(ref >> 32n)));
  };
  for (const op of new Set(fixture.rows.map((row) => row[0]))) {
    test(`${op} as PostgreSQL, ${shared ? "shared" : "unshared"} memory`, () => {
      const wrong: string[] = [];
      for (const [name, args, expected] of fixture.rows) {
        if (name !== op) continue;
        kernels.setHeap(HEAP, HEAP + 4096);
        kernels.takeStatus();
        const call = kernels[op as keyof FloatKernels] as (...args: readonly number[]) => number | bigint;
        const result = call(...args.map(Number));
        const status = kernels.takeStatus();
        const failure = FLOAT_FAILURES[status];
        let value = String(result);
        if (op.endsWith("ToText")) value = text(result as bigint);
        else if (!op.startsWith("toI"))
          value = text(
            op.endsWith("32") || op === "narrow"
              ? kernels.f32ToText(Number(result))
              : kernels.f64ToText(Number(result)),
          );
        const actual = status === 0 ? value : `${failure?.sqlstate}: ${failure?.message}`;
        const wanted = typeof expected === "string" ? expected : `${expected.sqlstate}: ${expected.message}`;
        if (actual !== wanted) wrong.push(`${op}(${args.join(", ")}): ${actual}, PostgreSQL: ${wanted}`);
      }
      assert.deepEqual(wrong, []);
    });
  }
}
