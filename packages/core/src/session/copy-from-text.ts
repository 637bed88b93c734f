// COPY ... FROM lines of text: the file is read in pieces, each batch of lines becomes a table of texts in memory, and
// the statement's plan makes rows of the target of it, again and again. This thread cuts lines while others make rows of those
// before, a batch each. What the file's size is does not matter to the memory that is taken; the target has the rows when all
// of them are there.
import type { Region } from "../arena/region.ts";
import type { BoundStatement } from "../binder/statement.ts";
import { MemoryTable } from "../catalog/memory-table.ts";
import type { Segment } from "../catalog/segment.ts";
import type { TableProvider, TableRef } from "../catalog/table-provider.ts";
import type { ResultBatch } from "../column/result-batch.ts";
import type { Field } from "../column/vector.ts";
import { systemClock } from "../common/clock.ts";
import { FfqError } from "../common/error.ts";
import type { ErrorCode } from "../common/error-code.ts";
import type { CutRows } from "../format/csv/plain-rows.ts";
import { TextReader } from "../format/csv/read-text.ts";
import { freeRows, lineOf, rowsIn, sliceRows, type TextRows } from "../format/csv/text-rows.ts";
import type { StageGraph } from "../physical/fragment.ts";
import { bytesOfFields, loadFields } from "../runtime/load-fields.ts";
import type { ResultStream } from "../runtime/result.ts";
import type { RunOptions } from "../runtime/runtime.ts";
import { SegmentLoader } from "../runtime/segment-loader.ts";
import { TEXT } from "../type/logical-type.ts";
import type { Session } from "./session.ts";
import type { StatementLimit } from "./statement-limit.ts";
import { statementSignal } from "./statement-signal.ts";

const PIECE_BYTES = 2 << 20;
const LINE_FEED = 10;

export interface TextCopy {
  readonly session: Session;
  readonly bound: Extract<BoundStatement, { kind: "copy-from-text" }>;
  readonly graph: StageGraph;
  /** Of each batch's run, but for its time. */
  readonly options: RunOptions;
  /** Of all of it: reading, cutting, and every run. */
  readonly limit: StatementLimit;
  /** Refuses rows that the target cannot have. */
  readonly check: (rows: ResultBatch) => void;
}

/** What can be wrong with a line's values. */
const OF_VALUES: ReadonlySet<ErrorCode> = new Set(["DATA", "CONSTRAINT", "UNSUPPORTED"]);

/** The rows for the target, in the file's order. @throws FfqError what is wrong first in the file, with the line in its context */
export async function* rowsOfText(copy: TextCopy): AsyncGenerator<ResultBatch, void> {
  const { session, options, limit } = copy;
  // With a limit on memory one batch after the other has all of it.
  const most = options.memoryLimit === undefined ? session.local.capacity : 1;
  const { signal, release } = statementSignal(limit.left, systemClock);
  const lines = linesOf(copy, signal);
  const running: RunningLines[] = [];
  let failure: { readonly thrown: unknown } | undefined;
  const next = async (): Promise<TextRows | undefined> => {
    try {
      const cut = await lines.next();
      return cut.done === true ? undefined : cut.value;
    } catch (thrown) {
      // Lines before it are made rows first: what is wrong with them comes earlier in the file.
      failure = { thrown };
      return undefined;
    }
  };
  let isFailing = false;
  try {
    for (let cut = await next(); cut !== undefined || running.length > 0; ) {
      if (cut !== undefined && running.length < most) {
        running.push(new RunningLines(copy, cut));
        // What it has to be told goes to its thread before this one cuts further lines.
        await new Promise((resolve) => setImmediate(resolve));
        cut = await next();
        continue;
      }
      yield* (running[0] as RunningLines).rows();
      await running.shift()?.close();
    }
    if (failure !== undefined) throw failure.thrown;
  } catch (thrown) {
    isFailing = true;
    throw thrown;
  } finally {
    release();
    await closed([...running.map((batch) => batch.close()), lines.return()], isFailing);
  }
}

/** Waits for all. @throws the first of their errors, but for where something has failed before: that is what the caller is told of */
async function closed(closing: readonly Promise<unknown>[], hasFailed: boolean): Promise<void> {
  const ended = await Promise.allSettled(closing);
  const broken = ended.find((each) => each.status === "rejected");
  if (broken !== undefined && !hasFailed) throw broken.reason;
}

/** A batch of lines of which rows are made. */
class RunningLines {
  readonly #copy: TextCopy;
  readonly #lines: TextRows;
  readonly #staged: StagedLines;
  readonly #stream: ResultStream;
  readonly #batches: AsyncIterator<ResultBatch>;
  readonly #first: Promise<IteratorResult<ResultBatch>>;

  /** It runs from now on. @throws FfqError MEMORY_LIMIT */
  constructor(copy: TextCopy, lines: TextRows) {
    const { session, bound, graph, options, limit } = copy;
    this.#copy = copy;
    this.#lines = lines;
    this.#staged = new StagedLines(session, bound.columns, lines);
    try {
      const { provider } = this.#staged;
      const tables = (ref: TableRef): TableProvider => (ref === bound.staged ? provider : options.tables(ref));
      const { timeoutMs = 0 } = limit.left;
      this.#stream = session.local.run(graph, { ...options, ...(timeoutMs === 0 ? {} : { timeoutMs }), tables });
    } catch (thrown) {
      this.#staged.release();
      throw thrown;
    }
    this.#batches = this.#stream[Symbol.asyncIterator]();
    this.#first = this.#batches.next();
    this.#first.catch(() => {}); // Whoever asks for its rows hears of it.
  }

