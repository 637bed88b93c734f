// A statement whose WITH changes tables: its parts one after the other, then the main statement, all over the tables as they
// were when it began. What they change is done together at the end, so that a statement that fails has changed nothing.
import type { BoundMain, BoundPart, BoundStatement } from "../binder/statement.ts";
import type { TableRef } from "../catalog/table-provider.ts";
import { bytesOfColumns, type ResultBatch } from "../column/result-batch.ts";
import type { Field } from "../column/vector.ts";
import { unsupported } from "../common/error.ts";
import { TableHolder } from "../runtime/held-table.ts";
import type { ResultStream } from "../runtime/result.ts";
import { changing, type TableChanges, tableToChange } from "./change-table.ts";
import { isThere } from "./define.ts";
import { HeldBytes } from "./held-bytes.ts";
import { type Running, start } from "./prepare-query.ts";
import type { QueryResult } from "./query-result.ts";
import { memoryLeft, type Session } from "./session.ts";

/** @param runMain runs the main statement, whose changes are among the others */
export async function runWithChanges(
  running: Running,
  { parts, main }: Extract<BoundStatement, { kind: "with-changes" }>,
  runMain: (changes: TableChanges, main: BoundMain) => Promise<QueryResult>,
): Promise<QueryResult> {
  const { session } = running;
  refuseFiles(session, parts, main);
  return changing(session, async (changes) => {
    // Nothing runs for a table that is there already, or is to be empty.
    const isIdle = main.kind === "create-table-as" && (isThere(session, main) || !main.withData);
    if (!isIdle) for (const part of parts) await runPart(running, changes, part);
    return runMain(changes, main);
  });
}

/** Rows of files are there as soon as they are written: they cannot wait for other changes. @throws FfqError 0A000 */
function refuseFiles({ catalog }: Session, parts: readonly BoundPart[], main: BoundMain): void {
  const changed = parts.flatMap((part) => (part.kind === "change" ? [part.change.table] : []));
  if (main.kind === "insert") changed.push(main.table);
  for (const table of changed) {
    if (catalog.get(table)?.kind === "external") throw unsupported("WITH that changes a table of files");
  }
}

/** Changes what the part changes, and holds what later parts read of it. */
async function runPart(running: Running, changes: TableChanges, part: BoundPart): Promise<void> {
  const plan = part.kind === "query" ? part.plan : part.change.plan;
  const stream = await start(running, plan);
  const width = stream.fields.length;
  const holdings: Holding[] = [];
  const hold = (table: TableRef | undefined, first: number, end: number): void => {
    if (table !== undefined) holdings.push(new Holding(running, stream, { table, first, end }));
  };
  try {
    if (part.kind === "query") {
      hold(part.rows, 0, width);
      for await (const _ of passing(stream, holdings, 0));
    } else {
      const { kind, table, returning = 0 } = part.change;
      hold(part.rows, width - returning, width);
      hold(part.numbers, 0, 1);
      const batches = passing(stream, holdings, width - returning);
      // What is held lies in the same buffers.
      await changes.change(kind, tableToChange(running.session.catalog, table), { batches, ownsBatches: false });
    }
    for (const holding of holdings) holding.finish();
  } finally {
    for (const holding of holdings) holding.release();
  }
}

/** The first `width` columns, when the others are held. */
async function* passing(
  stream: ResultStream,
  holdings: readonly Holding[],
  width: number,
): AsyncGenerator<ResultBatch, void> {
  for await (const { rows, columns } of stream) {
    for (const holding of holdings) holding.add({ rows, columns });
    yield { rows, columns: columns.slice(0, width) };
  }
}

/** Some columns of a stream that become a table. */
class Holding {
  readonly #running: Running;
  readonly #table: TableRef;
  readonly #first: number;
  readonly #end: number;
  readonly #holder: TableHolder;
  readonly #bytes: HeldBytes;

  constructor(
    running: Running,
    { fields }: ResultStream,
    { table, first, end }: { readonly table: TableRef; readonly first: number; readonly end: number },
  ) {
    const { tableMemory } = running.session;
    this.#running = running;
    this.#table = table;
    this.#first = first;
    this.#end = end;
    const held = fields.slice(first, end).map((field, at): Field => ({ ...field, name: String(at), nullable: true }));
    this.#holder = new TableHolder((bytes) => tableMemory.roomFor(bytes), { name: table.name, fields: held });
    this.#bytes = new HeldBytes(memoryLeft(running.session, running.tables));
  }

  /** @throws FfqError MEMORY_LIMIT */
  add({ rows, columns }: ResultBatch): void {
    const held = columns.slice(this.#first, this.#end);
    this.#bytes.add(bytesOfColumns(held));
    this.#holder.add({ rows, columns: held });
  }

  finish(): void {
    const { tables } = this.#running;
    tables.hold(this.#table, this.#holder.finish(tables.memoryTable(this.#table)?.segments));
  }

  release(): void {
    this.#holder.release();
  }
}
