// The course of one simulation: clients ask while the nemesis does harm, the harm is mended, one more client asks and
// has no excuse for a failure any more, then all is wound up and counted: what is left over is a leak.
import { Client, chooseManner } from "./actors/client.ts";
import { Nemesis } from "./actors/nemesis.ts";
import type { SimCluster } from "./cluster.ts";
import type { Violation } from "./state-watch.ts";
import { checkNothingLeft, shutDown } from "./wind-up.ts";
import type { Workload } from "./workload.ts";

export interface ScenarioOptions {
  readonly seed: number;
  readonly cluster: SimCluster;
  readonly workload: Workload;
  readonly violation: Violation;
}

/** Clients that ask while harm is done. */
const CLIENTS = 2;
/** The harm lasts no longer than that. */
const HARM_MS = 60_000;
/** After that, nothing may take longer. */
const CALM_MS = 120_000;
/** Until files and records that nobody needs are gone. */
const REST_MS = 140_000;

export async function playOut({
  cluster,
  workload,
  violation,
}: ScenarioOptions): Promise<{ readonly queries: number; readonly excused: number }> {
  const { loop, log } = cluster;
  const random = cluster.random("scenario");
  let isCalm = false;
  const clients = Array.from({ length: CLIENTS }, (_, at) => {
    return new Client({
      name: `client-${at + 1}`,
      cluster,
      workload,
      question: random.pick(workload.questions),
      manner: chooseManner(random),
      mayFail: () => log.faultCount > 0,
    });
  });
  const nemesis = new Nemesis({
    loop,
    log,
    random: cluster.random("nemesis"),
    network: cluster.network,
    coordinator: cluster.coordinator,
    workers: cluster.workers,
    clients: clients.map(({ host }) => host),
  });
  cluster.start();
  nemesis.begin();
  for (const client of clients) loop.post(undefined, random.between(0, 4_000), () => client.start());
  await loop.run(() => clients.every(({ isOver }) => isOver), HARM_MS);
  nemesis.end();
  log.add(loop.now, "nemesis", "has ended");
  await settle(cluster, clients, violation);

  isCalm = true;
  const last = new Client({
    name: `client-${CLIENTS + 1}`,
    cluster,
    workload,
    question: random.pick(workload.questions),
    manner: { kind: "waits" },
    mayFail: () => !isCalm,
  });
  last.start();
  await settle(cluster, [last], violation);

  await loop.run(() => false, loop.now + REST_MS);
  checkNothingLeft(cluster);
  await shutDown(cluster);
  const all = [...clients, last];
  return { queries: all.length, excused: all.filter(({ isExcused }) => isExcused).length };
}

/** Waits for clients to have their answers; one that has none is a violation. */
async function settle({ loop }: SimCluster, clients: readonly Client[], violation: Violation): Promise<void> {
  const end = await loop.run(() => clients.every(({ isOver }) => isOver), loop.now + CALM_MS);
  if (end === "done") return;
  for (const { isOver, host, question } of clients) {
    if (!isOver) violation("hung", `${host.name} has no answer to "${question}" ${CALM_MS} ms after the harm (${end})`);
  }
}
