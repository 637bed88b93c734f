// The lists of names say what the registries have.
import assert from "node:assert/strict";
import { test } from "node:test";
import { aggregates } from "./aggregate/aggregates.ts";
import { isAggregateName, isBuiltinKey } from "./builtin-names.ts";
import { builtinFunctions } from "./functions.ts";
import { overloadKey } from "./registry.ts";
import { windows } from "./window/windows.ts";

test("every function that a call can name", () => {
  const registry = builtinFunctions();
  const rows = registry.names().flatMap((name) => registry.named(name));
  const named = rows.filter(({ name }) => /\w/.test(name));
  assert.deepEqual(
    named.map(overloadKey).filter((key) => !isBuiltinKey(key)),
    [],
  );
  for (const key of ["", "upper", "upper(int4)", "slug(text)"]) assert.equal(isBuiltinKey(key), false, key);
});

test("every aggregate and window function", () => {
  const names = [...aggregates(), ...windows()].map(({ name }) => name);
  assert.deepEqual(
    names.filter((name) => !isAggregateName(name)),
    [],
  );
  for (const name of ["", "upper", "Sum"]) assert.equal(isAggregateName(name), false, name);
});
