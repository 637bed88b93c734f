// Page headers, and the buffer that the pages of a row group are appended to.
import { crc32 } from "node:zlib";
import { DATA_PAGE, DATA_PAGE_V2, DICTIONARY_PAGE, PLAIN, RLE } from "./write-metadata.ts";
import { CompactWriter } from "./write-thrift.ts";

export type PageKind =
  | { readonly kind: "dictionary"; readonly entries: number }
  /** `values`: NULLs, and what stands for empty lists, among them. */
  | { readonly kind: "v1"; readonly values: number; readonly encoding: number }
  | {
      readonly kind: "v2";
      readonly values: number;
      readonly nulls: number;
      readonly rows: number;
      readonly encoding: number;
      readonly definitionBytes: number;
      readonly repetitionBytes: number;
      readonly compressed: boolean;
    };

/** The first piece's bytes; each is twice as large as the one before, up to MOST_BYTES. */
const FIRST_BYTES = 256 * 1024;
const MOST_BYTES = 4 * 1024 * 1024;

/** Growing bytes, in pieces: what is there is never copied again. */
export class PageSink {
  readonly #full: Uint8Array<ArrayBuffer>[] = [];
  #last = new Uint8Array(FIRST_BYTES);
  #used = 0;
  length = 0;

  append(bytes: Uint8Array): void {
    this.length += bytes.length;
    let rest = bytes;
    for (;;) {
      const room = this.#last.length - this.#used;
      const part = rest.length <= room ? rest : rest.subarray(0, room);
      this.#last.set(part, this.#used);
      this.#used += part.length;
      if (part === rest) return;
      rest = rest.subarray(room);
      this.#full.push(this.#last);
      this.#last = new Uint8Array(Math.min(MOST_BYTES, 2 * this.#last.length));
      this.#used = 0;
    }
  }

  /** What was appended, each piece alone in its ArrayBuffer, so that it can be handed to another thread. Ends the sink. */
  take(): readonly Uint8Array<ArrayBuffer>[] {
    return [...this.#full, this.#last.subarray(0, this.#used)];
  }
}

/**
 * Appends a page whose stored form is `parts` one behind the other; returns the length of its header.
 * `uncompressedBytes` is what the parts come to when they are decompressed.
 */
export function appendPage(
  sink: PageSink,
  page: PageKind,
  parts: readonly Uint8Array[],
  uncompressedBytes: number,
  checksum: boolean,
): number {
  let stored = 0;
  let crc = 0;
  for (const part of parts) {
    stored += part.length;
    if (checksum) crc = crc32(part, crc);
  }
  const out = new CompactWriter();
  out.i32(1, page.kind === "dictionary" ? DICTIONARY_PAGE : page.kind === "v1" ? DATA_PAGE : DATA_PAGE_V2);
  out.i32(2, uncompressedBytes);
  out.i32(3, stored);
  if (checksum) out.i32(4, crc | 0);
  writeKind(out, page);
  const header = out.bytes();
  sink.append(header);
  for (const part of parts) sink.append(part);
  return header.length;
}

function writeKind(out: CompactWriter, page: PageKind): void {
  switch (page.kind) {
    case "dictionary":
      return out.struct(7, () => {
        out.i32(1, page.entries);
        out.i32(2, PLAIN);
      });
    case "v1":
      return out.struct(5, () => {
        out.i32(1, page.values);
        out.i32(2, page.encoding);
        out.i32(3, RLE);
        out.i32(4, RLE);
      });
    case "v2":
      return out.struct(8, () => {
        out.i32(1, page.values);
        out.i32(2, page.nulls);
        out.i32(3, page.rows);
        out.i32(4, page.encoding);
        out.i32(5, page.definitionBytes);
        out.i32(6, page.repetitionBytes);
        out.bool(7, page.compressed);
      });
  }
}
