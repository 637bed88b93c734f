// How a table in the client's memory travels: its rows as a blob named by its content (core's joinFrames of
// encodeResult messages, one per batch, all columns in order), and a table reference that says which blob and which
// columns. The reference keeps its provider, "memory"; its spec is what this file knows.
import { createHash } from "node:crypto";
import type { Field, TableRef } from "@ffq/core/physical";
import { unreadable } from "./codec.ts";
import type { TableBlob } from "./messages.ts";

/** The most bytes of all blobs of one query. */
export const MAX_BLOB_BYTES: number = 64 << 20;

/** What TableRef.spec is for a table that travels. */
export interface TableBlobSpec extends TableBlob {
  readonly rows: number;
  /** Without the row number, which every reader adds itself. */
  readonly fields: readonly Field[];
}

/** The name of a blob: SHA-256, hexadecimal. */
export function hashOfBlob(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** @throws FfqError UNSUPPORTED for a table that did not travel with its rows */
export function tableBlobOf({ name, spec }: TableRef): TableBlobSpec {
  const { hash, bytes, rows, fields } = (spec ?? {}) as Partial<TableBlobSpec>;
  if (typeof hash !== "string" || typeof bytes !== "number" || typeof rows !== "number" || !Array.isArray(fields)) {
    throw unreadable(`table ${name} came without its rows`);
  }
  return { hash, bytes, rows, fields };
}
