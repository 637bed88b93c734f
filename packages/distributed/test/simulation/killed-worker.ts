// What a killed worker costs a query: at most the work that is lost with it, and the time until it is missed. One
// question is asked three times on simulated time, in fair weather: of a whole cluster, of one with a worker less, and
// of a whole one of which a worker is killed at some moment of the query and never comes back. What the third takes
// beyond the second is the price; the work that is lost is at most all that the worker did since the query began.
import { CallWatch } from "./call-watch.ts";
import { SimCluster } from "./cluster.ts";
import { differenceOf } from "./compare.ts";
import { openEngine } from "./programs.ts";
import type { SimHost } from "./sim-host.ts";
import { inSimulation } from "./sim-life.ts";
import { SimRandom } from "./sim-random.ts";
import { answerOf, type Question, type Workload } from "./workload.ts";

export interface KilledWorkerOutcome {
  readonly seed: number;
  readonly question: string;
  /** From the question to the answer, with a worker less from the start. Milliseconds of the simulation. */
  readonly undisturbedMs: number;
  /** After the question. */
  readonly killedAtMs: number;
  readonly livenessMs: number;
  readonly elapsedMs: number;
  /** The most that the contract allows. */
  readonly allowedMs: number;
  /** What went wrong; empty when all is as it has to be. */
  readonly faults: readonly string[];
}

/** For what is neither work nor liveness: calls that are asked again, pauses before tasks are tried again. */
export const SLACK_MS = 1_000;
/** Until all workers are known. */
const START_MS = 2_000;
const LONGEST_MS = 300_000;

interface Life {
  readonly workers: number;
  /** After the question. Undefined: nobody is killed. */
  readonly killAtMs?: number;
}

export async function killWorker(seed: number, workload: Workload): Promise<KilledWorkerOutcome> {
  const random = SimRandom.named(seed, "killed worker");
  const question = random.chance(0.5) ? workload.slow : random.pick(workload.plain);
  const workers = random.between(2, 4);
  const faults: string[] = [];
  const play = async (life: Life): Promise<Played> => {
    const played = await playLife(seed, workload, question, life);
    faults.push(...played.faults);
    return played;
  };
  const whole = await play({ workers });
  const killedAtMs = Math.floor(whole.elapsedMs * random.unit());
  const { elapsedMs: undisturbedMs } = await play({ workers: workers - 1 });
  const { elapsedMs, livenessMs } = await play({ workers, killAtMs: killedAtMs });
  const allowedMs = Math.max(undisturbedMs, whole.elapsedMs) + killedAtMs + livenessMs + SLACK_MS;
  if (elapsedMs > allowedMs) faults.push(`took ${Math.round(elapsedMs)} ms, allowed are ${Math.round(allowedMs)}`);
  return { seed, question: question.name, undisturbedMs, killedAtMs, livenessMs, elapsedMs, allowedMs, faults };
}

interface Played {
  readonly elapsedMs: number;
  readonly livenessMs: number;
  readonly faults: readonly string[];
}

function playLife(seed: number, workload: Workload, question: Question, { workers, killAtMs }: Life): Promise<Played> {
  return inSimulation(seed, 0, async ({ loop, log, violation, violations }) => {
    const calls = new CallWatch(violation, (text) => log.add(loop.now, "coordinator", text));
    const settings = { workers, capabilityTimeoutMs: 0, holdBackBytes: 1 << 20 };
    const cluster = new SimCluster({ seed, loop, log, violation, calls, settings });
    cluster.start();
    await loop.run(() => false, START_MS);
    let elapsedMs: number | undefined;
    const client = cluster.client("client-1", async (process) => {
      const engine = await openEngine(cluster, process, { ...workload, ...question });
      const startedAt = loop.now;
      if (killAtMs !== undefined) loop.post(undefined, killAtMs, () => void victimOf(cluster, seed).kill());
      const answer = await answerOf(engine, question.sql);
      elapsedMs = loop.now - startedAt;
      const difference = differenceOf(question, answer);
      if (difference !== undefined) violation("answer", `"${question.name}": ${difference}`);
    });
    client.start();
    const end = await loop.run(() => elapsedMs !== undefined, START_MS + LONGEST_MS);
    if (end !== "done") violation("hung", `"${question.name}" has no answer (${end})`);
    const { livenessTimeoutMs } = cluster.settings.config;
    return { elapsedMs: elapsedMs ?? LONGEST_MS, livenessMs: livenessTimeoutMs, faults: violations };
  });
}

/** One that has something to lose, if there is one. */
function victimOf({ workers, running }: SimCluster, seed: number): SimHost {
  const random = SimRandom.named(seed, "victim");
  const busy = workers.filter(({ name }) => {
    const status = running.workers.get(name)?.status;
    return status !== undefined && status.runningTasks + status.heldOutputs + status.heldResults > 0;
  });
  return random.pick(busy.length > 0 ? busy : workers);
}
