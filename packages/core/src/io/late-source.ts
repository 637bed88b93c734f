// A source that is opened when something of it is asked for: what a plan leaves out, or leaves to who decodes it, is then
// never opened on the caller's thread. Nor is it for bytes that are known already.
import type { ByteSource } from "./byte-store.ts";

/** Bytes of a file that were read before. */
export interface KnownBytes {
  /** Where in the file they lie. */
  readonly offset: number;
  readonly bytes: Uint8Array;
}

export class LateSource implements ByteSource {
  readonly name: string;
  readonly #open: () => Promise<ByteSource>;
  readonly #known: KnownBytes | undefined;
  #source: Promise<ByteSource> | undefined;

  constructor(name: string, open: () => Promise<ByteSource>, known?: KnownBytes) {
    this.name = name;
    this.#open = open;
    this.#known = known;
  }

  async size(): Promise<number> {
    return (await this.#opened()).size();
  }

  async read(offset: number, length: number, into: Uint8Array, signal?: AbortSignal): Promise<void> {
    const known = this.#knownOf(offset, length);
    if (known !== undefined) {
      into.set(known);
      return;
    }
    const source = await this.#opened();
    await source.read(offset, length, into, signal);
  }

  /** Opens it, if only to find out that it can be. @throws whatever opening throws */
  async confirm(): Promise<void> {
    await this.#opened();
  }

  /** Closes what was opened. */
  async close(): Promise<void> {
    const source = await this.#source?.catch(() => undefined); // whoever asked for it has the error
    await source?.close();
  }

  #knownOf(offset: number, length: number): Uint8Array | undefined {
    if (this.#known === undefined) return undefined;
    const start = offset - this.#known.offset;
    const { bytes } = this.#known;
    return start >= 0 && start + length <= bytes.length ? bytes.subarray(start, start + length) : undefined;
  }

  #opened(): Promise<ByteSource> {
    this.#source ??= this.#open();
    return this.#source;
  }
}
