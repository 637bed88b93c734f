// One table's file while it is written. It has another name until it is complete, so that a file that looks whole
// is whole.
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import type { EncodedChunk, FileFormat, PlacedChunk } from "./file-format.ts";

export interface GeneratedFile {
  readonly table: string;
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
}

export class TableFile {
  readonly table: string;
  readonly path: string;
  private readonly format: FileFormat;
  private readonly chunks: PlacedChunk[] = [];
  private handle: FileHandle | undefined;
  private bytes = 0;
  private rows = 0;

  constructor(table: string, path: string, format: FileFormat) {
    this.table = table;
    this.path = path;
    this.format = format;
  }

  private get partialPath(): string {
    return `${this.path}.partial`;
  }

  async append(chunk: EncodedChunk): Promise<void> {
    if (this.handle === undefined) {
      this.handle = await open(this.partialPath, "w");
      await this.write(this.format.header());
    }
    this.chunks.push({ offset: this.bytes, note: chunk.note });
    this.rows += chunk.rows;
    await this.write(new Uint8Array(chunk.buffer, 0, chunk.length));
  }

  /** Call it after the last chunk. */
  async finish(): Promise<GeneratedFile> {
    await this.write(this.format.footer(this.chunks));
    await this.handle?.close();
    this.handle = undefined;
    await rename(this.partialPath, this.path);
    return { table: this.table, path: this.path, rows: this.rows, bytes: this.bytes };
  }

  /** Leaves nothing behind, unless the file is finished. */
  async abandon(): Promise<void> {
    if (this.handle === undefined) return;
    await this.handle.close();
    this.handle = undefined;
    await rm(this.partialPath, { force: true });
  }

  private async write(bytes: Uint8Array): Promise<void> {
    let written = 0;
    while (written < bytes.length) {
      written += (await (this.handle as FileHandle).write(bytes, written)).bytesWritten;
    }
    this.bytes += bytes.length;
  }
}
