// Modules as text: every kind of instruction, and names that several locals or blocks have.
import assert from "node:assert/strict";
import { test } from "node:test";
import { F32, F64, I32, I64, ModuleBuilder } from "./wasm-encoder.ts";
import { wasmText } from "./wasm-text.ts";

function textOf(write: (module: ModuleBuilder) => void): readonly string[] {
  const module = new ModuleBuilder({ sharedMemory: true });
  write(module);
  const bytes = module.encode();
  assert.ok(WebAssembly.validate(bytes));
  return wasmText(bytes);
}

test("blocks, loops and branches by name", () => {
  const lines = textOf((module) =>
    module.define("count", [["end", I32]], [I32], (body) => {
      const row = body.local("row", I32);
      body.named("rows").block().named("row").loop();
      body.get(row).get(body.param(0)).op("i32.ge_s").branchIf(1);
      body.get(row).i32(1).op("i32.add").set(row).branch(0);
      body.op("end", "end").get(row);
    }),
  );
  assert.deepEqual(lines, [
    "function count(end i32) -> i32",
    "  locals row i32",
    "  block rows",
    "    loop row",
    "      local.get row; local.get end; i32.ge_s; br_if rows",
    "      local.get row; i32.const 1; i32.add; local.set row",
    "      br row",
    "    end row",
    "  end rows",
    "  local.get row",
  ]);
});

test("names that are there twice, or not at all, and results of several values", () => {
  const lines = textOf((module) =>
    module.define("twice", [["x", I64]], [I64, I64], (body) => {
      const [first, second] = [body.local("out", I64), body.local("out", I64)];
      body.get(body.param(0)).op("i64.eqz").named("zero").if();
      body
        .i64(-1n)
        .set(first)
        .op("else")
        .i64(2n ** 63n)
        .set(second)
        .op("end");
      body.get(first).op("i64.eqz").named("zero").if([I64, I64]);
      body.get(first).get(second).op("else").get(second).get(first).op("end");
      body.block().op("end");
    }),
  );
  assert.deepEqual(lines, [
    "function twice(x i64) -> i64, i64",
    "  locals out i64, out.2 i64",
    "  local.get x; i64.eqz; if zero",
    "    i64.const -1; local.set out",
    "  else zero",
    "    i64.const -9223372036854775808; local.set out.2",
    "  end zero",
    "  local.get out; i64.eqz; if zero.2 -> i64, i64",
    "    local.get out; local.get out.2",
    "  else zero.2",
    "    local.get out.2; local.get out",
    "  end zero.2",
    "  block block",
    "  end block",
  ]);
});

test("constants, memory, and calls of what is imported and what is not", () => {
  const lines = textOf((module) => {
    const sine = module.import("float", "sine", [F64], [F64]);
    const half = module.define("half", [["x", F32]], [F32], (body) => {
      body.get(body.param(0)).f32(-0.5).op("f32.mul");
    });
    module.define("run", [["at", I32]], [], (body) => {
      const at = body.param(0);
      const sum = body.local("sum", F64);
      body.get(at).f64(-0).call(sine).tee(sum).get(sum).op("f64.add").at("f64.store", 300);
      body.get(at).get(at).at("f32.load").call(half).at("f32.store", 4);
      body.i32(-300).op("drop").get(at).at("i32.load8_u", 1).named("set").if([I32]).i32(1).op("else").i32(0);
      body.op("end", "drop");
    });
  });
  assert.deepEqual(lines, [
    "function half(x f32) -> f32",
    "  local.get x; f32.const -0.5; f32.mul",
    "function run(at i32)",
    "  locals sum f64",
    "  local.get at; f64.const -0; call float.sine; local.tee sum; local.get sum; f64.add; f64.store offset=300",
    "  local.get at; local.get at; f32.load; call half; f32.store offset=4",
    "  i32.const -300; drop",
    "  local.get at; i32.load8_u offset=1; if set -> i32",
    "    i32.const 1",
    "  else set",
    "    i32.const 0",
    "  end set",
    "  drop",
  ]);
});
