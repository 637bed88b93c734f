// What simulated clients ask: small tables and a list of questions that between them use every kind of exchange,
// breaker and end a query can have. Their answers come from the embedded engine, once, before anything is simulated.
import { type CustomFunction, Engine } from "@ffq/core";
import { type Clock, FfqError } from "@ffq/core/physical";
import { SimRandom } from "./sim-random.ts";

type ArrowTable = Parameters<Engine["registerArrow"]>[1];
export type TextRow = readonly (string | null)[];

export type Answer =
  | { readonly kind: "rows"; readonly rows: readonly TextRow[] }
  | { readonly kind: "error"; readonly code: string; readonly sqlstate: string | undefined; readonly message: string };

export interface Question {
  readonly name: string;
  readonly sql: string;
  /** The rows come in this order; otherwise in any. */
  readonly isOrdered: boolean;
  readonly answer: Answer;
  /** How long it may wait for workers that have its functions. */
  readonly capabilityTimeoutMs?: number;
}

const trimmed = (name: string): CustomFunction => ({
  name,
  args: ["text"],
  returns: "text",
  call: ([texts]) => Array.from(texts ?? [], (text: string | null) => text?.slice(0, 1)),
});
/** Which only some workers have. */
export const special: CustomFunction = trimmed("special");
/** Which no worker has. */
export const absent: CustomFunction = trimmed("absent");

const ask = (name: string, sql: string, isOrdered = false): Omit<Question, "answer"> => ({ name, sql, isOrdered });

const texts: readonly Omit<Question, "answer">[] = [
  ask("constant", "SELECT 1 AS one, 'two' AS two"),
  ask("scan", "SELECT id, customer, amount FROM orders WHERE amount > 700"),
  ask("no rows", "SELECT id FROM orders WHERE amount < 0"),
  ask("count", "SELECT count(*), sum(amount), min(note), max(day) FROM orders"),
  ask("group", "SELECT region, count(*), sum(amount), avg(amount) FROM orders GROUP BY region"),
  ask("group by many", "SELECT customer, day, count(*), sum(amount) FROM orders GROUP BY customer, day"),
  ask("distinct", "SELECT DISTINCT region, day FROM orders"),
  ask("count distinct", "SELECT region, count(DISTINCT customer) FROM orders GROUP BY region"),
  ask("having", "SELECT customer FROM orders GROUP BY customer HAVING sum(amount) > 12000 ORDER BY customer", true),
  ask("sort", "SELECT id, amount FROM orders ORDER BY amount DESC, id", true),
  ask("top", "SELECT id, customer, amount FROM orders ORDER BY amount DESC, id LIMIT 10", true),
  ask("page", "SELECT id FROM orders ORDER BY id LIMIT 20 OFFSET 700", true),
  ask("join", "SELECT o.id, c.name FROM orders o JOIN customers c ON o.customer = c.id WHERE c.tier = 2"),
  ask(
    "join and group",
    "SELECT c.tier, count(*), sum(o.amount) FROM orders o JOIN customers c ON o.customer = c.id GROUP BY c.tier",
  ),
  ask(
    "outer join",
    "SELECT c.id, c.name, o.id FROM customers c LEFT JOIN orders o ON o.customer = c.id AND o.amount > 900",
  ),
  ask(
    "full join",
    "SELECT a.customer, b.customer FROM (SELECT customer FROM orders WHERE day < 3) a FULL JOIN (SELECT customer FROM orders WHERE day > 27) b ON a.customer = b.customer",
  ),
  ask("semi join", "SELECT name FROM customers WHERE id IN (SELECT customer FROM orders WHERE amount > 950)"),
  ask("anti join", "SELECT name FROM customers c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer = c.id)"),
  ask(
    "self join",
    "SELECT a.customer, count(*) FROM orders a JOIN orders b ON a.customer = b.customer AND a.day = b.day GROUP BY a.customer",
  ),
  ask("union", "SELECT region FROM orders UNION SELECT name FROM customers"),
  ask("union all", "SELECT customer AS id FROM orders UNION ALL SELECT id FROM customers"),
  ask("scalar subquery", "SELECT id FROM orders WHERE amount > (SELECT avg(amount) * 1.9 FROM orders)"),
  ask(
    "correlated",
    "SELECT o.id FROM orders o WHERE o.amount = (SELECT max(i.amount) FROM orders i WHERE i.customer = o.customer)",
  ),
  ask(
    "with",
    "WITH big AS (SELECT customer, sum(amount) AS total FROM orders GROUP BY customer) SELECT c.name, b.total FROM big b JOIN customers c ON c.id = b.customer ORDER BY b.total DESC, c.name LIMIT 5",
    true,
  ),
  ask(
    "window",
    "SELECT id, row_number() OVER (PARTITION BY region ORDER BY amount DESC, id) FROM orders WHERE day = 5",
  ),
  ask("floats", "SELECT region, sum(weight), avg(weight) FROM orders GROUP BY region"),
  ask("text", "SELECT upper(region) || '-' || coalesce(note, '?'), count(*) FROM orders GROUP BY 1"),
  ask("overflow", "SELECT region, sum(customer * 2000000000) FROM orders GROUP BY region"),
  ask("special", "SELECT special(region), sum(amount) FROM orders GROUP BY 1"),
  ask(
    "special join",
    "SELECT o.id, c.name FROM orders o JOIN customers c ON o.customer = c.id AND special(o.note) = 'n'",
  ),
  ask("division", "SELECT id, amount / (day - 5) FROM orders"),
];

