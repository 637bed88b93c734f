import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { before, test } from "node:test";
import { referenceFiles } from "./reference.fixture.ts";
import { generateChunk, tables } from "./tables.ts";
import { writeTbl } from "./tbl-writer.ts";
import { createPool } from "./text-pool.ts";

let pool: SharedArrayBuffer;

before(() => {
  pool = createPool();
});

function sumOf(table: string, scaleFactor: number, parts: number): { sha256: string; bytes: number; rows: number } {
  const hash = createHash("sha256");
  let bytes = 0;
  let rows = 0;
  for (let part = 0; part < parts; part++) {
    const chunk = generateChunk(table, scaleFactor, part, parts, pool);
    const text = writeTbl(chunk);
    hash.update(text.bytes.subarray(0, text.length));
    bytes += text.length;
    rows += chunk.rows;
  }
  return { sha256: hash.digest("hex"), bytes, rows };
}

for (const [scaleFactor, files] of Object.entries(referenceFiles)) {
  for (const { name } of tables) {
    test(`${name} at SF ${scaleFactor} is dbgen's, byte for byte`, () => {
      assert.deepEqual(sumOf(name, Number(scaleFactor), scaleFactor === "0.01" ? 1 : 7), files[name]);
    });
  }
}

test("a table does not depend on how it is cut", () => {
  for (const { name } of tables) {
    for (const parts of [2, 3, 61]) assert.deepEqual(sumOf(name, 0.01, parts), referenceFiles["0.01"]?.[name], name);
  }
});

test("columns have the types and lengths that the chunk says", () => {
  for (const { name } of tables) {
    const chunk = generateChunk(name, 0.01, 1, 5, pool);
    for (const column of chunk.columns) {
      if (column.kind === "text") {
        assert.equal(column.offsets.length, chunk.rows + 1);
        assert.ok((column.offsets[chunk.rows] as number) <= column.bytes.length);
      } else {
        assert.equal(column.values.length, chunk.rows, column.name);
      }
    }
  }
});

test("order keys beyond 32 bits", () => {
  // Facts from the specification's clause 4.2.3: of 32 keys the first eight are used. Order 1,500,000,000 of SF 1000
  // thus has key 6,000,000,000.
  const chunk = generateChunk("orders", 1000, 1_499_999_999, 1_500_000_000, pool);
  const keys = chunk.columns[0];
  assert.ok(keys?.kind === "int64");
  assert.deepEqual([...keys.values], [6_000_000_000n]);
  assert.ok(new TextDecoder().decode(writeTbl(chunk).bytes).startsWith("6000000000|"));
});

test("scale factors that make no sense are refused", () => {
  assert.throws(() => generateChunk("region", 0, 0, 1, pool), { code: "CONFIG" });
  assert.throws(() => generateChunk("region", Number.NaN, 0, 1, pool), { code: "CONFIG" });
  assert.throws(() => generateChunk("region", 30_000, 0, 1, pool), { code: "UNSUPPORTED" });
  assert.throws(() => generateChunk("regions", 1, 0, 1, pool), { code: "NOT_FOUND" });
});
