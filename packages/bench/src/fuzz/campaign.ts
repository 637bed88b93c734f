// A run of the fuzzer: round after round, each with tables, engines and scripts that its seed alone decides. It counts
// what was compared, and shows a difference once, made small.
import { type Answer, compareScripts, type Verdict } from "./answer.ts";
import { randomCase } from "./cases.ts";
import { failureScript, smallestFailure } from "./failure.ts";
import { loadedFfq, loadTables, type Peer, type Setup } from "./peers.ts";
import { textOf } from "./piece.ts";
import { Random } from "./random.ts";
import { roundSetups } from "./setups.ts";
import { type FuzzTable, randomTables } from "./tables.ts";

/** Scripts over the same tables. */
const CASES_A_ROUND = 100;

/** The longest script that is asked, in characters. */
const LONGEST = 6000;

/**
 * PostgreSQL gave up: statement_timeout, its stack, an error of its own inside (XX000: "failed to build any 4-way joins"), or a plan that its
 * executor finds wrong (ROLLUP over a constant of a join's side).
 */
const gaveUp = ({ sqlstate, message }: Extract<Answer, { kind: "error" }>): boolean =>
  ["57014", "54001", "XX000"].includes(sqlstate) || /^attribute \d+ of type \S+ has wrong type$/.test(message);

interface Round {
  readonly seed: number;
  readonly random: Random;
  readonly tables: readonly FuzzTable[];
  readonly asked: readonly { readonly setup: Setup; readonly engine: Peer }[];
}

export class Campaign {
  /** Scripts that were compared. */
  cases = 0;
  differences = 0;
  /** Of the scripts that PostgreSQL was asked, those that gave rows. */
  #nonempty = 0;
  #asked = 0;
  readonly #postgres: Peer;
  readonly #print: (text: string) => void;
  readonly #counts = new Map<string, number>();
  /** Failures that were shown, by how they show. */
  readonly #shown = new Set<string>();

  readonly #minimises: boolean;

  constructor(postgres: Peer, print: (text: string) => void, minimises: boolean) {
    this.#postgres = postgres;
    this.#print = print;
    this.#minimises = minimises;
  }

  summary(): string {
    const share = this.#asked === 0 ? 0 : Math.floor((100 * this.#nonempty) / this.#asked) / 100;
    return `cases=${this.cases} nonempty=${share.toFixed(2)} differences=${this.differences}`;
  }

  /** What the answers were, a line each. */
  details(): string {
    return [...this.#counts]
      .sort(([, left], [, right]) => right - left)
      .map(([what, times]) => `${String(times).padStart(8)}  ${what}\n`)
      .join("");
  }

  /** Tables of one seed, and scripts over them: each on the plainest engine and on one of the others. */
  async round(seed: number, goesOn: () => boolean): Promise<void> {
    const random = new Random(seed);
    const tables = randomTables(random);
    const setups = roundSetups(random);
    await loadTables(this.#postgres, tables);
    const engines: Peer[] = [];
    try {
      for (const setup of setups) engines.push(await loadedFfq(setup, tables));
      for (let position = 0; position < CASES_A_ROUND && goesOn(); position++) {
        const other = 1 + (position % (setups.length - 1));
        const asked = [0, other].map((of) => ({ setup: setups[of] as Setup, engine: engines[of] as Peer }));
        await this.#case({ seed, random, tables, asked });
      }
    } finally {
      for (const engine of engines) await engine.close();
      for (const { name } of tables) await this.#postgres.answer(`DROP TABLE ${name}`);
    }
  }

  async #case({ seed, random, tables, asked }: Round): Promise<void> {
    const made = randomCase(random, tables);
    const script = textOf(made.script);
    if (script.length > LONGEST) return;
    const want = await this.#postgres.answers(script);
    if (want.some((answer) => answer.kind === "error" && gaveUp(answer))) return;
    this.cases++;
    this.#asked++;
    if (want.some((answer) => answer.kind === "rows" && answer.rows.length > 0)) this.#nonempty++;
    for (const { setup, engine } of asked) {
      const got = await engine.answers(script);
      const { verdict, position } = compareScripts({ script, tables, strict: made.strict }, got, want);
      this.#note(verdict, got[position], want[position]);
      if (verdict === "slow") this.#print(`--- seed ${seed}, ${setup.name}: too slow\n${script};\n`);
      if (verdict !== "different") continue;
      this.differences++;
      const failure = { tables, made, setup, engine, postgres: this.#postgres };
      const smallest = await smallestFailure(failure, this.#minimises);
      if (this.#shown.has(smallest.key)) return;
      this.#shown.add(smallest.key);
      this.#print(`--- seed ${seed}, ${setup.name}\n${failureScript(smallest)}`);
      return;
    }
  }

  #note(verdict: Verdict, got: Answer | undefined, want: Answer | undefined): void {
    const count = (what: string): void => void this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
    count(verdict);
    if (verdict === "unsupported" && got?.kind === "error") count(`unsupported: ${got.message}`);
    if (verdict === "data error")
      count(got?.kind === "error" ? `only FFQ fails: ${got.message}` : "only PostgreSQL fails");
    if (verdict === "both fail" && want?.kind === "error")
      count(`both fail: ${want.sqlstate} ${shortly(want.message)}`);
  }
}

/** Without what differs from case to case. */
const shortly = (message: string): string => message.replaceAll(/"[^"]*"|\d+/g, "..").slice(0, 80);
