// What a statement gives: its rows as Arrow record batches as they arrive, or all at once. A result is read
// once. Reading drives the query; whoever stops before the end closes the result.
import type { RecordBatch, Schema, Table } from "apache-arrow";
import type { ResultBatch } from "../column/result-batch.ts";
import { type PlainValue, plainValues, textValues } from "../column/result-value.ts";
import type { Field } from "../column/vector.ts";
import { FfqError } from "../common/error.ts";
import type { QueryStatistics, ResultStream } from "../runtime/result.ts";
import type { ZoneTable } from "../type/zone-table.ts";
import { loadArrow } from "./arrow-module.ts";

/** A row by column name; of columns with the same name the last one shows. */
export type Row = Readonly<Record<string, PlainValue>>;

export interface ResultParts {
  readonly command: string;
  readonly fields: readonly Field[];
  /** Absent when the statement has no rows. */
  readonly stream?: ResultStream;
  /** Rows that the statement changed. */
  readonly rowCount?: number;
  /** What timestamps with time zone are printed in. Default: UTC. */
  readonly zone?: ZoneTable;
  /** Told once, when nothing more will be read. */
  readonly onEnd?: () => void;
}

export class QueryResult implements AsyncIterable<RecordBatch> {
  /** PostgreSQL's command tag without its count: SELECT, INSERT, CREATE TABLE ... */
  readonly command: string;
  /** Names and SQL types of the columns; none when the statement has no rows. */
  readonly columns: readonly Field[];
  readonly #stream: ResultStream | undefined;
  readonly #onEnd: (() => void) | undefined;
  readonly #zone: ZoneTable | undefined;
  #rowCount: number | undefined;
  #state: "new" | "reading" | "ended" = "new";

  /** @internal results come from an engine */
  constructor({ command, fields, stream, rowCount, onEnd, zone }: ResultParts) {
    this.#zone = zone;
    this.command = command;
    this.columns = fields;
    this.#stream = stream;
    this.#rowCount = rowCount;
    this.#onEnd = onEnd;
  }

  /** Rows changed by the statement, or read from it so far; undefined for statements that have neither. */
  get rowCount(): number | undefined {
    return this.#rowCount;
  }

  /** What running took, so far. */
  get statistics(): QueryStatistics | undefined {
    return this.#stream?.statistics;
  }

  /** The columns as Arrow has them; the SQL type is in each field's metadata under `ffq.type`. */
  async schema(): Promise<Schema> {
    return (await loadArrow()).arrowSchema(this.columns);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RecordBatch, void, undefined> {
    const { arrowBatch, arrowSchema } = await loadArrow();
    const schema = arrowSchema(this.columns);
    for await (const batch of this.#batches()) yield arrowBatch(schema, batch);
  }

  /** All rows as one Arrow table. */
  async toArrow(): Promise<Table> {
    const batches: RecordBatch[] = [];
    for await (const batch of this) batches.push(batch);
    return (await loadArrow()).arrowTable(await this.schema(), batches);
  }

  /**
   * All rows as plain objects: bool as boolean, int2, int4, float4 and float8 as number, int8 as bigint, every
   * other type as the text PostgreSQL prints, NULL as null.
   */
  async rows(): Promise<Row[]> {
    const names = this.columns.map(({ name }) => name);
    const rows: Row[] = [];
    for await (const batch of this.#batches()) {
      const columns = batch.columns.map((column) => plainValues(column, this.#zone));
      for (let row = 0; row < batch.rows; row++) {
        const values = names.map((name, position) => [name, (columns[position] as (at: number) => PlainValue)(row)]);
        rows.push(Object.fromEntries(values) as Row);
      }
    }
    return rows;
  }

  /** The rows batch by batch, every value as PostgreSQL prints it (booleans `t` and `f`), NULL as null. */
  async *textRows(): AsyncGenerator<(string | null)[][], void, undefined> {
    for await (const batch of this.#batches()) {
      const columns = batch.columns.map((column) => textValues(column, this.#zone));
      yield Array.from({ length: batch.rows }, (_, row) => columns.map((text) => text(row)));
    }
  }

  /** Ends the query early and frees what it holds; does nothing after the end. */
  async close(): Promise<void> {
    if (this.#state === "ended") return;
    this.#state = "ended";
    try {
      await this.#stream?.close();
    } finally {
      this.#onEnd?.();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async *#batches(): AsyncGenerator<ResultBatch, void, undefined> {
    if (this.#state !== "new") throw new FfqError("CLOSED", "this result was already read", { sqlstate: "24000" });
    this.#state = "reading";
    if (this.#stream === undefined) return this.close();
    this.#rowCount = 0;
    try {
      for await (const batch of this.#stream) {
        this.#rowCount += batch.rows;
        yield batch;
      }
    } catch (thrown) {
      throw FfqError.from(thrown);
    } finally {
      await this.close();
    }
  }
}
