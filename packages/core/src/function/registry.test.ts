// The registry of scalar functions: families are made when one of their names is asked for, and every name has rows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FfqError } from "../common/error.ts";
import type { IrExpr } from "../ir/ir.ts";
import { INT4, type LogicalType, listOf, typeOfKind } from "../type/logical-type.ts";
import { builtinFunctions } from "./functions.ts";
import { irTypeOf } from "./ir-type.ts";
import { textConstant } from "./kernel-call.ts";
import { FunctionRegistry, functionFamily, overloadKey, type ScalarOverload } from "./registry.ts";

const row = (name: string, args: ScalarOverload["args"]): ScalarOverload => ({
  name,
  args,
  result: "int4",
  strict: true,
  volatility: "immutable",
  canFail: false,
  doc: "",
  lower: ([value]) => value as never,
});

test("every name that a family announces has rows, and each row is found by its key", () => {
  const registry = builtinFunctions();
  for (const name of registry.names()) {
    const rows = registry.named(name);
    assert.notEqual(rows.length, 0, name);
    for (const overload of rows)
      assert.equal(registry.overload(overloadKey(overload)), overload, overloadKey(overload));
  }
});

test("rows are made once, with the first of their names, and stand in the order of their families", () => {
  const made: string[] = [];
  const registry = new FunctionRegistry();
  registry.offer([
    functionFamily(["a", "b"], () => {
      made.push("first");
      return [row("a", ["int4"]), row("b", ["int4"])];
    }),
    functionFamily(["b"], () => {
      made.push("second");
      return [row("b", ["int8"])];
    }),
  ]);
  assert.deepEqual(registry.names(), ["a", "b"]);
  assert.deepEqual(made, []);
  assert.equal(registry.overload("b(int8)").args[0], "int8");
  assert.deepEqual(registry.named("b").map(overloadKey), ["b(int4)", "b(int8)"]);
  assert.equal(registry.named("a").length, 1);
  assert.deepEqual(made, ["first", "second"]);
});

test("rows of another name and rows that are there already are defects", () => {
  const registry = new FunctionRegistry();
  registry.offer([
    functionFamily(["a"], () => [row("c", ["int4"])]),
    functionFamily(["d"], () => [row("d", ["int4"])]),
  ]);
  const isInternal = (thrown: unknown): boolean => thrown instanceof FfqError && thrown.code === "INTERNAL";
  assert.throws(() => registry.named("a"), isInternal);
  assert.throws(() => registry.add([row("d", ["int4"])]), isInternal);
});

const typeOf = (kind: ScalarOverload["args"][number]): LogicalType => {
  if (kind === "any") return INT4;
  return kind === "list" ? listOf(INT4) : typeOfKind(kind);
};

test("the value of a strict row can be NULL where any of its arguments can", () => {
  const registry = builtinFunctions();
  const rows = registry.names().flatMap((name) => registry.named(name));
  const strict = rows.filter(({ strict, args }) => strict && !args.includes("struct"));
  const unaware = strict.flatMap((overload) => {
    const { args, variadic, implicit = [], result } = overload;
    const types = [...args, ...(variadic === undefined ? [] : [variadic])].map(typeOf);
    const added = implicit.map(
      (kind): IrExpr =>
        kind === "now" ? { op: "const", type: "i64", nullable: false, value: 0n } : textConstant("UTC"),
    );
    const call = { args: types, result: typeof result === "function" ? result(types) : typeOfKind(result) };
    const keepsNull = (nullable: number): boolean => {
      const inputs = types.map(
        (type, input): IrExpr => ({ op: "input", type: irTypeOf(type), nullable: input === nullable, input }),
      );
      try {
        return overload.lower([...inputs, ...added], call).nullable;
      } catch (thrown) {
        // Some take constants only, or are gone before a plan runs.
        if (thrown instanceof FfqError) return true;
        throw thrown;
      }
    };
    return types.flatMap((_, position) => (keepsNull(position) ? [] : [`${overloadKey(overload)}: ${position}`]));
  });
  assert.deepEqual(unaware, []);
});
