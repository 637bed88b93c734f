// A query that has not run: text with its parameters, asked for rows, batches or its plan when the caller wants
// them. Each asking runs it anew.
import type { RecordBatch, Table } from "apache-arrow";
import type { QueryResult, Row } from "./query-result.ts";
import type { QueryOptions } from "./run-statement.ts";

/** What a DataFrame runs on: an engine. */
export interface QueryRunner {
  query(sql: string, options?: QueryOptions): Promise<QueryResult>;
}

export interface ExplainFormat {
  /** Runs the query and shows what happened. */
  readonly analyze?: boolean;
  /** Shows the functions that the query compiles. */
  readonly codegen?: boolean;
  readonly format?: "text" | "json";
}

export class DataFrame {
  /** The query's text. */
  readonly text: string;
  readonly #runner: QueryRunner;
  readonly #options: QueryOptions;

  /** @internal they come from `engine.sql` */
  constructor(runner: QueryRunner, text: string, options: QueryOptions) {
    this.#runner = runner;
    this.text = text;
    this.#options = options;
  }

  /** All rows as one Arrow table. */
  async collect(): Promise<Table> {
    return (await this.#run(this.text)).toArrow();
  }

  /** The rows as batches, as they arrive. */
  async *stream(): AsyncGenerator<RecordBatch, void, undefined> {
    yield* await this.#run(this.text);
  }

  /** All rows as plain objects. */
  async rows(): Promise<Row[]> {
    return (await this.#run(this.text)).rows();
  }

  /** The plan, as EXPLAIN prints it. */
  async explain({ analyze = false, codegen = false, format = "text" }: ExplainFormat = {}): Promise<string> {
    const words = [...(analyze ? ["ANALYZE"] : []), ...(codegen ? ["CODEGEN"] : []), `FORMAT ${format.toUpperCase()}`];
    const lines = await (await this.#run(`EXPLAIN (${words.join(", ")}) ${this.text}`)).rows();
    return lines.map((line) => String(line["QUERY PLAN"])).join("\n");
  }

  #run(text: string): Promise<QueryResult> {
    return this.#runner.query(text, this.#options);
  }
}
