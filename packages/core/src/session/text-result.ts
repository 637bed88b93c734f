// A result that the session itself makes: one column of text.
import type { ResultBatch } from "../column/result-batch.ts";
import type { ResultStream } from "../runtime/result.ts";
import { TEXT } from "../type/logical-type.ts";

export function textStream(name: string, lines: readonly string[]): ResultStream {
  return {
    fields: [{ name, type: TEXT, nullable: false }],
    statistics: { operators: new Map(), peakBytes: 0, milliseconds: 0 },
    close: async () => {},
    async *[Symbol.asyncIterator]() {
      yield textBatch(lines);
    },
  };
}

function textBatch(lines: readonly string[]): ResultBatch {
  const encoder = new TextEncoder();
  const encoded = lines.map((line) => encoder.encode(line));
  const offsets = new Int32Array(lines.length + 1);
  for (const [row, bytes] of encoded.entries()) offsets[row + 1] = (offsets[row] as number) + bytes.length;
  const data = new Uint8Array(offsets[lines.length] as number);
  for (const [row, bytes] of encoded.entries()) data.set(bytes, offsets[row]);
  return { rows: lines.length, columns: [{ type: TEXT, rows: lines.length, nullCount: 0, offsets, data }] };
}
