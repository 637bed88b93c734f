// `pnpm fuzz sql [--minutes N] [--cases N] [--seed S] [--postgres URL] [--mutants]`: random scripts over random tables,
// answered by FFQ in several configurations and by a PostgreSQL 18 that the command starts (or that of URL). What
// answers differently is made smaller and printed as lines for packages/bench/cases. The last line counts:
// `fuzz sql minutes=60 seed=7 cases=412000 nonempty=0.74 differences=0`. With --first it ends at a difference and shows
// it as it is; with --mutants it does so for each of the planted defects.
import { parseArgs } from "node:util";
import { Campaign } from "./campaign.ts";
import { startPostgres } from "./postgres-server.ts";
import { runMutants } from "./run-mutants.ts";
import { withPostgres } from "./with-postgres.ts";

/** Seconds between two signs of life. */
const PROGRESS_SECONDS = 10;

export async function fuzzSql(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      postgres: { type: "string" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      cases: { type: "string" },
      minutes: { type: "string" },
      first: { type: "boolean", default: false },
      mutants: { type: "boolean", default: false },
    },
  });
  const seed = Number(values.seed);
  if (values.mutants) {
    const server = await startPostgres();
    try {
      process.exitCode = (await runMutants(server, seed)) ? 0 : 1;
    } finally {
      await server.stop();
    }
    return;
  }
  const most = Number(values.cases ?? Number.POSITIVE_INFINITY);
  const minutes = Number(values.minutes ?? (values.cases === undefined ? 5 : Number.POSITIVE_INFINITY));
  await withPostgres(values.postgres, async (postgres) => {
    const start = Date.now();
    const elapsed = (): number => (Date.now() - start) / 60_000;
    const campaign = new Campaign(postgres, (text) => process.stdout.write(text), !values.first);
    const goesOn = (): boolean =>
      campaign.cases < most && elapsed() < minutes && !(values.first && campaign.differences > 0);
    let shown = start;
    for (let round = 0; goesOn(); round++) {
      await campaign.round(seed + round, goesOn);
      if (Date.now() - shown < PROGRESS_SECONDS * 1000) continue;
      shown = Date.now();
      progress(`${elapsed().toFixed(1)} minutes, ${campaign.summary()}`);
    }
    progress("");
    process.stdout.write(campaign.details());
    process.stdout.write(`fuzz sql minutes=${Number(elapsed().toFixed(1))} seed=${seed} ${campaign.summary()}\n`);
    process.exitCode = campaign.differences === 0 ? 0 : 1;
  });
}

/** One line that changes, on a terminal; a line each time elsewhere. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
  else if (text !== "") process.stderr.write(`${text}\n`);
}
