// What a scan of columns that lie in the arena hands to workers: memory tables' segments. The columns belong to
// the table, and stay as they are while any query that started with them runs.
//
// A table has thousands of columns of segments, which would be as many objects to write and read again where a morsel
// goes to another thread: they go as one array of numbers.
import type { Vector } from "../column/vector.ts";

/** The name of the provider of memory tables and of its morsels' reader. */
export const MEMORY = "memory";

/** Morsel.payload: pieces of segments, one after the other. */
export interface MemoryMorsel {
  /** What columns are: few differ. */
  readonly forms: readonly Pick<Vector, "type" | "storage">[];
  /** Of each piece. */
  readonly width: number;
  /** By piece: start, end; then by column: its form's position, data, validity, index, slots, dictionary. */
  readonly numbers: Uint32Array;
}

/** The rows [start, end) of the columns, in the request's order. */
export interface MemoryPiece {
  readonly columns: readonly Vector[];
  readonly start: number;
  readonly end: number;
}

const PIECE_NUMBERS = 2;
const COLUMN_NUMBERS = 6;

/** Pieces of as many columns each. */
export function packPieces(pieces: readonly MemoryPiece[]): MemoryMorsel {
  const width = PIECE_NUMBERS + COLUMN_NUMBERS * (pieces[0]?.columns.length ?? 0);
  const forms: Pick<Vector, "type" | "storage">[] = [];
  const formOf = ({ type, storage }: Vector): number => {
    const known = forms.findIndex((form) => form.type === type && form.storage === storage);
    return known < 0 ? forms.push({ type, storage }) - 1 : known;
  };
  const numbers = new Uint32Array(width * pieces.length);
  let at = 0;
  for (const { columns, start, end } of pieces) {
    numbers[at++] = start;
    numbers[at++] = end;
    for (const column of columns) {
      numbers[at++] = formOf(column);
      numbers[at++] = column.data;
      numbers[at++] = column.validity;
      numbers[at++] = column.index;
      numbers[at++] = column.slots;
      numbers[at++] = column.dictionary;
    }
  }
  return { forms, width, numbers };
}

/** The piece at a position; undefined behind the last one. */
export function pieceAt({ forms, width, numbers }: MemoryMorsel, position: number): MemoryPiece | undefined {
  const first = position * width;
  if (first >= numbers.length) return undefined;
  const number = (at: number): number => numbers[at] as number;
  const columns: Vector[] = [];
  for (let at = first + PIECE_NUMBERS; at < first + width; at += COLUMN_NUMBERS) {
    const { type, storage } = forms[number(at)] as Pick<Vector, "type" | "storage">;
    columns.push({
      type,
      storage,
      data: number(at + 1),
      validity: number(at + 2),
      index: number(at + 3),
      slots: number(at + 4),
      dictionary: number(at + 5),
    });
  }
  return { columns, start: number(first), end: number(first + 1) };
}
