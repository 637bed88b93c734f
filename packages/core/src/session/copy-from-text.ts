// COPY ... FROM lines of text: the file is read in pieces, each batch of lines becomes a table of texts in memory, and
// the statement's plan makes rows of the target of it, again and again. What the file's size is does not matter to the
// memory that is taken; the target has the rows when all of them are there.
import type { BoundStatement } from "../binder/statement.ts";
import { MemoryTable } from "../catalog/memory-table.ts";
import type { TableProvider, TableRef } from "../catalog/table-provider.ts";
import type { ResultBatch } from "../column/result-batch.ts";
import type { Field } from "../column/vector.ts";
import { TextReader } from "../format/csv/read-text.ts";
import type { StageGraph } from "../physical/fragment.ts";
import type { RunOptions } from "../runtime/runtime.ts";
import { SegmentLoader } from "../runtime/segment-loader.ts";
import { TEXT } from "../type/logical-type.ts";
import type { Session } from "./session.ts";

const PIECE_BYTES = 1 << 20;

export interface TextCopy {
  readonly session: Session;
  readonly bound: Extract<BoundStatement, { kind: "copy-from-text" }>;
  readonly graph: StageGraph;
  readonly options: RunOptions;
}

/** The rows for the target. @throws FfqError with the line in its context */
export async function* rowsOfText({ session, bound, graph, options }: TextCopy): AsyncGenerator<ResultBatch, void> {
  for await (const batch of linesOf(session, bound, options.signal)) {
    const fields = bound.columns.map((name): Field => ({ name, type: TEXT, nullable: true }));
    const table = new MemoryTable("copy", fields);
    const loader = new SegmentLoader(
      (bytes) => session.tableMemory.roomFor(bytes),
      fields.map(({ type }) => type),
      true,
    );
    try {
      loader.add(batch);
      table.replace(loader.finish());
      const { provider, release } = table.snapshot();
      try {
        const tables = (ref: TableRef): TableProvider => (ref === bound.staged ? provider : options.tables(ref));
        yield* session.local.run(graph, { ...options, tables });
      } finally {
        release();
      }
    } finally {
      table.replace([]);
      loader.release();
    }
  }
}

async function* linesOf(
  { stores }: Session,
  { file, columns, format, matchesHeader }: TextCopy["bound"],
  signal: AbortSignal | undefined,
): AsyncGenerator<ResultBatch, void> {
  const source = await stores.open(file, signal);
  try {
    const reader = new TextReader(columns, format, matchesHeader);
    const size = await source.size();
    const piece = new Uint8Array(Math.min(size, PIECE_BYTES));
    for (let at = 0; at < size; at += piece.length) {
      const length = Math.min(piece.length, size - at);
      await source.read(at, length, piece, signal);
      reader.push(piece.subarray(0, length));
      yield* reader.take();
    }
    reader.end();
    yield* reader.take();
  } finally {
    await source.close();
  }
}
