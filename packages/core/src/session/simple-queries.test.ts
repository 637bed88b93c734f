// Queries of columns in a process that has loaded nothing for others: they answer without, and what comes after them finds
// what it needs. Here alone, because any other statement loads all of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { tableFromArrays } from "apache-arrow";
import { Engine } from "./engine.ts";
import { library } from "./library.ts";

const simple: readonly (readonly [sql: string, rows: readonly (readonly (string | null)[])[]])[] = [
  ["SELECT id FROM things ORDER BY id LIMIT 2", [["1"], ["2"]]],
  ["SELECT name, id, name AS again FROM things ORDER BY id DESC LIMIT 1", [["c", "3", "c"]]],
  ["SELECT * FROM things AS t ORDER BY t.name DESC, 1 OFFSET 2", [["1", "a"]]],
  ["SELECT 1 AS one, 'text' AS text, NULL AS nothing, 2.50 AS number, true AS yes", [["1", "text", null, "2.50", "t"]]],
  ["SELECT id FROM things LIMIT 0", []],
];

async function answer(engine: Engine, sql: string): Promise<readonly (readonly (string | null)[])[]> {
  const rows: (readonly (string | null)[])[] = [];
  for await (const batch of (await engine.query(sql)).textRows()) rows.push(...batch);
  return rows;
}

test("simple queries load nothing, others after them do", async () => {
  const engine = await Engine.create({ threads: 0 });
  const call = (): never[] => [];
  assert.throws(() => engine.registerFunction({ name: "upper", args: ["text"], returns: "text", call }), {
    code: "ALREADY_EXISTS",
  });
  assert.throws(() => engine.registerFunction({ name: "sum", args: ["text"], returns: "text", call }), {
    code: "ALREADY_EXISTS",
  });
  engine.registerFunction({
    name: "twice",
    args: ["int4"],
    returns: "int4",
    call: ([ids]) => [...(ids ?? [])].map((id) => Number(id) * 2),
  });
  await engine.registerArrow("things", tableFromArrays({ id: Int32Array.from([3, 1, 2]), name: ["c", "a", "b"] }));
  for (const [sql, rows] of simple) assert.deepEqual(await answer(engine, sql), rows, sql);
  assert.throws(library, { code: "INTERNAL" });
  await assert.rejects(engine.query("SELECT missing FROM things"), { code: "NOT_FOUND" });
  await assert.rejects(engine.query("SELECT id FROM nowhere"), { code: "NOT_FOUND" });
  assert.throws(library, { code: "INTERNAL" });
  assert.deepEqual(await answer(engine, "SELECT twice(id) FROM things ORDER BY 1"), [["2"], ["4"], ["6"]]);
  assert.deepEqual(await answer(engine, "SELECT upper(name), sum(id) FROM things WHERE id > 1 GROUP BY 1 ORDER BY 1"), [
    ["B", "2"],
    ["C", "3"],
  ]);
  assert.ok(library());
  await engine.close();
});
