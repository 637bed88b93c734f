// `pnpm fuzz parquet [--minutes N] [--seed N] [--cases N] [--keep FOLDER]`: Parquet files that are damaged on purpose must
// be read or refused clearly, and files that are only written otherwise must give the same rows. Where hyparquet and
// DuckDB both read a damaged file and agree on its rows, FFQ may refuse it but not read other rows. Last line:
// `fuzz parquet minutes=... cases=... traps=0 wrong=0 hangs=0`; `--seed N --cases 1` shows a case again.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Random } from "../random.ts";
import { type BaseFile, baseFiles, putFile } from "./base-files.ts";
import { IsolatedReader } from "./isolated-reader.ts";
import { type Mutant, mutate } from "./mutations.ts";
import { type Outcome, sameRows } from "./outcome.ts";

/** Milliseconds for a file of a few kilobytes. */
const PATIENCE = 10_000;

interface Readers {
  readonly ffq: IsolatedReader;
  readonly hyparquet: IsolatedReader;
  readonly duckdb: IsolatedReader;
}

type Verdict = "rows" | "refused" | "traps" | "wrong" | "hangs";

export async function fuzzParquet(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      minutes: { type: "string", default: "5" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      cases: { type: "string", default: "1000000000" },
      keep: { type: "string" },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), "ffq-fuzz-parquet-"));
  const readers: Readers = {
    ffq: new IsolatedReader(new URL("./ffq-reader.ts", import.meta.url), "thread", PATIENCE),
    hyparquet: new IsolatedReader(new URL("./hyparquet-reader.ts", import.meta.url), "thread", PATIENCE),
    duckdb: new IsolatedReader(new URL("./duckdb-reader.ts", import.meta.url), "process", PATIENCE),
  };
  const counts: Record<Verdict, number> = { rows: 0, refused: 0, traps: 0, wrong: 0, hangs: 0 };
  const start = Date.now();
  const end = start + Number(values.minutes) * 60_000;
  let [seed, cases] = [Number(values.seed), 0];
  try {
    const bases = await baseFiles(folder);
    for (; cases < Number(values.cases) && Date.now() < end; cases++) {
      const verdict = await runCase({ folder, readers, bases, seed, keep: values.keep });
      counts[verdict]++;
      seed++;
    }
  } finally {
    for (const reader of Object.values(readers)) await reader.close();
    rmSync(folder, { recursive: true, force: true });
  }
  const { rows, refused, traps, wrong, hangs } = counts;
  process.stdout.write(`read ${rows}, refused ${refused}, next seed ${seed}\n`);
  const minutes = Number(((Date.now() - start) / 60_000).toFixed(1));
  process.stdout.write(`fuzz parquet minutes=${minutes} cases=${cases} traps=${traps} wrong=${wrong} hangs=${hangs}\n`);
  process.exitCode = traps + wrong + hangs === 0 && cases > 0 ? 0 : 1;
}

interface Case {
  readonly folder: string;
  readonly readers: Readers;
  readonly bases: readonly BaseFile[];
  readonly seed: number;
  readonly keep: string | undefined;
}

async function runCase({ folder, readers, bases, seed, keep }: Case): Promise<Verdict> {
  const random = new Random(seed);
  const base = random.of(bases);
  const mutant = mutate(random, base.bytes);
  const path = putFile(folder, `case-${seed}.parquet`, mutant.bytes);
  const answer = await readers.ffq.read(path);
  const { verdict, why } = await judge(readers, { base, mutant, path, folder }, answer);
  if (verdict !== "rows" && verdict !== "refused") {
    process.stdout.write(`--- seed ${seed}: ${verdict}: ${base.name}; ${mutant.names.join("; ")}\n${why}\n`);
    if (keep !== undefined) {
      mkdirSync(keep, { recursive: true });
      copyFileSync(path, join(keep, `case-${seed}.parquet`));
    }
  }
  rmSync(path);
  return verdict;
}

interface Judged {
  readonly base: BaseFile;
  readonly mutant: Mutant;
  readonly path: string;
  readonly folder: string;
}

async function judge(
  readers: Readers,
  judged: Judged,
  answer: Awaited<ReturnType<IsolatedReader["read"]>>,
): Promise<{ readonly verdict: Verdict; readonly why: string }> {
  const { mutant, base, folder } = judged;
  switch (answer.kind) {
    case "hang":
      return { verdict: "hangs", why: `no answer in ${PATIENCE} ms` };
    case "crash":
      return { verdict: "traps", why: "the reader's thread ended" };
    case "trap":
      return { verdict: "traps", why: answer.what };
    case "refused":
      if (mutant.isSame) return { verdict: "wrong", why: `the same rows are refused: ${answer.what}` };
      return { verdict: "refused", why: "" };
    case "rows": {
      if (!mutant.isSame) {
        return mutant.isReadApart ? { verdict: "rows", why: "" } : judgeDamaged(readers, judged.path, answer);
      }
      const original = await readers.ffq.read(putFile(folder, "original.parquet", base.bytes));
      const isSame =
        original.kind === "rows" && sameRows(original, answer, "all") && original.filtered === answer.filtered;
      return isSame ? { verdict: "rows", why: "" } : { verdict: "wrong", why: "other rows than the original's" };
    }
  }
}

async function judgeDamaged(
  readers: Readers,
  path: string,
  answer: Outcome,
): Promise<{ readonly verdict: Verdict; readonly why: string }> {
  const fine = { verdict: "rows", why: "" } as const;
  const other = await readers.hyparquet.read(path);
  if (other.kind !== "rows" || sameRows(other, answer, "simple")) return fine;
  const third = await readers.duckdb.read(path);
  if (third.kind !== "rows" || !sameRows(other, third, "simple")) return fine;
  return { verdict: "wrong", why: "hyparquet and DuckDB agree on other rows" };
}
