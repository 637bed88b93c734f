// A scan's worker side: opens a morsel with the reader that it names.
import { MEMORY, type MemoryMorsel, type MemoryPiece, pieceAt } from "../catalog/memory-morsel.ts";
import type { Morsel } from "../catalog/table-provider.ts";
import type { Batch, Vector } from "../column/vector.ts";
import { FfqError } from "../common/error.ts";
import { decodeKernels } from "../format/parquet/chunk-context.ts";
import { openParquetMorsel } from "../format/parquet/open-morsel.ts";
import { PARQUET, type ParquetFileShape, type ParquetMorsel } from "../format/parquet/parquet-table.ts";
import type { BatchSource, TaskContext } from "./operator.ts";
import { scanVectors } from "./scan-vectors.ts";
import { openSpilledMorsel, SPILLED, type SpilledMorsel } from "./spill/spilled-morsel.ts";

/** Rows in the arena that lie in several pieces: what an exchange hands over. Internal to execution. */
export const PIECES = "pieces";

/** Morsel.payload of these. */
export type PiecesMorsel = readonly { readonly rows: number; readonly columns: readonly Vector[] }[];

/** @param deciding SourceSpec.deciding: where reading a column takes no work, all are there @throws FfqError MISSING_EXTENSION for a reader that is not known here */
export function createScan(context: TaskContext, morsel: Morsel, deciding?: readonly number[]): BatchSource {
  switch (morsel.reader) {
    case MEMORY: {
      const payload = morsel.payload as MemoryMorsel;
      return scanPieces((at) => pieceAt(payload, at), context.batchRows);
    }
    case PIECES: {
      const pieces = morsel.payload as PiecesMorsel;
      return scanPieces((at) => wholeOf(pieces[at]), context.batchRows);
    }
    case SPILLED:
      return openSpilledMorsel(context, morsel.payload as SpilledMorsel);
    case PARQUET: {
      const { arena, region, streaming = region, batchRows, checkCancelled } = context;
      const reader = openParquetMorsel(
        { arena, region: streaming, kernels: decodeKernels(arena), checkCancelled },
        morsel.common as ParquetFileShape,
        morsel.payload as ParquetMorsel,
        deciding,
      );
      return { next: () => reader.next(batchRows), close: () => reader.close() };
    }
    default:
      throw new FfqError("MISSING_EXTENSION", `nothing here can read morsels of ${morsel.reader}`, {
        context: { reader: morsel.reader },
      });
  }
}

function wholeOf(piece: PiecesMorsel[number] | undefined): MemoryPiece | undefined {
  return piece === undefined ? undefined : { columns: piece.columns, start: 0, end: piece.rows };
}

/** `pieceOf`: undefined behind the last one. */
function scanPieces(pieceOf: (at: number) => MemoryPiece | undefined, batchRows: number): BatchSource {
  let at = 0;
  let isDone = false;
  let current: BatchSource | undefined;
  return {
    next(): Batch | undefined {
      for (;;) {
        const batch = current?.next();
        if (batch !== undefined) return batch;
        const piece = isDone ? undefined : pieceOf(at++);
        if (piece === undefined) return undefined;
        current = scanVectors(piece.columns, piece.start, piece.end, batchRows);
      }
    },
    close(): void {
      current = undefined;
      isDone = true;
    },
  };
}
