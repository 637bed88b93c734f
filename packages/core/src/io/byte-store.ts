// The port to bytes: a source is one file or object, a store opens sources by address. Disk, object stores,
// memory and fault injection all implement these few members; everything above reads only through them.
import { FfqError, unsupported } from "../common/error.ts";

/** One readable file or object. */
export interface ByteSource {
  /** For messages: the path or URI. */
  readonly name: string;
  size(): Promise<number>;
  /** Tells these bytes from those of another file that takes the place, of another size too. Absent: only the size does. */
  version?(): Promise<string>;
  /** Fills `into` from `offset`. Reading past the end is an error. `into` may be a view of shared memory. */
  read(offset: number, length: number, into: Uint8Array, signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Where the bytes of a new file or object go, in order. Exactly one of `finish` and `abort` ends it. */
export interface ByteSink {
  /** The bytes may be reused by the caller once the promise is fulfilled. */
  write(bytes: Uint8Array): Promise<void>;
  /** Makes the bytes durable and visible under their address, all at once, in place of what was there. */
  finish(): Promise<void>;
  /** Leaves nothing behind; never fails. Without effect after `finish`. */
  abort(): Promise<void>;
}

/** Opens sources of one URI scheme. */
export interface ByteStore {
  /** The file of the machine that an address is, which any thread may read by itself. Absent, or undefined: it is none. */
  localPath?(address: string): string | undefined;
  /** @throws FfqError FILE_NOT_FOUND or IO */
  open(address: string, signal?: AbortSignal): Promise<ByteSource>;
  /** The addresses that match a pattern with `*`, `**`, `?`; sorted. A pattern without them matches itself. */
  list(pattern: string, signal?: AbortSignal): Promise<readonly string[]>;
  /** Begins a file that nobody sees before it is finished. Absent: the store is for reading. @throws FfqError IO */
  create?(address: string, signal?: AbortSignal): Promise<ByteSink>;
}

/** `s3` of `s3://bucket/key`; `file` of a plain path. One letter before the colon is a Windows drive. */
export function schemeOf(address: string): string {
  return /^([a-z][a-z0-9+.-]+):\/\//i.exec(address)?.[1]?.toLowerCase() ?? "file";
}

/** Stores by URI scheme. */
export class ByteStores {
  readonly #stores = new Map<string, ByteStore>();

  /** @throws FfqError CONFIG when the scheme is taken */
  register(scheme: string, store: ByteStore): void {
    if (this.#stores.has(scheme)) throw new FfqError("CONFIG", `a store for ${scheme}:// is already registered`);
    this.#stores.set(scheme, store);
  }

  /** The store of an address. @throws FfqError MISSING_EXTENSION, whose context names the scheme */
  storeOf(address: string): ByteStore {
    const scheme = schemeOf(address);
    const store = this.#stores.get(scheme);
    if (store === undefined) {
      throw new FfqError("MISSING_EXTENSION", `nothing here can read ${scheme}:// addresses`, {
        hint: "FFQ has no package for them yet; the option stores of Engine.create takes a store of your own.",
        context: { scheme, address },
      });
    }
    return store;
  }

  localPath(address: string): string | undefined {
    return this.storeOf(address).localPath?.(address);
  }

  open(address: string, signal?: AbortSignal): Promise<ByteSource> {
    return this.storeOf(address).open(address, signal);
  }

  list(pattern: string, signal?: AbortSignal): Promise<readonly string[]> {
    return this.storeOf(pattern).list(pattern, signal);
  }

  /** @throws FfqError UNSUPPORTED for a store that only reads, IO */
  async create(address: string, signal?: AbortSignal): Promise<ByteSink> {
    const store = this.storeOf(address);
    if (store.create === undefined) throw unsupported(`writing to ${schemeOf(address)}:// addresses`);
    return store.create(address, signal);
  }
}
