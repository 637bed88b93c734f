// A Parquet file that is another one than when its footer was read, where the page index that came with the footer leaves out all of its pages.
import assert from "node:assert/strict";
import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Engine } from "./engine.ts";

for (const threads of [0, 2]) {
  test(`no rows are not answered of a file that is gone, ${threads} threads`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "ffq-replaced-"));
    const engine = await Engine.create({ threads });
    try {
      const [file, other] = ["a.parquet", "b.parquet"].map((name) => join(folder, name)) as [string, string];
      const write = async (values: string, to: string): Promise<void> => {
        const rows = `select ${values} as k, 'n' || i as s from generate_series(0, 149999) as t(i) order by 1`;
        await engine.execute(`copy (${rows}) to '${to}' (format parquet, row_group_size 150000)`);
      };
      await write("case when i < 75000 then i else i + 100000 end", file);
      await engine.registerParquet("t", file);
      const asked = async (): Promise<unknown> => (await engine.query("select s from t where k = 100001")).rows();
      assert.deepEqual(await asked(), []);
      const shown = await (await engine.query("explain analyze select s from t where k = 100001")).rows();
      assert.match(JSON.stringify(shown), /rowGroupsPruned/);
      await write("i", other);
      renameSync(other, file);
      await assert.rejects(asked(), /replaced|changed/);
    } finally {
      await engine.close();
      rmSync(folder, { recursive: true });
    }
  });
}
