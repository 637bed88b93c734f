// A page index that is wrong of a list's pages: what can be read without it is read, what cannot is refused.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { footerLength, parseMetadata, TAIL_BYTES } from "../format/parquet/metadata.ts";
import { type PageLocation, readOffsetIndex } from "../format/parquet/page-index.ts";
import type { ColumnChunk } from "../format/parquet/row-group.ts";
import { Engine } from "./engine.ts";

const ROWS = 150_000;
let folder: string;
let file: string;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "ffq-page-index-"));
  file = join(folder, "lists.parquet");
  const engine = await Engine.create({ threads: 0 });
  const lists = `select i as k, array[i, i + 1, i + 2] as list from generate_series(0, ${ROWS - 1}) as s(i)`;
  await engine.execute(`copy (${lists}) to '${file}' (format parquet, row_group_size ${ROWS})`);
  await engine.close();
  writeFileSync(file, withPageMoved(readFileSync(file)));
});
after(() => rmSync(folder, { recursive: true }));

/** The offset index of the only row group's list, and what it says. */
function listPages(bytes: Buffer): {
  readonly chunk: ColumnChunk;
  readonly index: Buffer;
  readonly pages: readonly PageLocation[];
} {
  const length = footerLength(bytes.subarray(-TAIL_BYTES), bytes.length, file);
  const footer = bytes.subarray(bytes.length - TAIL_BYTES - length, bytes.length - TAIL_BYTES);
  const [group] = parseMetadata(footer, bytes.length, file).rowGroups;
  const chunk = group?.columns.at(-1);
  const { offsetIndex } = chunk ?? {};
  assert.ok(chunk !== undefined && offsetIndex !== undefined);
  const index = bytes.subarray(offsetIndex.offset, offsetIndex.offset + offsetIndex.length);
  return { chunk, index, pages: readOffsetIndex(index, chunk, ROWS) ?? [] };
}

/** The list's page in the middle begins a row earlier, says the offset index. */
function withPageMoved(bytes: Buffer): Buffer {
  const { chunk, index, pages } = listPages(bytes);
  const first = pages[pages.length >> 1]?.firstRow ?? 0;
  assert.ok(first > 0);
  // The field of the first row is the third of a page's, an integer, and the last.
  const at = index.indexOf(Buffer.from([0x16, ...zigzag(first), 0]));
  assert.ok(at >= 0 && zigzag(first).length === zigzag(first - 1).length);
  index.set(zigzag(first - 1), at + 1);
  assert.notDeepEqual(readOffsetIndex(index, chunk, ROWS), pages);
  return bytes;
}

function zigzag(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value * 2;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}

test("a page that begins within a row", async () => {
  const engine = await Engine.create({ threads: 0 });
  try {
    const rowsOf = async (sql: string): Promise<unknown> => (await engine.query(sql)).rows();
    const pairs = join(folder, "pairs.parquet");
    const options = `format parquet, compression 'uncompressed', checksums false, row_group_size ${ROWS}`;
    const lists = `select i as k, array[i, i + 1] as list from generate_series(0, ${ROWS - 1}) as s(i)`;
    await engine.execute(`copy (${lists}) to '${pairs}' (${options})`);
    const bytes = readFileSync(pairs);
    const { pages } = listPages(bytes);
    const { offset, firstRow } = pages[pages.length >> 1] as (typeof pages)[number];
    // Repetition levels, a bit each, 0 and 1 in turns: the first two change places, and as many rows begin as before.
    const levels = bytes.indexOf(Buffer.alloc(8, 0b10101010), offset);
    assert.ok(levels > offset && levels < offset + 64);
    bytes[levels] = 0b10101001;
    writeFileSync(pairs, bytes);
    // The page and one far before it are wanted: none of what lies between.
    const sql = `select k, list from '${pairs}' where k in (0, ${firstRow})`;
    await assert.rejects(rowsOf(sql), { code: "BAD_FILE", message: /does not begin with a row/ });
  } finally {
    await engine.close();
  }
});

for (const threads of [0, 1, 2]) {
  test(`${threads} threads`, async () => {
    const engine = await Engine.create({ threads });
    try {
      const rowsOf = async (sql: string): Promise<unknown> => (await engine.query(sql)).rows();
      const all = `select count(*) as n, sum(x) as total from (select unnest(list) as x from '${file}') as u`;
      const total = (3n * BigInt(ROWS) * BigInt(ROWS - 1)) / 2n + 3n * BigInt(ROWS);
      for (let time = 0; time < 3; time++) {
        const [row] = (await rowsOf(all)) as { n: bigint; total: unknown }[];
        assert.deepEqual([row?.n, String(row?.total)], [3n * BigInt(ROWS), String(total)]);
      }
      // One page of k is wanted, and the list's that go with it.
      for (const k of [0, (ROWS >> 1) + 1, ROWS - 1]) {
        const found = rowsOf(`select k, list[1] as first from '${file}' where k = ${k}`);
        await found.then(
          (rows) => assert.deepEqual(rows, [{ k, first: k }]),
          (thrown: unknown) => assert.match(String(thrown), /a page has other rows than the page index says/),
        );
      }
    } finally {
      await engine.close();
    }
  });
}