const DAWDLE_MS = 2_000;
/** Gives what it got; where there is a clock, after a while for each batch of rows. */
export function dawdle(clock?: Clock): CustomFunction {
  return {
    name: "dawdle",
    args: ["text"],
    returns: "text",
    call: async ([texts]) => {
      if (clock !== undefined) await new Promise<void>((resolve) => clock.after(DAWDLE_MS, resolve));
      return texts ?? [];
    },
  };
}
/** Runs for as long as it takes somebody to change his mind. */
const slowText = ask("slow", "SELECT dawdle(region), count(*) FROM orders WHERE day < 3 GROUP BY 1");

const WAIT_MS = 3_000;
/** Nobody can run it. */
const hopeless: Question = {
  ...ask("hopeless", "SELECT absent(region), count(*) FROM orders GROUP BY 1"),
  capabilityTimeoutMs: WAIT_MS,
  answer: {
    kind: "error",
    code: "MISSING_EXTENSION",
    sqlstate: "0A000",
    message: `no worker has had function:absent(text) for ${WAIT_MS} ms`,
  },
};

const ORDERS = 1_500;
const CUSTOMERS = 80;

export interface Workload {
  readonly tables: readonly { readonly name: string; readonly table: ArrowTable }[];
  /** For clients while harm is done. */
  readonly questions: readonly Question[];
  /** Those of them that any worker can answer. */
  readonly plain: readonly Question[];
  readonly slow: Question;
  readonly hopeless: Question;
}

/** Rows of all tables in batches so small that every stage sees many. */
export const BATCH_ROWS = 64;

/** Tables and questions with their answers: the same in every simulation. */
export async function createWorkload(): Promise<Workload> {
  const engine = await Engine.create({ threads: 0, sharedMemory: false });
  try {
    const tables = await createTables(engine);
    for (const { name, table } of tables) await engine.registerArrow(name, table);
    for (const custom of [special, dawdle()]) engine.registerFunction(custom);
    const questions: Question[] = [];
    for (const text of texts) questions.push({ ...text, answer: await answerOf(engine, text.sql) });
    const slow = { ...slowText, answer: await answerOf(engine, slowText.sql) };
    const plain = questions.filter(({ sql }) => !sql.includes(`${special.name}(`));
    return { tables, questions: [...questions, slow, hopeless], plain, slow, hopeless };
  } finally {
    await engine.close();
  }
}

/** What an engine answers. Rejects with nothing but defects of the simulation. */
export async function answerOf(engine: Engine, sql: string, signal?: AbortSignal): Promise<Answer> {
  try {
    const result = await engine.query(sql, signal === undefined ? {} : { signal });
    const rows: TextRow[] = [];
    for await (const batch of result.textRows()) rows.push(...batch);
    return { kind: "rows", rows };
  } catch (thrown) {
    const { code, sqlstate, message } = FfqError.from(thrown);
    return { kind: "error", code, sqlstate, message };
  }
}

/** By way of SQL: what Arrow's own makers of tables would give, without a dependency on them. */
async function createTables(engine: Engine): Promise<Workload["tables"]> {
  const random = SimRandom.fromSeed(20240101);
  const regions = ["north", "south", "east", "west", "über"];
  const orders = Array.from({ length: ORDERS }, (_, id) => {
    // Skewed: some customers have most orders, the last ten have none.
    const customer = Math.floor((CUSTOMERS - 10) * random.unit() ** 2);
    const [day, amount, weight] = [random.between(0, 30), random.between(1, 1_000), random.unit() * 100];
    const note = random.chance(0.3) ? "NULL" : `'note ${random.between(0, 40)}'`;
    return `(${id}, ${customer}, ${day}, ${amount}, ${weight}::float8, '${random.pick(regions)}', ${note})`;
  });
  const customers = Array.from({ length: CUSTOMERS }, (_, id) => `(${id}, 'customer ${id}', ${random.between(1, 4)})`);
  return [
    { name: "orders", table: await valuesTable(engine, orders, "id, customer, day, amount, weight, region, note") },
    { name: "customers", table: await valuesTable(engine, customers, "id, name, tier") },
  ];
}

async function valuesTable(engine: Engine, rows: readonly string[], columns: string): Promise<ArrowTable> {
  const result = await engine.query(`SELECT * FROM (VALUES ${rows.join(",")}) AS made (${columns})`);
  return result.toArrow();
}
