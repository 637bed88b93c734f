// `pnpm chaos --minutes N [--sf N] [--workers N] [--seed S]`: programs ask TPC-H and memory tables of a cluster of real
// processes while a driver kills, stops and restarts workers and the coordinator, cuts connections in the middle and
// fills a worker's disk. Every answer must be the embedded engine's or an error that says to try again; nothing may
// hang; and once the driver has stopped, every answer must be right.
import { parseArgs } from "node:util";
import { Asker, type Tally } from "./chaos-asker.ts";
import { Chaos } from "./chaos-driver.ts";
import { exitOnSignals } from "./cluster-processes.ts";
import { generatedData } from "./data.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    sf: { type: "string", default: "0.01" },
    workers: { type: "string", default: "3" },
    clients: { type: "string", default: "3" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    verbose: { type: "boolean", default: false },
  },
});

exitOnSignals();
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const minutes = Number(values.minutes);
const directory = await generatedData(Number(values.sf));
const chaos = await Chaos.start({
  workers: Number(values.workers),
  directory,
  seed: Number(values.seed),
  say: values.verbose ? say : () => undefined,
});
const tally: Tally = { queries: 0, right: 0, failed: 0, wrong: 0, hung: 0 };
try {
  say(`chaos seed=${values.seed} sf=${values.sf} workers=${values.workers} clients=${values.clients}`);
  const askers = await Promise.all(
    Array.from({ length: Number(values.clients) }, (_, at) =>
      Asker.create({ url: chaos.url, directory, number: at + 1, tally, say }),
    ),
  );
  const until = performance.now() + minutes * 60_000;
  const asking = Promise.all(askers.map((asker) => asker.askUntil(until)));
  await chaos.harmUntil(until);
  await asking;
  await chaos.mend();
  const failedInChaos = tally.failed;
  await Promise.all(askers.map((asker) => asker.askAll()));
  // No more excuses.
  tally.wrong += tally.failed - failedInChaos;
  await Promise.all(askers.map((asker) => asker.close()));
  const left = await chaos.shutDown();
  for (const line of left) say(line);
  tally.wrong += left.length;
  say(`harms: ${chaos.summary()}`);
  say(`right=${tally.right} failed with a reason=${failedInChaos}`);
} finally {
  await chaos.close();
}
say(`chaos minutes=${minutes} queries=${tally.queries} kills=${chaos.kills} wrong=${tally.wrong} hung=${tally.hung}`);
process.exit(tally.wrong + tally.hung === 0 ? 0 : 1);
