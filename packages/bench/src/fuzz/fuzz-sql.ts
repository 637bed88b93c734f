// `pnpm fuzz sql --postgres URL [--seed N] [--rounds N] [--minutes N]`: random statements over random tables, answered
// by FFQ in several configurations and by a PostgreSQL server. A statement whose answers differ is made smaller and
// printed as a script with its seed; `--seed N --rounds 1` shows it again. Last line: `fuzz sql rounds=... different=0`.
import { parseArgs } from "node:util";
import { optimizerRules } from "@ffq/client";
import { type Answer, compareAnswers, type Verdict } from "./answer.ts";
import { failureScript, smallestFailure } from "./failure.ts";
import { loadedFfq, loadTables, type Peer, postgresPeer, type Setup } from "./peers.ts";
import { textOf } from "./piece.ts";
import { randomStatement } from "./queries.ts";
import { Random } from "./random.ts";
import { type FuzzTable, randomTables } from "./tables.ts";

const configurations: readonly Setup[] = [
  { name: "no threads", options: { threads: 0 } },
  { name: "two threads, three partitions", options: { threads: 2, partitions: 3, smallInputRows: 0 } },
  { name: "three partitions, small tables whole", options: { threads: 0, partitions: 3, smallInputRows: 20 } },
  { name: "two rows a batch", options: { threads: 0, batchRows: 2 } },
  {
    name: "unshared memory, two partitions",
    options: { threads: 0, sharedMemory: false, partitions: 2, smallInputRows: 0 },
  },
  { name: "no optimizer rule", options: { threads: 0, disabledRules: optimizerRules } },
];

/** The longest statement that is asked, in characters. */
const LONGEST = 6000;

/** PostgreSQL gave up: statement_timeout, or its stack. */
const gaveUp: readonly string[] = ["57014", "54001"];

interface Run {
  readonly postgres: Peer;
  readonly statements: number;
  readonly counts: Map<string, number>;
  /** Failures that were shown, by how they show. */
  readonly shown: Set<string>;
}

export async function fuzzSql(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      postgres: { type: "string", default: "postgres://postgres@127.0.0.1:5432/postgres" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      rounds: { type: "string", default: "1000000" },
      minutes: { type: "string", default: "5" },
      statements: { type: "string", default: "60" },
    },
  });
  const postgres = await postgresPeer(values.postgres);
  const run: Run = { postgres, statements: Number(values.statements), counts: new Map(), shown: new Set() };
  const end = Date.now() + Number(values.minutes) * 60_000;
  let [seed, rounds] = [Number(values.seed), 0];
  for (; rounds < Number(values.rounds) && Date.now() < end; rounds++) await runRound(run, seed++);
  await postgres.close();
  for (const [what, times] of [...run.counts].sort(([, left], [, right]) => right - left)) {
    process.stdout.write(`${String(times).padStart(8)}  ${what}\n`);
  }
  const different = run.counts.get("different") ?? 0;
  process.stdout.write(`fuzz sql rounds=${rounds} next_seed=${seed} different=${different}\n`);
  process.exitCode = different === 0 ? 0 : 1;
}

/** Tables of one seed, and statements over them: each on the plainest engine and on one of the others. */
async function runRound(run: Run, seed: number): Promise<void> {
  const random = new Random(seed);
  const tables = randomTables(random);
  const rule = random.of(optimizerRules);
  const setups = [...configurations, { name: `without ${rule}`, options: { threads: 0, disabledRules: [rule] } }];
  await loadTables(run.postgres, tables);
  const engines: Peer[] = [];
  try {
    for (const setup of setups) engines.push(await loadedFfq(setup, tables));
    for (let statement = 0; statement < run.statements; statement++) {
      const other = 1 + random.below(setups.length - 1);
      const asked = [0, other].map((position) => ({
        setup: setups[position] as Setup,
        engine: engines[position] as Peer,
      }));
      await runStatement(run, { seed, random, tables, asked });
    }
  } finally {
    for (const engine of engines) await engine.close();
    for (const { name } of tables) await run.postgres.answer(`DROP TABLE ${name}`);
  }
}

interface Asked {
  readonly seed: number;
  readonly random: Random;
  readonly tables: readonly FuzzTable[];
  readonly asked: readonly { readonly setup: Setup; readonly engine: Peer }[];
}

async function runStatement(run: Run, { seed, random, tables, asked }: Asked): Promise<void> {
  const { postgres } = run;
  const statement = randomStatement(random, tables);
  const sql = textOf(statement);
  if (sql.length > LONGEST) return;
  const want = await postgres.answer(sql);
  if (want.kind === "error" && gaveUp.includes(want.sqlstate)) return;
  for (const { setup, engine } of asked) {
    const got = await engine.answer(sql);
    const verdict = compareAnswers(sql, got, want);
    note(run.counts, verdict, got, want);
    if (verdict === "slow") process.stdout.write(`--- seed ${seed}, ${setup.name}: too slow\n${sql};\n`);
    if (verdict !== "different") continue;
    const smallest = await smallestFailure({ tables, statement, setup, engine, postgres });
    if (run.shown.has(smallest.key)) return;
    run.shown.add(smallest.key);
    process.stdout.write(`--- seed ${seed}, ${setup.name}\n${failureScript(smallest)}`);
    return;
  }
}

function note(counts: Map<string, number>, verdict: Verdict, got: Answer, want: Answer): void {
  const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
  count(verdict);
  if (verdict === "unsupported" && got.kind === "error") count(`unsupported: ${got.message}`);
  if (verdict === "data error")
    count(got.kind === "error" ? `only FFQ fails: ${got.message}` : "only PostgreSQL fails");
  if (verdict === "both fail" && want.kind === "error") count(`both fail: ${want.sqlstate}`);
}
