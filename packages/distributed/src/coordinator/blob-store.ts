// Tables that travel with queries: bytes named by their SHA-256, on the coordinator's disk. A blob is visible when it
// is whole and its name is true, never before. Blobs that no query needs are removed after a while, so that the next
// query over the same table need not send it again.
import { createHash, type Hash } from "node:crypto";
import { type Clock, FfqError } from "@ffq/core/physical";
import type { FileAppender, FileStore } from "../store/file-store.ts";
import type { GetBlobResponse, PutBlobRequest, TableBlob } from "../wire/messages.ts";
import { MAX_BLOB_BYTES } from "../wire/table-blob.ts";

export interface BlobStoreOptions {
  readonly store: FileStore;
  readonly clock: Clock;
  /** Blobs that are not to be removed. */
  readonly inUse: () => ReadonlySet<string>;
  /** How long a blob is kept that nobody needs. */
  readonly keepMs?: number;
  /** The most bytes of all blobs, half-sent ones included. */
  readonly maxBytes?: number;
}

const FOLDER = "blobs";
const KEEP_MS = 600_000;
const MAX_BYTES = 4 * 2 ** 30;
const CHUNK_BYTES = 1 << 20;

interface Upload {
  readonly path: string;
  readonly bytes: number;
  readonly file: FileAppender;
  readonly hash: Hash;
  lastAt: number;
}

export class BlobStore {
  readonly #options: BlobStoreOptions;
  /** Whole blobs: size, and when they were last asked for. */
  readonly #blobs = new Map<string, { readonly bytes: number; usedAt: number }>();
  readonly #uploads = new Map<string, Upload>();
  #last: Promise<unknown> = Promise.resolve();

  private constructor(options: BlobStoreOptions) {
    this.#options = options;
  }

  /** Finds the blobs that are there; half-sent ones are removed. */
  static async open(options: BlobStoreOptions): Promise<BlobStore> {
    const blobs = new BlobStore(options);
    for (const { path, size } of await options.store.list(FOLDER)) {
      const hash = /^blobs\/([0-9a-f]{64})$/.exec(path)?.[1];
      if (hash === undefined) await options.store.remove(path);
      else blobs.#blobs.set(hash, { bytes: size, usedAt: options.clock.now() });
    }
    return blobs;
  }

  /** Those that have yet to be sent. @throws FfqError UNSUPPORTED for more bytes than a query may bring */
  missing(blobs: readonly TableBlob[]): readonly string[] {
    const bytes = blobs.reduce((sum, blob) => sum + blob.bytes, 0);
    if (bytes > MAX_BLOB_BYTES) {
      throw new FfqError("UNSUPPORTED", `tables in memory of ${bytes} bytes cannot be sent with a query`, {
        sqlstate: "54000",
        hint: `The limit is ${MAX_BLOB_BYTES} bytes: write larger tables to Parquet files that all workers can read.`,
      });
    }
    return blobs.filter(({ hash }) => !this.#touch(hash)).map(({ hash }) => hash);
  }

  #touch(hash: string): boolean {
    const blob = this.#blobs.get(hash);
    if (blob !== undefined) blob.usedAt = this.#options.clock.now();
    return blob !== undefined;
  }

  /** Takes the next bytes of a blob; answers how many are there. @throws FfqError DATA for bytes of another name */
  put(request: PutBlobRequest): Promise<number> {
    return this.#exclusively(() => this.#put(request));
  }

