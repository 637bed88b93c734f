// One simulated life of a cluster, from one seed: hosts are started, clients ask, the nemesis does harm for a while and
// mends it, clients ask once more, everything is wound up. What went wrong comes back as violations, with the log's
// digest and its last lines.
import { CallWatch } from "./call-watch.ts";
import { SimCluster } from "./cluster.ts";
import { playOut } from "./scenario.ts";
import { inSimulation } from "./sim-life.ts";
import type { Workload } from "./workload.ts";

export interface SeedOptions {
  readonly seed: number;
  readonly workload: Workload;
  /** Lines of the log to keep. */
  readonly keepLines: number;
}

export interface SeedOutcome {
  readonly seed: number;
  readonly queries: number;
  /** Of those, how many ended in an error that the harm explains. */
  readonly excused: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly violations: readonly string[];
  readonly digest: string;
  readonly lines: number;
  readonly simulatedMs: number;
  readonly tail: readonly string[];
}

export function runSeed({ seed, workload, keepLines }: SeedOptions): Promise<SeedOutcome> {
  return inSimulation(seed, keepLines, async ({ loop, log, violation, violations }) => {
    const calls = new CallWatch(violation, (text) => log.add(loop.now, "coordinator", text));
    const cluster = new SimCluster({ seed, loop, log, violation, calls });
    const { queries, excused } = await playOut({ seed, cluster, workload, violation });
    return {
      seed,
      queries,
      excused,
      faults: Object.fromEntries(log.faults),
      violations,
      digest: log.digest(),
      lines: log.lines,
      simulatedMs: loop.now,
      tail: log.tail(),
    };
  });
}
