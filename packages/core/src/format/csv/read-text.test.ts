// Lines read in pieces of any size are the same rows, or the same error at the same line: what is read by kernels where
// a piece has whole rows is read byte by byte where it has not. PostgreSQL's own answers are in session/copy-*.test.ts.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ResultColumn } from "../../column/result-batch.ts";
import { FfqError } from "../../common/error.ts";
import { TextReader } from "./read-text.ts";
import type { TextFormat } from "./text-format.ts";
import { lineOf, rowsIn, type TextRows } from "./text-rows.ts";

const common = { delimiter: ",", nullText: "", header: false } as const;
const formats: Readonly<Record<string, TextFormat>> = {
  csv: { ...common, kind: "csv", quote: '"', escape: '"', forceQuote: [] },
  "csv with an escape": { ...common, kind: "csv", quote: '"', escape: "\\", forceQuote: [] },
  "csv, NULL is aa": { ...common, kind: "csv", quote: "'", escape: "'", forceQuote: [], nullText: "aa" },
  text: { kind: "text", delimiter: "\t", nullText: "\\N", header: false },
  "text with a header": { kind: "text", delimiter: ",", nullText: "N", header: true },
};

/** Numbers from 0 to 1, the same for a seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state / 2 ** 32;
  };
}

/** The rows as texts, or what is wrong and in which line. */
function read(columns: number, format: TextFormat, bytes: Uint8Array, piece: number, leastCut?: number): unknown {
  const names = Array.from({ length: columns }, (_, at) => `c${at}`);
  const reader = new TextReader(names, format, false, leastCut);
  const rows: (string | null)[][] = [];
  const take = (): void => {
    for (const taken of reader.take()) {
      for (let row = 0; row < rowsIn(taken); row++) rows.push(valuesOf(taken, row));
    }
  };
  try {
    for (let at = 0; at < bytes.length; at += piece) {
      reader.push(bytes.subarray(at, at + piece));
      take();
    }
    reader.end();
    take();
    return rows;
  } catch (thrown) {
    assert.ok(thrown instanceof FfqError, String(thrown));
    return [thrown.sqlstate, thrown.message, thrown.context];
  }
}

function valuesOf(rows: TextRows, row: number): (string | null)[] {
  if (rows.kind === "columns") return rows.batch.columns.map((column) => valueOf(column, row));
  const { columns, bytes, fields, base, isCsv, special } = rows.cut;
  return Array.from({ length: columns }, (_, column) => {
    const at = (row * columns + column) * 2;
    const [start = 0, marked = 0] = fields.subarray(at, at + 2);
    if ((marked & 0x40000000) !== 0) return null;
    const raw = Buffer.from(bytes.subarray(start - base, start - base + (marked & 0x3fffffff))).toString();
    if (marked >>> 31 === 0) return raw;
    const quote = String.fromCharCode(special);
    if (isCsv) return raw.replaceAll(quote + quote, quote);
    const controls: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };
    return raw.replaceAll(/\\(.)/gsu, (_match, letter: string) => controls[letter] ?? letter);
  });
}

function valueOf({ validity, offsets, data }: ResultColumn, row: number): string | null {
  if (validity !== undefined && ((validity[row >>> 3] as number) & (1 << (row & 7))) === 0) return null;
  return Buffer.from(data.subarray(offsets?.[row], offsets?.[row + 1])).toString();
}

/** Texts of whole fields and of stray characters, so that many rows are right and some are not. */
function linesOf(random: () => number, { kind, delimiter }: TextFormat, columns: number): string {
  const any = (of: readonly string[]): string => of[Math.floor(random() * of.length)] as string;
  const quoted = ['"a""b"', '"x\ny"', '""', `"${delimiter}"`, "'it''s'", '"\\""', `"${"long ".repeat(9)}"`];
  const escaped = ["\\N", "a\\tb", "\\\\", "\\101", "\\x41", `\\${delimiter}`];
  const plain = ["", "a", "aa", "N", "plain text", "x".repeat(15), "y".repeat(16), "z".repeat(70), "ä"];
  const field = (): string => any(random() < 0.7 ? plain : kind === "csv" ? quoted : escaped);
  let text = "";
  for (let row = 0; row < 40; row++) {
    text += Array.from({ length: columns }, field).join(delimiter) + (random() < 0.1 ? "\r\n" : "\n");
  }
  if (random() < 0.5) return text;
  const at = Math.floor(random() * text.length);
  return text.slice(0, at) + any(["\r", "\n", '"', "'", "\\", "\\.", "\\.\n", delimiter]) + text.slice(at);
}

for (const [name, format] of Object.entries(formats)) {
  test(`${name}: pieces of any size`, () => {
    const random = randomOf(7);
    for (let round = 0; round < 120; round++) {
      const columns = 1 + (round % 3);
      const bytes = new TextEncoder().encode(linesOf(random, format, columns));
      const want = read(columns, format, bytes, 1);
      for (const piece of [3, 17, 64, 500, bytes.length]) {
        assert.deepEqual(read(columns, format, bytes, piece), want, `round ${round}, pieces of ${piece}`);
        assert.deepEqual(
          read(columns, format, bytes, piece, 1),
          want,
          `round ${round}, pieces of ${piece}, as they lie`,
        );
      }
    }
  });
}

test("more rows than a batch has", () => {
  const rows = 40_000;
  const bytes = new TextEncoder().encode(Array.from({ length: rows }, (_, row) => `${row},"${row}"\n`).join(""));
  const all = read(2, formats["csv"] as TextFormat, bytes, 100_000) as string[][];
  assert.equal(all.length, rows);
  assert.deepEqual(
    all.find(([left, right], row) => left !== String(row) || right !== String(row)),
    undefined,
  );
});

test("lines of rows, however they are read", () => {
  const bytes = new TextEncoder().encode('1,a\n2,"b\nb"\n3,"c\n\nc"\r\n4,d\n');
  for (const leastCut of [1, Number.POSITIVE_INFINITY]) {
    const reader = new TextReader(["n", "t"], formats["csv"] as TextFormat, false, leastCut);
    reader.push(bytes);
    reader.end();
    const lines = reader.take().flatMap((rows) => Array.from({ length: rowsIn(rows) }, (_, row) => lineOf(rows, row)));
    assert.deepEqual(lines, [1, 3, 6, 7]);
  }
});
