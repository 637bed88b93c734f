// A result that the session itself makes: columns of text.
import type { ResultBatch, ResultColumn } from "../column/result-batch.ts";
import type { ResultStream } from "../runtime/result.ts";
import { TEXT } from "../type/logical-type.ts";

export function textStream(names: readonly string[], rows: readonly (readonly string[])[]): ResultStream {
  return {
    fields: names.map((name) => ({ name, type: TEXT, nullable: false })),
    statistics: { operators: new Map(), peakBytes: 0, milliseconds: 0 },
    close: async () => {},
    async *[Symbol.asyncIterator]() {
      yield textBatch(names.length, rows);
    },
  };
}

function textBatch(width: number, rows: readonly (readonly string[])[]): ResultBatch {
  const columns = Array.from({ length: width }, (_, at) => textColumn(rows.map((row) => row[at] ?? "")));
  return { rows: rows.length, columns };
}

function textColumn(texts: readonly string[]): ResultColumn {
  const encoder = new TextEncoder();
  const encoded = texts.map((text) => encoder.encode(text));
  const offsets = new Int32Array(texts.length + 1);
  for (const [row, bytes] of encoded.entries()) offsets[row + 1] = (offsets[row] as number) + bytes.length;
  const data = new Uint8Array(offsets[texts.length] as number);
  for (const [row, bytes] of encoded.entries()) data.set(bytes, offsets[row]);
  return { type: TEXT, rows: texts.length, nullCount: 0, offsets, data };
}
