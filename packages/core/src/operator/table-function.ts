// Functions in FROM that give rows: generate_series over integers, the elements of lists (unnest.ts). Once for each input row, whose columns stand
// before the function's; without an input, once.

import type { Pointer } from "../arena/arena.ts";
import { fillBytes } from "../arena/bulk-memory.ts";
import { Projection } from "../codegen/projection.ts";
import type { Batch, Vector } from "../column/vector.ts";
import { FfqError, internal, unsupported } from "../common/error.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { UNNEST } from "../function/unnest.ts";
import { columnKernels } from "../kernel/column.ts";
import { keyKernels } from "../kernel/key.ts";
import { INT4, INT8, type LogicalType } from "../type/logical-type.ts";
import { storageOf, storageWidth } from "../type/storage.ts";
import { GrowingBuffer } from "./growing-buffer.ts";
import { type BatchSource, IDLE_BATCHES, type TaskContext } from "./operator.ts";
import type { TableFunctionSpec } from "./pipeline-spec.ts";
import { RowView } from "./row-view.ts";
import { createUnnest } from "./unnest.ts";

/** By overload: the type of arguments and result. */
const series: Readonly<Record<string, LogicalType>> = {
  "generate_series(int4,int4)": INT4,
  "generate_series(int4,int4,int4)": INT4,
  "generate_series(int8,int8)": INT8,
  "generate_series(int8,int8,int8)": INT8,
};
/** A series' first and last value and its step. */
const RECORD_WORDS = 3;

/** @throws FfqError UNSUPPORTED for another function; next() DATA for a step of 0 */
export function createTableFunction(
  context: TaskContext,
  { overload, args, fields }: TableFunctionSpec,
  input: BatchSource = oneRow(),
): BatchSource {
  if (overload === UNNEST.inner || overload === UNNEST.outer) {
    return createUnnest(context, { lists: args, outer: overload === UNNEST.outer }, fields, input);
  }
  const type = series[overload];
  if (type === undefined) throw unsupported(overload);
  return new Series(context, type, args, input);
}

/** A single row without columns. */
function oneRow(): BatchSource {
  let isDone = false;
  return {
    next(): Batch | undefined {
      if (isDone) return undefined;
      isDone = true;
      return { rows: 1, columns: [] };
    },
    close(): void {
      isDone = true;
    },
  };
}

class Series implements BatchSource {
  readonly #context: TaskContext;
  readonly #type: LogicalType;
  readonly #input: BatchSource;
  readonly #projection: Projection;
  readonly #records: GrowingBuffer;
  readonly #valid: GrowingBuffer;
  readonly #cursor: Pointer;
  readonly #rows: Pointer;
  readonly #values: Pointer;
  readonly #view: RowView;
  #current: Batch | undefined;

  constructor(context: TaskContext, type: LogicalType, args: readonly PhysicalExpr[], input: BatchSource) {
    const { region, batchRows } = context;
    const one: PhysicalExpr = { kind: "constant", value: type.kind === "int4" ? 1 : 1n, type };
    this.#context = context;
    this.#type = type;
    this.#input = input;
    this.#projection = new Projection(context, args.length < RECORD_WORDS ? [...args, one] : args);
    this.#records = new GrowingBuffer(region);
    this.#valid = new GrowingBuffer(region);
    this.#cursor = region.allocate(16);
    this.#rows = region.allocate(4 * batchRows);
    this.#values = region.allocate(batchRows * storageWidth(storageOf(type)));
    this.#view = new RowView(region);
  }

  next(): Batch | undefined {
    for (let idle = 1; ; idle++) {
      this.#current ??= this.#open();
      if (this.#current === undefined) return undefined;
      const rows = this.#step(this.#current.rows);
      if (rows > 0 || idle === IDLE_BATCHES)
        return { rows, columns: [...this.#view.show(this.#current.columns, this.#rows, rows), this.#column(rows)] };
      this.#current = undefined;
      this.#context.checkCancelled();
    }
  }

  close(): void {
    const { region } = this.#context;
    this.#projection.close();
    this.#records.free();
    this.#valid.free();
    for (const pointer of [this.#cursor, this.#rows, this.#values]) region.free(pointer);
    this.#view.close();
    this.#input.close();
  }

  /** The next input batch, with its series' records. */
  #open(): Batch | undefined {
    const batch = this.#input.next();
    if (batch === undefined) return undefined;
    const { arena } = this.#context;
    const { rows } = batch;
    const stride = 8 * RECORD_WORDS;
    const records = this.#records.reserve(stride * rows);
    const valid = this.#valid.reserve(rows);
    fillBytes(arena, 1, valid, valid + rows);
    fillBytes(arena, 0, this.#cursor, this.#cursor + 16);
    const kernels = keyKernels(arena);
    const pack = this.#type.kind === "int4" ? kernels.packI32 : kernels.packI64;
    for (const [at, { data, index, validity }] of this.#projection.evaluate(batch).entries()) {
      pack(data, index, validity, rows, records + 8 * at, stride, 0, 0);
      if (validity !== 0) kernels.keepValid(index, validity, rows, valid);
    }
    return batch;
  }

  /** The next rows of the series at hand. */
  #step(inputs: number): number {
    const { arena, batchRows } = this.#context;
    const rows = columnKernels(arena).seriesRows(
      this.#records.reserve(0),
      this.#valid.reserve(0),
      inputs,
      this.#cursor,
      this.#rows,
      this.#values,
      storageWidth(storageOf(this.#type)),
      batchRows,
    );
    if (rows >= 0) return rows;
    if (rows !== -1) throw internal(`series kernel answered ${rows}`);
    throw new FfqError("DATA", "step size cannot equal zero", { sqlstate: "22023" });
  }

  #column(rows: number): Vector {
    const type = this.#type;
    const storage = storageOf(type);
    return { type, storage, data: this.#values, validity: 0, index: 0, slots: rows, dictionary: 0 };
  }
}
