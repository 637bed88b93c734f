// `pnpm simulate [--seeds N] [--from SEED] [--jobs J]`: many simulated lives of a cluster, each from a seed of its own.
// `pnpm simulate --seed S [--log LINES]` plays one again and shows what happened. `pnpm simulate --mutants [--only NAME]`
// checks that the simulation notices deliberate defects. `pnpm simulate --killed-worker [--seeds N]` says what a killed
// worker costs queries. Seeds are spread over processes; a process that stands still is itself a violation.
import { parseArgs } from "node:util";
import { killWorker, SLACK_MS } from "./killed-worker.ts";
import { runMutants } from "./run-mutants.ts";
import { runSeed } from "./run-seed.ts";
import { type SeedLine, spreadSeeds } from "./spread-seeds.ts";
import { createWorkload } from "./workload.ts";

const { values } = parseArgs({
  allowPositionals: false,
  options: {
    seeds: { type: "string", default: "300" },
    from: { type: "string", default: "1" },
    jobs: { type: "string" },
    seed: { type: "string" },
    log: { type: "string", default: "200" },
    mutants: { type: "boolean", default: false },
    "killed-worker": { type: "boolean", default: false },
    only: { type: "string" },
    /** Which defect mutate.ts has put in. */
    mutant: { type: "string" },
    /** Seeds that this process plays for another: from, how many, and the step between two. */
    part: { type: "string" },
  },
});

const from = Number(values.from);
const seeds = Number(values.seeds);
const jobs = values.jobs === undefined ? undefined : Number(values.jobs);
if (values.part !== undefined) await playPart(values.part);
else if (values.mutants) await runMutants({ seeds: Math.min(seeds, 300), from, jobs, only: values.only });
else if (values["killed-worker"]) await killWorkers();
else if (values.seed !== undefined) await replay(Number(values.seed), Number(values.log));
else await simulate();

async function simulate(): Promise<void> {
  const sum = { queries: 0, excused: 0, faults: 0, violations: 0 };
  const kinds = new Map<string, number>();
  const started = performance.now();
  await spreadSeeds({ from, seeds, jobs }, (line) => {
    sum.queries += line.queries;
    sum.excused += line.excused;
    for (const [kind, count] of Object.entries(line.faults)) {
      sum.faults += count;
      kinds.set(kind, (kinds.get(kind) ?? 0) + count);
    }
    if (line.violations.length === 0) return true;
    sum.violations += line.violations.length;
    for (const violation of line.violations) process.stdout.write(`seed ${line.seed}: ${violation}\n`);
    process.stdout.write(`replay: pnpm simulate --seed ${line.seed}\n`);
    return true;
  });
  const list = [...kinds].sort(([, one], [, other]) => other - one).map(([kind, count]) => `${kind}=${count}`);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  process.stdout.write(`faults: ${list.join(" ")}\n`);
  process.stdout.write(`failed with a reason=${sum.excused} seconds=${seconds}\n`);
  process.stdout.write(
    `simulate seeds=${seeds} queries=${sum.queries} faults=${sum.faults} violations=${sum.violations}\n`,
  );
  process.exitCode = sum.violations === 0 ? 0 : 1;
}

async function killWorkers(): Promise<void> {
  const workload = await createWorkload();
  let [worst, violations] = [0, 0];
  for (let seed = from; seed < from + seeds; seed++) {
    const outcome = await killWorker(seed, workload);
    const { question, undisturbedMs, killedAtMs, livenessMs, elapsedMs, allowedMs, faults } = outcome;
    worst = Math.max(worst, elapsedMs / allowedMs);
    violations += faults.length;
    const [undisturbed, elapsed, allowed] = [undisturbedMs, elapsedMs, allowedMs].map(Math.round);
    process.stdout.write(
      `seed ${seed}: "${question}" ${undisturbed} ms with a worker less, killed at ${killedAtMs} ms, liveness ${livenessMs} ms:` +
        ` ${elapsed} ms of ${allowed}${faults.map((fault) => `  VIOLATION ${fault}`).join("")}\n`,
    );
  }
  process.stdout.write(
    `killed-worker seeds=${seeds} slack_ms=${SLACK_MS} worst=${worst.toFixed(2)} of what is allowed violations=${violations}\n`,
  );
  process.exitCode = violations === 0 ? 0 : 1;
}

async function replay(seed: number, keepLines: number): Promise<void> {
  const workload = await createWorkload();
  const { tail, violations, digest, lines, queries, faults, simulatedMs } = await runSeed({
    seed,
    workload,
    keepLines,
  });
  for (const line of tail) process.stdout.write(`${line}\n`);
  for (const violation of violations) process.stdout.write(`violation: ${violation}\n`);
  process.stdout.write(
    `seed=${seed} digest=${digest} lines=${lines} simulated=${Math.round(simulatedMs)}ms queries=${queries} ` +
      `faults=${JSON.stringify(faults)} violations=${violations.length}\n`,
  );
  process.exitCode = violations.length === 0 ? 0 : 1;
}

/** The other end of spread-seeds.ts: a line of JSON for each seed. */
async function playPart(part: string): Promise<void> {
  const [first = 1, count = 1, step = 1] = part.split(",").map(Number);
  const workload = await createWorkload();
  for (let at = 0; at < count; at++) {
    const { tail: _, ...line } = await runSeed({ seed: first + at * step, workload, keepLines: 0 });
    process.stdout.write(`${JSON.stringify(line satisfies SeedLine)}\n`);
  }
}