  /** @throws FfqError of the first line that is wrong */
  async *rows(): AsyncGenerator<ResultBatch, void> {
    try {
      for (let next = await this.#first; next.done !== true; next = await this.#batches.next()) {
        this.#copy.check(next.value);
        yield next.value;
      }
    } catch (thrown) {
      throw await this.#firstError(FfqError.from(thrown));
    }
  }

  /** When its rows were taken, or none are wanted any more. */
  async close(): Promise<void> {
    await this.#stream.close();
    this.#staged.release();
    freeRows(this.#lines);
  }

  /**
   * Columns are made one after the other, so that the first error that was met need not be that of the first line: which
   * half of the rows has one, again and again, until one row is left.
   */
  async #firstError(met: FfqError): Promise<FfqError> {
    if (!OF_VALUES.has(met.code)) return met;
    let [from, to] = [0, rowsIn(this.#lines)];
    while (to - from > 1) {
      const middle = (from + to) >>> 1;
      const found = await this.#errorOf(from, middle);
      if (found === undefined) from = middle;
      else if (OF_VALUES.has(found.code)) to = middle;
      else return about(met, {}); // no time or memory is left to look for it
    }
    const first = await this.#errorOf(from, to);
    if (first === undefined || !OF_VALUES.has(first.code)) return about(met, {});
    return about(first, { line: String(lineOf(this.#lines, from)) });
  }

  /** What is wrong with the rows [from, to). */
  async #errorOf(from: number, to: number): Promise<FfqError | undefined> {
    let part: RunningLines | undefined;
    try {
      part = new RunningLines(this.#copy, sliceRows(this.#lines, from, to));
      for (let next = await part.#first; next.done !== true; next = await part.#batches.next()) {
        this.#copy.check(next.value);
      }
      return undefined;
    } catch (thrown) {
      return FfqError.from(thrown);
    } finally {
      await part?.close();
    }
  }
}

/** The error, with what else it is about; the row of a batch says nothing to who has a file. */
function about(error: FfqError, place: Readonly<Record<string, string>>): FfqError {
  const others = Object.entries(error.context ?? {}).filter(([name]) => name !== "batchRow");
  return FfqError.fromData({ ...error.toData(), context: { ...Object.fromEntries(others), ...place } });
}

/** Lines as a table of texts. */
class StagedLines {
  readonly provider: TableProvider;
  readonly #table: MemoryTable;
  readonly #letGo: () => void;

  /** @throws FfqError MEMORY_LIMIT */
  constructor({ tableMemory }: Session, columns: readonly string[], lines: TextRows) {
    const fields = columns.map((name): Field => ({ name, type: TEXT, nullable: true }));
    const roomFor = (bytes: number): Region => tableMemory.roomFor(bytes);
    this.#table = new MemoryTable("copy", fields);
    this.#table.replace(
      lines.kind === "fields" ? [segmentOfFields(lines.cut, roomFor)] : segmentsOf(lines.batch, fields, roomFor),
    );
    const { provider, release } = this.#table.snapshot();
    this.provider = provider;
    this.#letGo = release;
  }

  release(): void {
    this.#letGo();
    this.#table.replace([]);
  }
}

const segmentOfFields = (cut: CutRows, roomFor: (bytes: number) => Region): Segment =>
  loadFields(roomFor(bytesOfFields(cut)), cut);

function segmentsOf(
  batch: ResultBatch,
  fields: readonly Field[],
  roomFor: (bytes: number) => Region,
): readonly Segment[] {
  const types = fields.map(({ type }) => type);
  const loader = new SegmentLoader(roomFor, types, false);
  try {
    loader.add(batch);
    return loader.finish();
  } catch (thrown) {
    loader.release();
    throw thrown;
  }
}

async function* linesOf({ session, bound, limit }: TextCopy, signal: AbortSignal): AsyncGenerator<TextRows, void> {
  const { file, columns, format, matchesHeader } = bound;
  const source = await session.stores.open(file, signal);
  try {
    const reader = new TextReader(columns, format, matchesHeader);
    const size = await source.size();
    const piece = new Uint8Array(Math.min(size, PIECE_BYTES));
    // A line that has not ended is read with what follows.
    let held = 0;
    for (let at = 0; at < size; ) {
      limit.check();
      const length = Math.min(piece.length - held, size - at);
      await source.read(at, length, piece.subarray(held), signal);
      at += length;
      const filled = held + length;
      const end = at < size ? piece.lastIndexOf(LINE_FEED, filled - 1) + 1 || filled : filled;
      yield* taken(reader, () => reader.push(piece.subarray(0, end)));
      piece.copyWithin(0, end, filled);
      held = filled - end;
    }
    yield* taken(reader, () => reader.end());
  } finally {
    await source.close();
  }
}

/** What the reader has after reading on: where that fails the rows before, of which something may be wrong as well, then the error. */
function* taken(reader: TextReader, read: () => void): Generator<TextRows, void> {
  try {
    read();
  } catch (thrown) {
    const { rows, error } = reader.takeBeforeError(thrown);
    yield* rows;
    throw error;
  }
  yield* reader.take();
}
