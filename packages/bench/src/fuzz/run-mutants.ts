// `pnpm fuzz sql --mutants`: the fuzzer once per planted defect, each in a process of its own, until it finds a
// difference or has asked enough; without a defect the same cases must show none. Last line: `killed=14/14`.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type Mutant, mutants } from "./mutants.ts";
import type { PostgresServer } from "./postgres-server.ts";

/** What a defect may take to be found. */
const MOST_CASES = 2500;

/** Processes at a time. */
const AT_ONCE = 2;

const command = fileURLToPath(new URL("../fuzz.ts", import.meta.url));
const preload = new URL("./plant-mutant.ts", import.meta.url).href;

/** Whether all were found. */
export async function runMutants({ connection }: Pick<PostgresServer, "connection">, seed: number): Promise<boolean> {
  const { host, user, database } = connection;
  const url = `postgresql://${user}@/${database}?host=${encodeURIComponent(host)}`;
  const waiting = [...mutants];
  let [killed, latest] = [0, 1];
  const work = async (): Promise<void> => {
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      const last = await fuzzWith(mutant, { url, seed, cases: MOST_CASES });
      const isKilled = / differences=1$/.test(last);
      if (isKilled) killed++;
      latest = Math.max(latest, Number(/ cases=(\d+) /.exec(last)?.[1] ?? 0));
      process.stdout.write(`${isKilled ? "killed  " : "ALIVE   "} ${mutant.name} (${last})\n`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const sound = await fuzzWith(undefined, { url, seed, cases: latest });
  if (!sound.endsWith(" differences=0")) throw new Error(`there are differences without a defect: ${sound}`);
  process.stdout.write(`killed=${killed}/${mutants.length}\n`);
  return killed === mutants.length;
}

interface Asked {
  readonly url: string;
  readonly seed: number;
  readonly cases: number;
}

/** The last line of a run that ends at the first difference. @throws when it ends otherwise */
async function fuzzWith(mutant: Mutant | undefined, { url, seed, cases }: Asked): Promise<string> {
  const args = ["sql", "--postgres", url, "--seed", String(seed), "--cases", String(cases), "--first"];
  const planted = mutant === undefined ? [] : ["--import", preload];
  const child = spawn(process.execPath, [...planted, command, ...args], {
    env: { ...process.env, FFQ_FUZZ_MUTANT: mutant?.name },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [output, errors] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-10_000);
  });
  child.stderr.on("data", (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-4000);
  });
  await once(child, "close");
  const last = output.trimEnd().split("\n").at(-1) ?? "";
  if (!last.startsWith("fuzz sql "))
    throw new Error(`the fuzzer failed with "${mutant?.name ?? "no defect"}":\n${output}\n${errors}`);
  return last;
}
