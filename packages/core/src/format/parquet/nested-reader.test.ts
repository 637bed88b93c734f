// Lists, maps, structs and the rarer types in files that pyarrow wrote, whole and in shares, in batches of every size.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FfqError } from "../../common/error.ts";
import { printType } from "../../type/logical-type.ts";
import { NESTED_SAMPLE_ROWS, nestedRow, nestedSamples } from "./nested-samples.fixture.ts";
import { bench, metadataOf, readRows, readWanted } from "./read-rows.fixture.ts";
import { readColumns } from "./schema.ts";
import { TYPE_SAMPLE_ROWS, typeRow, typeSamples } from "./type-samples.fixture.ts";

const decoded = (sample: string | undefined): Uint8Array => new Uint8Array(Buffer.from(sample ?? "", "base64"));

const shares = [
  [1, 1],
  [3, 1],
  [65536, 1],
  [7, 3],
  [65536, 40],
] as const;

const corpora = [
  { what: "types", samples: typeSamples, rows: TYPE_SAMPLE_ROWS, row: typeRow },
  { what: "nested columns", samples: nestedSamples, rows: NESTED_SAMPLE_ROWS, row: nestedRow },
];

for (const { what, samples, rows, row } of corpora) {
  for (const [name, sample] of Object.entries(samples)) {
    for (const shared of [true, false]) {
      test(`reads ${what}: ${name}, ${shared ? "shared" : "unshared"} memory`, () => {
        const at = bench(shared);
        for (const [batchRows, parts] of shares) {
          const columns = readRows(at, decoded(sample), batchRows, parts);
          for (let position = 0; position < rows; position++) {
            for (const [column, value] of Object.entries(row(position))) {
              assert.deepEqual(columns[column]?.[position], value, `${column} of row ${position}`);
            }
          }
        }
        assert.equal(at.region.usedBytes, 0);
      });
    }

    test(`reads what is wanted of ${what}: ${name}`, () => {
      const at = bench(false);
      for (const [batchRows, parts] of shares) {
        for (const every of [1, 2, 5]) {
          const wants = (batch: number): boolean => batch % every === every - 1;
          const columns = readWanted(at, decoded(sample), { batchRows, parts }, { deciding: [0], wants });
          for (let position = 0; position < rows; position++) {
            for (const [column, value] of Object.entries(row(position))) {
              const found = columns[column]?.[position];
              if (every === 1 || found !== undefined) assert.deepEqual(found, value, `${column} of row ${position}`);
            }
          }
        }
      }
      assert.equal(at.region.usedBytes, 0);
    });

    test(`survives flipped bytes and truncations: ${what}, ${name}`, () => {
      const at = bench(false);
      const bytes = decoded(sample);
      // Enough places to go everywhere.
      const step = Math.ceil(bytes.length / 800);
      for (let position = 0; position < bytes.length; position += step) {
        const damaged = Uint8Array.from(bytes);
        damaged[position] = (bytes[position] as number) ^ (position % 3 === 0 ? 0xff : 1 << (position % 8));
        for (const read of [damaged, bytes.subarray(0, position)]) {
          try {
            readRows(at, read, 16);
          } catch (thrown) {
            assert.ok(thrown instanceof FfqError && thrown.code !== "INTERNAL", `${position}: ${String(thrown)}`);
          }
          assert.equal(at.region.usedBytes, 0, `byte ${position}`);
        }
      }
    });
  }
}

test("nested columns have types", () => {
  const columns = readColumns(metadataOf(decoded(Object.values(nestedSamples)[0])));
  assert.deepEqual(
    columns.map(({ name, type }) => `${name} ${printType(type)}`),
    [
      "li integer[]",
      "lt text[]",
      "ll bigint[][]",
      "st struct(a integer, b text)",
      "ls struct(x integer, y text[])[]",
      "mp struct(key text, value integer)[]",
    ],
  );
});
