// A program under chaos: asks one query after the other and judges what it gets.
import { Engine, FfqError, tpchQueries } from "@ffq/client";
import { compareAnswer, type TextRow } from "./answers.ts";
import { openEngine, textRows } from "./engine-answers.ts";

export interface Tally {
  queries: number;
  right: number;
  /** Errors that say what a caller can do: try again, or elsewhere. */
  failed: number;
  wrong: number;
  hung: number;
}

export interface AskerOptions {
  readonly url: string;
  readonly directory: string;
  readonly number: number;
  readonly tally: Tally;
  readonly say: (line: string) => void;
}

/** What a caller can do something about by waiting. */
const EXCUSES: ReadonlySet<string> = new Set(["IO", "TIMEOUT", "UNAVAILABLE", "SHUFFLE_FETCH_FAILED", "CANCELLED"]);
/** No query may take longer, whatever happens. */
const PATIENCE_MS = 180_000;

interface Question {
  readonly name: string;
  readonly sql: string;
  /** Of TPC-H; 0: the rows are compared as they come. */
  readonly query: number;
}

const questions: readonly Question[] = [
  ...tpchQueries.map((sql, at) => ({ name: `q${at + 1}`, sql, query: at + 1 })),
  {
    name: "memory",
    sql: "SELECT g, count(*), sum(n) FROM small GROUP BY g ORDER BY g",
    query: 0,
  },
  {
    name: "memory join",
    sql: "SELECT s.g, count(*) FROM small s JOIN lineitem l ON l.l_orderkey = s.n GROUP BY s.g ORDER BY s.g",
    query: 0,
  },
];

const SMALL = `CREATE TABLE small AS SELECT l_orderkey AS n, l_linenumber AS g FROM lineitem WHERE l_partkey < 50`;

export class Asker {
  readonly #options: AskerOptions;
  readonly #engine: Engine;
  readonly #answers: readonly (readonly TextRow[])[];
  #next: number;

  private constructor(options: AskerOptions, engine: Engine, answers: readonly (readonly TextRow[])[]) {
    this.#options = options;
    this.#engine = engine;
    this.#answers = answers;
    this.#next = options.number * 7;
  }

  /** Asks the embedded engine first. */
  static async create(options: AskerOptions): Promise<Asker> {
    const embedded = await openEngine(options.directory, "parquet", { threads: 1 });
    await embedded.query(SMALL);
    const answers: (readonly TextRow[])[] = [];
    for (const { sql } of questions) answers.push(await textRows(embedded, sql));
    await embedded.close();
    const engine = await openEngine(options.directory, "parquet", {
      coordinator: options.url,
      threads: 0,
      partitions: 3,
      smallInputRows: 0,
    });
    await engine.query(SMALL);
    return new Asker(options, engine, answers);
  }

  async askUntil(until: number): Promise<void> {
    while (performance.now() < until) await this.#ask(this.#next++ % questions.length);
  }

  async askAll(): Promise<void> {
    for (const at of questions.keys()) await this.#ask(at);
  }

  close(): Promise<void> {
    return this.#engine.close();
  }

  async #ask(at: number): Promise<void> {
    const { tally, say, number } = this.#options;
    const { name, sql, query } = questions[at] as Question;
    const answer = await inTime(textRows(this.#engine, sql));
    tally.queries++;
    if (answer === "hung") {
      tally.hung++;
      return say(`client ${number} ${name}: no answer within ${PATIENCE_MS} ms`);
    }
    if (answer instanceof FfqError) {
      const { code, message } = answer as FfqError;
      if (EXCUSES.has(code)) tally.failed++;
      else tally.wrong++;
      return say(`client ${number} ${name}: ${EXCUSES.has(code) ? "failed" : "WRONG"} ${code} ${message}`);
    }
    const fault = differenceOf(query, answer as readonly TextRow[], this.#answers[at] as readonly TextRow[]);
    if (fault === undefined) {
      tally.right++;
      return undefined;
    }
    tally.wrong++;
    return say(`client ${number} ${name}: WRONG ${fault}`);
  }
}

async function inTime(rows: Promise<readonly TextRow[]>): Promise<readonly TextRow[] | FfqError | "hung"> {
  const { promise, resolve } = Promise.withResolvers<"hung">();
  const timer = setTimeout(() => resolve("hung"), PATIENCE_MS);
  try {
    return await Promise.race([rows, promise]);
  } catch (thrown) {
    return FfqError.from(thrown);
  } finally {
    clearTimeout(timer);
  }
}

function differenceOf(query: number, got: readonly TextRow[], want: readonly TextRow[]): string | undefined {
  if (query > 0) return compareAnswer(query, got, want);
  const [left, right] = [JSON.stringify(got), JSON.stringify(want)];
  return left === right ? undefined : `${left} instead of ${right}`;
}
