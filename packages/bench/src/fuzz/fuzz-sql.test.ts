// A small budget of the fuzzer, on a PostgreSQL that the test starts. A server that does not start fails the test.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Campaign } from "./campaign.ts";
import { type Peer, postgresPeer } from "./peers.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";

let server: PostgresServer;
let postgres: Peer;

before(async () => {
  server = await startPostgres();
  postgres = await postgresPeer(server.connection);
});

after(async () => {
  await postgres?.close();
  await server?.stop();
});

test("the server is PostgreSQL 18 in its C locale and UTC", async () => {
  const answer = await postgres.answer(
    "SELECT current_setting('server_version_num')::int / 10000, 'a' > 'B', current_setting('TimeZone')",
  );
  assert.deepEqual(answer.kind === "rows" && answer.rows, [["18", "t", "UTC"]]);
});

for (const seed of [1, 2]) {
  test(`thirty scripts of seed ${seed}: FFQ answers as PostgreSQL`, async () => {
    let shown = "";
    const campaign = new Campaign(postgres, (text) => void (shown += text), true);
    await campaign.round(seed, () => campaign.cases < 30);
    assert.equal(shown, "");
    assert.match(campaign.summary(), /^cases=30 nonempty=0[.][5-9]\d differences=0$/);
  });
}
