// The build rows' keys as records, one after the other, with what a probe needs to encode its own alike. Made in
// slices from the build side's columns; strings are interned into one symbol table.
import type { Pointer } from "../../arena/arena.ts";
import { Projection } from "../../codegen/projection.ts";
import type { Vector } from "../../column/vector.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import type { SymbolTableData } from "../../kernel/hash-symbol.ts";
import { KeyEncoder } from "../key-encoder.ts";
import type { KeyLayout } from "../key-layout.ts";
import type { TaskContext } from "../operator.ts";
import { sliceVector } from "../scan-vectors.ts";
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
  const { region, arena, batchRows } = context;
  const stride = 8 * layout.words;
  const records = region.allocate(stride * side.rows);
  const validity = region.allocate(side.rows);
  const encoder = KeyEncoder.create(region, layout);
  const projection = new Projection(context, exprs);
  let hasNull = false;
  try {
    for (let from = 0, batches = 1; from < side.rows; from += batchRows, batches++) {
      const rows = Math.min(batchRows, side.rows - from);
      const columns = side.columns.map((column) => sliceOf(column, from, rows));
      const keys = projection.evaluate({ rows, columns });
      const isWritten = encoder.encode(keys, rows, records + from * stride, validity + from);
      if (isWritten) hasNull = true;
      else arena.view().u8.fill(1, validity + from, validity + from + rows);
      watch?.(keys, rows);
      if (batches % BATCHES_PER_SLICE !== 0) continue;
      context.checkCancelled();
      yield;
    }
    if (!hasNull) region.free(validity);
    return { layout, symbols: encoder.symbols(), records, validity: hasNull ? validity : 0 };
  } finally {
    encoder.close();
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
