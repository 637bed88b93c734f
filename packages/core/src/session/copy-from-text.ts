// COPY ... FROM lines of text: the file is read in pieces, each batch of lines becomes a table of texts in memory, and
// the statement's plan makes rows of the target of it, again and again. This thread cuts lines while others make rows of those
// before, a batch each. What the file's size is does not matter to the memory that is taken; the target has the rows when all
// of them are there.
import type { BoundStatement } from "../binder/statement.ts";
import { MemoryTable } from "../catalog/memory-table.ts";
import type { TableProvider, TableRef } from "../catalog/table-provider.ts";
import type { ResultBatch } from "../column/result-batch.ts";
import type { Field } from "../column/vector.ts";
import { TextReader } from "../format/csv/read-text.ts";
import type { StageGraph } from "../physical/fragment.ts";
import type { ResultStream } from "../runtime/result.ts";
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

/** The rows for the target, in the file's order. @throws FfqError with the line in its context, the first in the file */
export async function* rowsOfText(copy: TextCopy): AsyncGenerator<ResultBatch, void> {
  const { session, bound, options } = copy;
  // With a limit on memory one batch after the other has all of it.
  const most = options.memoryLimit === undefined ? session.local.capacity : 1;
  const lines = linesOf(session, bound, options.signal);
  const running: RunningLines[] = [];
  let failure: { readonly thrown: unknown } | undefined;
  const next = async (): Promise<ResultBatch | undefined> => {
    try {
      const cut = await lines.next();
      return cut.done === true ? undefined : cut.value;
    } catch (thrown) {
      // Lines before it are made rows first: what is wrong with them comes earlier in the file.
      failure = { thrown };
      return undefined;
    }
  };
  try {
    for (let batch = await next(); batch !== undefined || running.length > 0; ) {
      if (batch !== undefined && running.length < most) {
        running.push(new RunningLines(copy, batch));
        // What it has to be told goes to its thread before this one cuts further lines.
        await new Promise((resolve) => setImmediate(resolve));
        batch = await next();
        continue;
      }
      yield* (running[0] as RunningLines).rows();
      await running.shift()?.close();
    }
    if (failure !== undefined) throw failure.thrown;
  } finally {
    try {
      for (const batch of running) await batch.close();
    } finally {
      await lines.return();
    }
  }
}

/** A batch of lines of which rows are made. */
class RunningLines {
  readonly #table: MemoryTable;
  readonly #loader: SegmentLoader;
  readonly #release: () => void;
  readonly #stream: ResultStream;
  readonly #batches: AsyncIterator<ResultBatch>;
  readonly #first: Promise<IteratorResult<ResultBatch>>;

  /** It runs from now on. @throws FfqError MEMORY_LIMIT */
  constructor({ session, bound, graph, options }: TextCopy, lines: ResultBatch) {
    const fields = bound.columns.map((name): Field => ({ name, type: TEXT, nullable: true }));
    this.#table = new MemoryTable("copy", fields);
    this.#loader = new SegmentLoader(
      (bytes) => session.tableMemory.roomFor(bytes),
      fields.map(({ type }) => type),
      true,
    );
    try {
      this.#loader.add(lines);
      this.#table.replace(this.#loader.finish());
    } catch (thrown) {
      this.#loader.release();
      throw thrown;
    }
    const { provider, release } = this.#table.snapshot();
    this.#release = release;
    const tables = (ref: TableRef): TableProvider => (ref === bound.staged ? provider : options.tables(ref));
    this.#stream = session.local.run(graph, { ...options, tables });
    this.#batches = this.#stream[Symbol.asyncIterator]();
    this.#first = this.#batches.next();
    this.#first.catch(() => {}); // Whoever asks for its rows hears of it.
  }

  async *rows(): AsyncGenerator<ResultBatch, void> {
    for (let next = await this.#first; next.done !== true; next = await this.#batches.next()) yield next.value;
  }

  /** When its rows were taken, or none are wanted any more. */
  async close(): Promise<void> {
    await this.#stream.close();
    this.#release();
    this.#table.replace([]);
    this.#loader.release();
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
      yield* taken(reader, () => reader.push(piece.subarray(0, length)));
    }
    yield* taken(reader, () => reader.end());
  } finally {
    await source.close();
  }
}

/** What the reader has after reading on: where that fails the rows before, of which something may be wrong as well, then the error. */
function* taken(reader: TextReader, read: () => void): Generator<ResultBatch, void> {
  try {
    read();
  } catch (thrown) {
    yield* reader.takeBeforeError();
    throw thrown;
  }
  yield* reader.take();
}
