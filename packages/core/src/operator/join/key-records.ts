// The build rows' keys as records, one after the other, with what a probe needs to encode its own alike. Made in
// slices from the build side's columns; strings are interned into one symbol table.

import type { Pointer } from "../../arena/arena.ts";
import { fillBytes } from "../../arena/bulk-memory.ts";
import type { Region } from "../../arena/region.ts";
import { Projection } from "../../codegen/projection.ts";
import { sliceVector } from "../../column/slice.ts";
import type { Vector } from "../../column/vector.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import type { SymbolTableData } from "../../kernel/hash-symbol.ts";
import { KeyEncoder } from "../key-encoder.ts";
import type { KeyLayout } from "../key-layout.ts";
import type { TaskContext } from "../operator.ts";
import type { BuildSide } from "./build-side.ts";

export interface KeyRecords {
  readonly layout: KeyLayout;
  readonly symbols: SymbolTableData | undefined;
  readonly records: Pointer;
  /** A byte per row, 0 = the key holds a NULL that equals nothing; 0 when there is no such row. */
  readonly validity: Pointer;
}

/** Batches between two yields. */
const BATCHES_PER_SLICE = 16;

/** Encodes the keys of all build rows. `watch` sees each batch's key columns. */
export function* encodeKeys(
  context: TaskContext,
  side: BuildSide,
  layout: KeyLayout,
  exprs: readonly PhysicalExpr[],
  watch?: (columns: readonly Vector[], rows: number) => void,
): Generator<void, KeyRecords> {
  const { region } = context;
  const { records, validity } = reserveRecords(region, layout, side.rows);
  const encoder = KeyEncoder.create(region, layout);
  try {
    const range = { from: 0, to: side.rows };
    const hasNull = yield* encodeRange(context, side, { encoder, exprs, records, validity, range, watch });
    if (!hasNull) region.free(validity);
    return { layout, symbols: encoder.symbols(), records, validity: hasNull ? validity : 0 };
  } finally {
    encoder.close();
  }
}

/** Memory for the keys of so many rows. */
export function reserveRecords(
  region: Region,
  { words }: KeyLayout,
  rows: number,
): Pick<KeyRecords, "records" | "validity"> {
  return { records: region.allocate(8 * words * rows), validity: region.allocate(rows) };
}

export interface RowRange {
  readonly from: number;
  readonly to: number;
}

export interface EncodeOptions {
  readonly encoder: KeyEncoder;
  readonly exprs: readonly PhysicalExpr[];
  /** Of all rows. */
  readonly records: Pointer;
  readonly validity: Pointer;
  readonly range: RowRange;
  readonly watch: ((columns: readonly Vector[], rows: number) => void) | undefined;
}

/** Encodes the keys of some build rows; answers whether one of them holds a NULL that equals nothing. */
export function* encodeRange(
  context: TaskContext,
  side: BuildSide,
  { encoder, exprs, records, validity, range, watch }: EncodeOptions,
): Generator<void, boolean> {
  const stride = 8 * encoder.layout.words;
  let hasNull = false;
  yield* evaluateKeys(
    context,
    side,
    exprs,
    (columns, from, rows) => {
      const isWritten = encoder.encode(columns, rows, records + from * stride, validity + from);
      if (isWritten) hasNull = true;
      else fillBytes(context.arena, 1, validity + from, validity + from + rows);
      watch?.(columns, rows);
    },
    range,
  );
  return hasNull;
}

/** Evaluates expressions over build rows, a batch at a time: `take` gets the columns of rows [from, from + rows). */
export function* evaluateKeys(
  context: TaskContext,
  side: BuildSide,
  exprs: readonly PhysicalExpr[],
  take: (columns: readonly Vector[], from: number, rows: number) => void,
  range: RowRange = { from: 0, to: side.rows },
): Generator<void, void> {
  const { batchRows } = context;
  const projection = new Projection(context, exprs);
  try {
    for (let from = range.from, batches = 1; from < range.to; from += batchRows, batches++) {
      const rows = Math.min(batchRows, range.to - from);
      const columns = side.columns.map((column) => sliceOf(column, from, rows));
      projection.evaluateInParts({ rows, columns }, (keys, count, at) => take(keys, from + at, count));
      if (batches % BATCHES_PER_SLICE !== 0) continue;
      context.checkCancelled();
      yield;
    }
  } finally {
    projection.close();
  }
}

const ABSENT: Vector = {
  type: { kind: "bool" },
  storage: "u8",
  data: 0,
  validity: 0,
  index: 0,
  slots: 0,
  dictionary: 0,
};

function sliceOf(column: Vector | undefined, from: number, rows: number): Vector {
  // A slice is not the dictionary that the whole column is.
  return column === undefined ? ABSENT : { ...sliceVector(column, from, rows), dictionary: 0 };
}
