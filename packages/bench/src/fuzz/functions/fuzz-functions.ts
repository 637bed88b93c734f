// `pnpm fuzz functions [--rounds N] [--seed S] [--only PATTERN] [--postgres URL]`: every function, operator and cast of the
// reference with values at the edges of their types, each answered by FFQ and by a PostgreSQL 18 that the command starts
// (or that of URL). FFQ computes a function's values in one query over rows, and those that PostgreSQL refuses one by one.
// The last line counts: `fuzz functions rounds=1 seed=7 calls=31000 errors=9000 differences=0`.
import { parseArgs } from "node:util";
import { loadedFfq } from "../peers.ts";
import { Random } from "../random.ts";
import { withPostgres } from "../with-postgres.ts";
import { FunctionCampaign } from "./function-campaign.ts";

export async function fuzzFunctions(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      postgres: { type: "string" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      rounds: { type: "string", default: "1" },
      only: { type: "string", default: "" },
    },
  });
  const [seed, rounds] = [Number(values.seed), Number(values.rounds)];
  await withPostgres(values.postgres, async (postgres) => {
    const ffq = await loadedFfq({ name: "FFQ", options: { threads: 0 } }, []);
    try {
      const campaign = new FunctionCampaign({ ffq, postgres, print: (text) => void process.stdout.write(text) });
      for (let round = 0; round < rounds; round++) {
        await campaign.round(new Random(seed + round), new RegExp(values.only));
        process.stderr.write(`round ${round + 1}: ${campaign.summary()}\n`);
      }
      process.stdout.write(`fuzz functions rounds=${rounds} seed=${seed} ${campaign.summary()}\n`);
      process.exitCode = campaign.differences === 0 ? 0 : 1;
    } finally {
      await ffq.close();
    }
  });
}