  /** One change at a time: chunks are small and few. */
  #exclusively<Result>(action: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(action);
    this.#last = result.catch(() => undefined); // whoever asked is told
    return result;
  }

  async #put({ hash, bytes, offset, chunk }: PutBlobRequest): Promise<number> {
    if (this.#touch(hash)) return bytes;
    if (bytes > MAX_BLOB_BYTES) throw new FfqError("UNSUPPORTED", `a blob of ${bytes} bytes is too large`);
    const upload = await this.#uploadOf(hash, bytes);
    upload.lastAt = this.#options.clock.now();
    const received = upload.file.size;
    // What was already taken is taken again without effect; what leaves a gap is answered with where to go on.
    if (offset > received || offset + chunk.length <= received) return this.#finished(hash, upload);
    const fresh = chunk.subarray(received - offset);
    if (received + fresh.length > upload.bytes) return this.#refuse(hash, upload, "is longer than announced");
    await this.#append(hash, upload, fresh);
    return this.#finished(hash, upload);
  }

  async #append(hash: string, upload: Upload, fresh: Uint8Array): Promise<void> {
    try {
      await upload.file.append(fresh);
      upload.hash.update(fresh);
    } catch (thrown) {
      await this.#discard(hash, upload);
      throw thrown;
    }
  }

  async #uploadOf(hash: string, bytes: number): Promise<Upload> {
    const known = this.#uploads.get(hash);
    if (known !== undefined) return known;
    await this.#makeRoom(bytes);
    const path = `${FOLDER}/${hash}.part`;
    await this.#options.store.remove(path);
    const file = await this.#options.store.append(path);
    const upload = { path, bytes, file, hash: createHash("sha256"), lastAt: this.#options.clock.now() };
    this.#uploads.set(hash, upload);
    return upload;
  }

  async #finished(hash: string, upload: Upload): Promise<number> {
    const { bytes, file, path } = upload;
    if (file.size < bytes) return file.size;
    if (upload.hash.copy().digest("hex") !== hash)
      return this.#refuse(hash, upload, "has another content than its name says");
    await file.sync();
    await file.close();
    await this.#options.store.rename(path, `${FOLDER}/${hash}`);
    this.#uploads.delete(hash);
    this.#blobs.set(hash, { bytes, usedAt: this.#options.clock.now() });
    return bytes;
  }

  async #refuse(hash: string, upload: Upload, why: string): Promise<never> {
    await this.#discard(hash, upload);
    throw new FfqError("DATA", `blob ${hash} ${why}`);
  }

  async #discard(hash: string, { file, path }: Upload): Promise<void> {
    this.#uploads.delete(hash);
    await file.close();
    await this.#options.store.remove(path);
  }

  async #makeRoom(bytes: number): Promise<void> {
    const { maxBytes = MAX_BYTES } = this.#options;
    await this.#sweep(0, bytes);
    if (this.#total() + bytes > maxBytes) {
      throw new FfqError("UNAVAILABLE", "the coordinator has no room for more tables in memory", { sqlstate: "53100" });
    }
  }

  #total(): number {
    const held = [...this.#blobs.values(), ...this.#uploads.values()];
    return held.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Removes what nobody has needed for a while. */
  sweep(): Promise<void> {
    return this.#exclusively(() => this.#sweep(this.#options.keepMs ?? KEEP_MS, 0));
  }

  /** Oldest first; with `wanted` bytes only as many as that takes. */
  async #sweep(keepMs: number, wanted: number): Promise<void> {
    const { clock, inUse, store, maxBytes = MAX_BYTES } = this.#options;
    const isDue = (at: number): boolean =>
      wanted > 0 ? this.#total() + wanted > maxBytes : clock.now() - at >= keepMs;
    for (const [hash, upload] of this.#uploads)
      if (clock.now() - upload.lastAt >= KEEP_MS) await this.#discard(hash, upload);
    const needed = inUse();
    const idle = [...this.#blobs]
      .filter(([hash]) => !needed.has(hash))
      .sort(([, one], [, other]) => one.usedAt - other.usedAt);
    for (const [hash, { usedAt }] of idle) {
      // A client may just have been told that it is there.
      if (!isDue(usedAt) || clock.now() - usedAt < GRACE_MS) continue;
      this.#blobs.delete(hash);
      await store.remove(`${FOLDER}/${hash}`);
    }
  }

  /** A blob from an offset on. @throws FfqError NOT_FOUND */
  async *get(hash: string, from: number): AsyncGenerator<GetBlobResponse> {
    const blob = this.#touch(hash) ? this.#blobs.get(hash) : undefined;
    const reader = blob === undefined ? undefined : await this.#options.store.open(`${FOLDER}/${hash}`);
    if (blob === undefined || reader === undefined) throw new FfqError("NOT_FOUND", `there is no blob ${hash}`);
    try {
      let offset = Math.min(from, blob.bytes);
      do {
        const chunk = await reader.read(offset, Math.min(CHUNK_BYTES, blob.bytes - offset));
        yield { bytes: blob.bytes, offset, chunk };
        offset += chunk.length;
      } while (offset < blob.bytes);
    } finally {
      await reader.close();
    }
  }
}

const GRACE_MS = 60_000;
