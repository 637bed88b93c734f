// The end of a simulation: some time after the last query nothing of any query may be left anywhere, and all programs
// end when they are asked to, with nothing of theirs left to happen.
import type { SimCluster } from "./cluster.ts";
import type { SimProcess } from "./sim-clock.ts";

/** A poll and a heartbeat. */
const CALLS_OF_WORKER = 2;
const DRAIN_MS = 5_000;
/** For what is under way between hosts when the last program has ended. */
const LAST_MS = 120_000;

/** Every process must be up, and every query have ended some time ago. */
export function checkNothingLeft(cluster: SimCluster): void {
  const { violation, network, workers } = cluster;
  checkCoordinator(cluster);
  for (const { name, disk } of workers) {
    const files = disk.content.filter(({ path }) => path.startsWith("shuffle/"));
    if (files.length > 0) violation("leak", `${name} keeps ${files.map(({ path }) => path).join(" ")}`);
    if (disk.openHandles > 0) violation("leak", `${name} has ${disk.openHandles} files open`);
    const status = cluster.running.workers.get(name)?.status;
    if (status === undefined) continue;
    if (!status.isKnown) violation("lost", `${name} is not known to the coordinator`);
    const held = status.runningTasks + status.heldOutputs + status.heldResults;
    if (held > 0) violation("leak", `${name} holds ${JSON.stringify(status)}`);
  }
  if (network.openCalls > workers.length * CALLS_OF_WORKER) violation("leak", `${network.openCalls} calls are open`);
}

function checkCoordinator({ running: { coordinator }, coordinator: { disk }, violation }: SimCluster): void {
  if (coordinator === undefined) return violation("lost", "the coordinator does not run");
  const { state, payloads } = coordinator;
  for (const { id, phase } of state.queries.values()) {
    if (phase.kind === "queued" || phase.kind === "running") violation("hung", `${id} is ${phase.kind}`);
  }
  for (const { id, attempts, outputs, presence, blacklistedUntil } of state.workers.values()) {
    if (blacklistedUntil !== undefined) violation("blacklist", `worker ${id} was not let back`);
    if (presence.kind !== "registered") violation("leak", `worker ${id} is ${presence.kind}`);
    if (attempts.size + outputs.size > 0)
      violation("leak", `${id}: ${attempts.size} attempts, ${outputs.size} outputs`);
  }
  const kept = [...payloads.values()];
  if (kept.length > 0) violation("leak", `plans of ${kept.map(({ query }) => query).join(" ")} are kept`);
  // Of its journal.
  if (disk.openHandles > 1) violation("leak", `the coordinator has ${disk.openHandles} files open`);
}

/** As by SIGTERM, workers first. */
export async function shutDown(cluster: SimCluster): Promise<void> {
  const { loop, violation, running, workers, coordinator } = cluster;
  const processes = [...workers, coordinator].flatMap(({ process }) => (process === undefined ? [] : [process]));
  const left = new Set([...running.workers.keys(), "coordinator"]);
  for (const { process, name } of workers) {
    const worker = running.workers.get(name);
    if (process !== undefined && worker !== undefined) end(cluster, process, left, () => worker.drain(DRAIN_MS));
  }
  await loop.run(() => left.size === 1, loop.now + 2 * DRAIN_MS);
  const { process } = coordinator;
  const life = running.coordinator;
  if (process !== undefined && life !== undefined) end(cluster, process, left, () => life.stop());
  await loop.run(() => left.size === 0, loop.now + DRAIN_MS);
  for (const name of left) violation("shutdown", `${name} has not ended`);
  await loop.run(() => false, loop.now + LAST_MS);
  for (const process of processes) {
    const events = loop.pendingOf(process);
    if (events > 0) violation("leak", `${process.name} has ended and waits for ${events} events`);
  }
}

function end({ loop, violation }: SimCluster, process: SimProcess, left: Set<string>, work: () => Promise<void>): void {
  loop.post(process, 0, () => {
    work().then(
      () => left.delete(process.host),
      (thrown: unknown) => violation("shutdown", `${process.name}: ${String(thrown)}`),
    );
  });
}
