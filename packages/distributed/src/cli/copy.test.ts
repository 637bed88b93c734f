// COPY on a cluster: the workers run the query, and the program that asked writes the file.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Engine } from "@ffq/core";
import { distributed } from "../client/offer.ts";
import { TestCluster } from "./processes.fixture.ts";

test("the rows of a cluster's query become a file of the client", { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "ffq-cluster-copy-"));
  try {
    await using cluster = await TestCluster.start(2);
    const options = { coordinator: cluster.url, partitions: 3, threads: 1, extensions: [distributed] };
    await using engine = await Engine.create(options);
    await using alone = await Engine.create({ threads: 1 });
    await engine.execute(
      "create table t as select x as n, case when x % 3 > 0 then 'text ' || x end as s, x % 2 = 0 as b from generate_series(1, 30000) g(x)",
    );
    const query =
      "select n % 10 as g, count(*) as rows, min(s) as least, bool_and(b) as b from t group by n % 10 order by g";
    const [path, all] = [join(folder, "groups.parquet"), join(folder, "all.parquet")];
    assert.equal((await engine.query(`copy (${query}) to '${path}' (row_group_size 3)`)).rowCount, 10);
    assert.equal((await engine.query(`copy t to '${all}' (row_group_size 7000)`)).rowCount, 30000);
    assert.deepEqual(
      await (await alone.query(`select * from '${path}'`)).rows(),
      await (await engine.query(query)).rows(),
    );
    const sums = "select count(*) as rows, sum(n) as n, count(s) as s, min(s) as least, max(s) as most from ";
    assert.deepEqual(
      await (await alone.query(`${sums}'${all}'`)).rows(),
      await (await engine.query(`${sums}t`)).rows(),
    );
    await engine.execute(`copy (${query}) to '${join(folder, "groups.csv")}'`);
    assert.match(readFileSync(join(folder, "groups.csv"), "utf8"), /^0,3000,text 10,t\n1,3000,text 1,f\n/);
    const failing = `copy (select 1 / (n - 7) as x from t) to '${join(folder, "never.parquet")}'`;
    await assert.rejects(engine.query(failing), { code: "DATA", message: "division by zero" });
    assert.deepEqual(readdirSync(folder).toSorted(), ["all.parquet", "groups.csv", "groups.parquet"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
