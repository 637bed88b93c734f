// A round of a few functions, on a PostgreSQL that the test starts; and that a difference is found and shown.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { loadedFfq, type Peer, postgresPeer } from "../peers.ts";
import { type PostgresServer, startPostgres } from "../postgres-server.ts";
import { Random } from "../random.ts";
import { FunctionCampaign } from "./function-campaign.ts";

let server: PostgresServer;
let postgres: Peer;
let ffq: Peer;

before(async () => {
  server = await startPostgres();
  postgres = await postgresPeer(server.connection);
  ffq = await loadedFfq({ name: "FFQ", options: { threads: 0 } }, []);
});

after(async () => {
  await ffq?.close();
  await postgres?.close();
  await server?.stop();
});

test("pictures, patterns and casts: FFQ answers as PostgreSQL", async () => {
  let shown = "";
  const campaign = new FunctionCampaign({ ffq, postgres, print: (text) => void (shown += text) });
  await campaign.round(new Random(1), /^(to_char|regexp_count|split_part|cast)\(/);
  assert.equal(shown, "");
  assert.match(campaign.summary(), /^calls=\d{4} errors=[1-9]\d* differences=0$/);
});

test("a value that is another one is shown with what was wanted", async () => {
  let shown = "";
  const wrong: Peer = { ...ffq, answer: (sql) => ffq.answer(sql.replaceAll("upper(", "lower(")) };
  const campaign = new FunctionCampaign({ ffq: wrong, postgres, print: (text) => void (shown += text) });
  await campaign.round(new Random(1), /^upper\(/);
  assert.match(shown, /^--- SELECT \(upper\('[^']*'::text\)\)::text\n--- got {2}".*"\n--- want ".*"$/m);
  assert.ok(campaign.differences > 0);
});
