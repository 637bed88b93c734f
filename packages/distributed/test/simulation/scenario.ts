// The course of one simulation: clients ask while the nemesis does harm, the harm is mended, more clients ask and
// have no excuse for a failure any more (one of them not even when there is a worker that it alone cannot reach), then
// all is wound up and counted: what is left over is a leak.
import { Client, chooseManner, type Manner } from "./actors/client.ts";
import { Nemesis } from "./actors/nemesis.ts";
import type { SimCluster } from "./cluster.ts";
import type { Violation } from "./state-watch.ts";
import { checkNothingLeft, shutDown } from "./wind-up.ts";
import type { Question, Workload } from "./workload.ts";

export interface ScenarioOptions {
  readonly seed: number;
  readonly cluster: SimCluster;
  readonly workload: Workload;
  readonly violation: Violation;
}

/** Clients that ask while harm is done, at least. */
const LEAST_CLIENTS = 2;
const MOST_CLIENTS = 4;
/** The harm lasts at least, and at most, that long. */
const LEAST_HARM_MS = 15_000;
const MOST_HARM_MS = 60_000;
/** The longest that anybody waits for an answer that was lost. */
const CALL_MS = 12_000;
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
  cluster.isCalm = () => isCalm;
  let count = 0;
  const clientOf = (question: Question, manner: Manner): Client =>
    new Client({
      name: `client-${++count}`,
      cluster,
      workload,
      question,
      manner,
      mayFail: () => !isCalm && log.faultCount > 0,
    });
  const clients = Array.from({ length: random.between(LEAST_CLIENTS, MOST_CLIENTS) }, () =>
    clientOf(random.pick(workload.questions), chooseManner(random)),
  );
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
  for (const client of clients) loop.post(undefined, random.between(0, LEAST_HARM_MS), () => client.start());
  await loop.run(() => loop.now >= LEAST_HARM_MS && clients.every(({ isOver }) => isOver), MOST_HARM_MS);
  nemesis.end();
  log.add(loop.now, "nemesis", "has ended");
  await settle(cluster, clients, violation);

  await loop.run(() => false, loop.now + CALL_MS);
  isCalm = true;
  cluster.calls.beginCalm();
  const last = [
    clientOf(random.pick(workload.questions), { kind: "waits" }),
    clientOf(workload.slow, { kind: "cancels", afterMs: random.between(5, 400) }),
    ...(random.chance(0.3) ? [clientOf(workload.hopeless, { kind: "waits" })] : []),
  ];
  for (const client of last) client.start();
  await settle(cluster, last, violation);
  last.push(
    ...(await askFromAside(cluster, violation, () => clientOf(random.pick(workload.plain), { kind: "waits" }))),
  );

  await loop.run(() => false, loop.now + REST_MS);
  checkNothingLeft(cluster);
  await shutDown(cluster);
  const all = [...clients, ...last];
  return { queries: all.length, excused: all.filter(({ isExcused }) => isExcused).length };
}

/** A client that cannot reach one of the workers: results of that one are made anew by another. */
async function askFromAside(
  cluster: SimCluster,
  violation: Violation,
  newClient: () => Client,
): Promise<readonly Client[]> {
  const { network, workers } = cluster;
  const random = cluster.random("aside");
  if (!random.chance(0.5)) return [];
  const client = newClient();
  const { name } = random.pick(workers);
  network.separate(client.host.name, [name], random.chance(0.3));
  client.start();
  await settle(cluster, [client], violation);
  network.join(client.host.name, name);
  return [client];
}

/** Waits for clients to have their answers; one that has none is a violation. */
async function settle({ loop }: SimCluster, clients: readonly Client[], violation: Violation): Promise<void> {
  const end = await loop.run(() => clients.every(({ isOver }) => isOver), loop.now + CALM_MS);
  if (end === "done") return;
  for (const { isOver, host, question } of clients) {
    if (!isOver) violation("hung", `${host.name} has no answer to "${question}" ${CALM_MS} ms after the harm (${end})`);
  }
}
