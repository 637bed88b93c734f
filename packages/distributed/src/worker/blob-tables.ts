// Tables that travelled with queries, in this worker's memory: fetched once by their hash, shared by every task that
// scans them, and kept for the next query while there is room.
import { createHash } from "node:crypto";
import { FfqError, type TableRef } from "@ffq/core/physical";
import { decodeResult, type HeldTable, splitFrames, type TableProvider, type TaskHost } from "@ffq/core/runtime";
import type { CoordinatorClient } from "../rpc/transport.ts";
import { MAX_BLOB_BYTES, type TableBlobSpec, tableBlobOf } from "../wire/table-blob.ts";
import { abortable } from "./abortable.ts";

export interface BlobTablesOptions {
  readonly host: TaskHost;
  readonly blobs: CoordinatorClient["blobs"];
  /** Bytes of blobs that are kept while nobody reads them. */
  readonly keepBytes: number;
}

interface Entry {
  readonly spec: TableBlobSpec;
  readonly table: Promise<HeldTable>;
  users: number;
}

export interface UsedTable {
  readonly provider: TableProvider;
  /** The task has ended. */
  release(): void;
}

export class BlobTables {
  readonly #options: BlobTablesOptions;
  /** By hash and columns, in the order of their last use. */
  readonly #tables = new Map<string, Entry>();

  constructor(options: BlobTablesOptions) {
    this.#options = options;
  }

  /** @throws FfqError IO while the blob cannot be had, MEMORY_LIMIT */
  async use(ref: TableRef, signal: AbortSignal): Promise<UsedTable> {
    const spec = tableBlobOf(ref);
    const key = JSON.stringify([spec.hash, spec.fields]);
    const entry = this.#tables.get(key) ?? { spec, table: this.#load(ref.name, spec), users: 0 };
    this.#tables.delete(key);
    this.#tables.set(key, entry);
    entry.users++;
    try {
      const { provider } = await abortable(entry.table, signal);
      let isUsed = true;
      const release = (): void => {
        if (isUsed) entry.users--;
        isUsed = false;
        this.#evict(this.#options.keepBytes);
      };
      return { provider, release };
    } catch (thrown) {
      entry.users--;
      if (this.#tables.get(key) === entry && !signal.aborted) this.#tables.delete(key);
      throw thrown;
    }
  }

  /** Lets go of what nobody reads. */
  close(): void {
    this.#evict(0);
  }

  #evict(keepBytes: number): void {
    let kept = 0;
    for (const [key, entry] of [...this.#tables].reverse()) {
      kept += entry.spec.bytes;
      if (kept <= keepBytes || entry.users > 0) continue;
      this.#tables.delete(key);
      // One that did not load was reported to its users.
      void entry.table.then(
        (table) => table.release(),
        () => undefined,
      );
    }
  }

  /** Not stopped with the task that asked first: others may wait for it too. */
  async #load(name: string, spec: TableBlobSpec): Promise<HeldTable> {
    const bytes = await fetchBlob(this.#options.blobs, spec);
    const types = spec.fields.map(({ type }) => type);
    const batches = [...splitFrames(bytes)].map((frame) => decodeResult(types, frame));
    return this.#options.host.holdTable({ name, fields: spec.fields }, batches);
  }
}

async function fetchBlob(blobs: CoordinatorClient["blobs"], { hash, bytes }: TableBlobSpec): Promise<Uint8Array> {
  if (bytes > MAX_BLOB_BYTES) throw new FfqError("UNSUPPORTED", `a table in memory of ${bytes} bytes is too large`);
  const whole = new Uint8Array(bytes);
  let received = 0;
  for await (const { offset, chunk } of blobs.getBlob({ hash, offset: 0 })) {
    if (offset !== received || received + chunk.length > bytes) throw broken(hash);
    whole.set(chunk, received);
    received += chunk.length;
  }
  if (received !== bytes || createHash("sha256").update(whole).digest("hex") !== hash) throw broken(hash);
  return whole;
}

function broken(hash: string): FfqError {
  return new FfqError("IO", `the rows of table ${hash} did not arrive as they were sent`, { sqlstate: "08006" });
}
