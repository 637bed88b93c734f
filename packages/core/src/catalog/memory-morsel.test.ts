// Pieces come back as they were, whatever their columns and addresses.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Vector } from "../column/vector.ts";
import { INT8, TEXT } from "../type/logical-type.ts";
import { type MemoryPiece, packPieces, pieceAt } from "./memory-morsel.ts";

const numeric = { kind: "numeric", precision: 30, scale: 2 } as const;

function column(type: Vector["type"], storage: Vector["storage"], first: number): Vector {
  return {
    type,
    storage,
    data: 0xffff0000 - first,
    validity: first,
    index: 0,
    slots: first + 1,
    dictionary: 2 ** 32 - 1,
  };
}

const wide = (first: number): MemoryPiece => ({
  columns: [
    column(INT8, "i64", first),
    column(numeric, first % 2 === 0 ? "i64" : "i128", first),
    column(TEXT, "ref", first),
  ],
  start: first,
  end: first + 7,
});

const cases: readonly { readonly name: string; readonly pieces: readonly MemoryPiece[] }[] = [
  { name: "no piece", pieces: [] },
  {
    name: "no column",
    pieces: [
      { columns: [], start: 3, end: 9 },
      { columns: [], start: 0, end: 1 },
    ],
  },
  { name: "one piece", pieces: [wide(0)] },
  { name: "storages that differ", pieces: [wide(0), wide(1), wide(2), wide(3)] },
];

for (const { name, pieces } of cases) {
  test(name, () => {
    const morsel = structuredClone(packPieces(pieces));
    const back: MemoryPiece[] = [];
    for (let piece = pieceAt(morsel, 0); piece !== undefined; piece = pieceAt(morsel, back.length)) back.push(piece);
    assert.deepEqual(back, pieces);
  });
}
